"""Lanes: how much work of each kind goes on at once, and waiting until some of it has ended."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import Any

from orchestrator.search.strategy import Capacity, Prove, ProveGoal, Rate, Work


class Lanes:
    """Work in flight, of three kinds that never wait for each other; belongs to one driven run.

    Args:
        capacity: how much of each kind at once.
    """

    def __init__(self, capacity: Capacity) -> None:
        self._capacity = capacity
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._busy: Counter[str] = Counter()
        self._news = asyncio.Event()
        self._error: BaseException | None = None

    @property
    def idle(self) -> bool:
        """Whether no work is in flight."""
        return not any(self._busy.values())

    @property
    def free(self) -> Capacity:
        """What may be begun now."""
        most, busy = self._capacity, self._busy
        return Capacity(
            max(0, most.prove - busy["prove"]), max(0, most.rate - busy["rate"]), max(0, most.goals - busy["goal"])
        )

    def start(self, kind: str, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` in a lane of this kind (`Decision.kind`); any other kind takes no lane, and `idle` ignores it."""
        task = asyncio.create_task(work)
        self._tasks[task] = kind
        if kind in _KINDS:
            self._busy[kind] += 1
        task.add_done_callback(self._ended)

    async def news(self) -> None:
        """Wait until some work has ended; raises what it raised."""
        await self._news.wait()
        self._news.clear()
        if self._error is not None:
            raise self._error

    async def stop(self) -> None:
        """Cancel what is in flight and wait until it has ended."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        kind = self._tasks.pop(task)
        if kind in _KINDS:
            self._busy[kind] -= 1
        if not task.cancelled():
            raised = task.exception()  # asked of each, or asyncio prints those of the others
            self._error = self._error or raised
        self._news.set()


_KINDS = frozenset({"prove", "rate", "goal"})


def fits(work: Work, free: Capacity) -> bool:
    """Whether a lane is free for ``work``."""
    match work:
        case Prove():
            return free.prove > 0
        case Rate():
            return free.rate > 0
        case ProveGoal():
            return free.goals > 0


def without(free: Capacity, work: Work) -> Capacity:
    """The lanes that are left when ``work`` has taken one."""
    return Capacity(
        free.prove - isinstance(work, Prove),
        free.rate - isinstance(work, Rate),
        free.goals - isinstance(work, ProveGoal),
    )
