"""Loading what a run with models will use before it is at work: an import in the event loop stops every agent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from orchestrator.provers.registry import Entry, Where

FIRST_USED: Final = (
    "numpy.random",
    "httpcore",
    "h11",
    "sniffio",
    "anyio._backends._asyncio",
    "orchestrator.provers.agent.tools.registry",
)
"""What the first decision and the first call import, 0.2 s of the processor together. Some are private names of other
packages: where a later version has no such module, its own import costs what it did before."""


async def load(provers: Mapping[str, Entry], goal_provers: Iterable[Callable[[], object]]) -> None:
    """Import, on a thread, what attempts in this process need."""
    makers = [entry.make for entry in provers.values() if entry.where is Where.DRIVER]
    await asyncio.to_thread(_load, [*makers, *goal_provers])


def _load(makers: Iterable[Callable[[], object]]) -> None:
    for name in FIRST_USED:
        if find_spec(name.partition(".")[0]) is not None and find_spec(name) is not None:
            import_module(name)
    for make in makers:
        make()
