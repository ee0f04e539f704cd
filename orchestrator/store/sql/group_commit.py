"""Group commit: write transactions that wait for the one writer are committed together.

Beginning, committing and changing threads takes longer than what most transactions of this store do. While one group
is being committed the next one gathers, so groups are as large as the load makes them, and one alone waits for nobody.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
W = TypeVar("W")

LARGEST_GROUP = 16
"""The lock on the database is held for that many transactions at most, while other processes wait for it; and so many
tasks go on at once when it is committed, which the event loop does in one piece."""

Outcome = tuple[Any, Exception | None]
"""A transaction's result, or the error with which it ended before it changed anything."""


class GroupFailed(Exception):
    """One of several has to be taken back, so nothing of the group is stored. ``__cause__`` says why."""


@dataclass(eq=False, slots=True)
class _Waiting(Generic[W]):
    work: W
    done: asyncio.Future[Outcome]
    begun: bool = False


class GroupCommit(Generic[W]):
    """A queue of transactions in front of one writer, for the tasks of one event loop.

    Args:
        together: stores a group of at least one, all or nothing, and returns what became of each, in order. It raises
            `GroupFailed` where a group of several should be tried one by one, so that only those at fault fail.
    """

    def __init__(self, together: Callable[[Sequence[W]], Awaitable[list[Outcome]]]) -> None:
        self._together = together
        self._queue: deque[_Waiting[W]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def write(self, work: W) -> Any:
        """The result of ``work`` once it is committed; its error if it has been taken back.

        Cancelled before its group is begun, it never runs; later, the caller waits until the group is settled.
        """
        waiting = _Waiting(work, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_groups())
        try:
            result, error = await asyncio.shield(waiting.done)
        except asyncio.CancelledError:
            if waiting.begun:
                await asyncio.wait({waiting.done})
            elif waiting in self._queue:
                self._queue.remove(waiting)
            raise
        if error is not None:
            raise error
        return result

    async def _write_groups(self) -> None:
        try:
            while self._queue:
                group = [self._queue.popleft() for _ in range(min(LARGEST_GROUP, len(self._queue)))]
                for each in group:
                    each.begun = True
                committing = asyncio.ensure_future(self._settle(group))
                try:
                    await asyncio.shield(committing)
                except asyncio.CancelledError:
                    await asyncio.wait({committing})
                    raise
        finally:
            while self._queue:
                self._queue.popleft().done.cancel()

    async def _settle(self, group: Sequence[_Waiting[W]]) -> None:
        try:
            outcomes = await self._together([each.work for each in group])
        except GroupFailed:
            for each in group:
                await self._settle([each])
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to those who wait
            for each in group:
                each.done.set_result((None, error))
        else:
            for each, outcome in zip(group, outcomes, strict=True):
                each.done.set_result(outcome)
        finally:  # cancelled itself, with the whole event loop
            for each in group:
                each.done.cancel()
