"""Waiting for something that another task, process or machine does."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from pathlib import Path

PATIENCE_SECONDS = 240.0
"""Only how long a failure takes: Ray and Lean together were seen to start in 45 s on a busy machine."""


async def eventually(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """Return once ``condition()`` holds; raises `TimeoutError` if it never does."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            holds = condition()
            if await holds if inspect.isawaitable(holds) else holds:
                return
            await asyncio.sleep(0.02)


def says(path: Path, text: str) -> Callable[[], bool]:
    """A condition: the file is there and holds ``text``."""
    return lambda: path.exists() and text in path.read_text()
