"""A plugin: the judge's processes are kept between judgements, which so cost a tenth.

    PYTHONPATH=tests/lean/judge_suite pytest -p suite_kept tests/lean/judge_suite -m "slow or not slow"

The verdicts are the same; that one text cannot reach into the judgement of the next is what the plain runs show. With
it the whole matrix, the fuzz and the disputes can be looked at in minutes after each change.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from orchestrator.lean.embedded.host import Host, parse_imports
from orchestrator.lean.judge.hosts import BASE_IMPORTS, FreshHosts

USES: Final = 120
"""So many steps a process is kept for: what texts define stays in its memory."""
_Key = tuple[int, int, tuple[str, ...]]
_kept: dict[_Key, list[Host]] = {}


@asynccontextmanager
async def _host(self: FreshHosts, imports: tuple[str, ...] = BASE_IMPORTS) -> AsyncIterator[Host]:
    key = (id(asyncio.get_running_loop()), self._memory_mib, parse_imports(imports))
    free = _kept.setdefault(key, [])
    host = free.pop() if free else await self._start(key[2])
    _uses[host] = _uses.get(host, 0) + 1
    try:
        yield host
    finally:
        if host.alive and _uses[host] < USES:
            free.append(host)
        else:
            await asyncio.shield(host.stop())
            del _uses[host]


_uses: dict[Host, int] = {}


def pytest_configure() -> None:
    """Put in place before any test is collected."""
    FreshHosts.host = _host  # type: ignore[method-assign]
    FreshHosts.replenish = lambda self: None  # type: ignore[method-assign]
