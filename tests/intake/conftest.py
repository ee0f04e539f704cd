"""A triage bench on the embedded Lean, shared by the tests of a module."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio

from orchestrator.config import settings
from orchestrator.intake.triage import Bench, open_bench


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench() -> AsyncIterator[Bench]:
    async with open_bench(settings().cache_dir, 1536) as made:
        yield replace(made, known=None)
