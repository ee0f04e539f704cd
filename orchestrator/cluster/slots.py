"""A line for a fixed set of workers: first come, first served, each worker one job at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

from orchestrator.errors import WorkerLost

W = TypeVar("W")


class Slots(Generic[W]):
    """Workers that are free, and the tasks that wait for one. Of one event loop; not thread-safe.

    A worker is lent by `take` and must come back by `give_back`, or be given up by `remove`.
    """

    def __init__(self) -> None:
        self._free: list[tuple[W, str]] = []
        self._waiting: deque[tuple[asyncio.Future[W], str]] = deque()
        self._closed = ""

    def give_back(self, worker: W, key: str = "") -> None:
        """``worker`` is free; ``key`` says what it has just worked on."""
        while self._waiting:
            future, _ = self._waiting.popleft()
            if not future.done():
                future.set_result(worker)
                return
        self._free.append((worker, key))

    async def take(self, key: str = "") -> W:
        """The next free worker, one that was given back with the same key first (its Lean still knows the text).

        Raises:
            WorkerLost: `close` was called.
        """
        if self._closed:
            raise WorkerLost(self._closed)
        if self._free:
            index = next((i for i, (_, last) in enumerate(self._free) if last == key), 0)
            return self._free.pop(index)[0]
        future: asyncio.Future[W] = asyncio.get_running_loop().create_future()
        self._waiting.append((future, key))
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                self.give_back(future.result(), key)  # it was lent to us in the very moment we were cancelled
            raise

    def close(self, reason: str) -> None:
        """Refuse whoever waits or comes with `WorkerLost`."""
        self._closed = reason
        while self._waiting:
            future, _ = self._waiting.popleft()
            if not future.done():
                future.set_exception(WorkerLost(reason))
