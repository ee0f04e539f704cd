"""Warm hosts of one environment, and spares that are ready before they are needed.

A host that dies or is given up is replaced by a spare at once. Spares start in the background: one always, and one more
for every check that has been running for a while, because such a check may end with the death of its host. So nobody
waits for an import because of somebody else's text.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from orchestrator.errors import LeanCrashed
from orchestrator.lean.embedded.host import Host, HostConfig
from orchestrator.lean.embedded.install import LeanInstallation

SLOW_CHECK_SECONDS = 0.3
"""A check that takes longer gets a spare of its own, which is ready about a second later."""


@dataclass(eq=False)
class Slot:
    """A place in the pool: its host, the last text that host saw, and how many checks it has answered."""

    host: Host
    last_source: str = ""
    checks: int = 0


class HostPool:
    """Up to ``size`` hosts in service plus spares.

    Args:
        spares: how many spares to hold ready when nothing is slow.
    """

    def __init__(self, installation: LeanInstallation, config: HostConfig, *, size: int, spares: int) -> None:
        self._installation = installation
        self._config = config
        self._size = size
        self._min_spares = spares
        self._idle: list[Slot] = []
        self._all: set[Slot] = set()
        self._spares: list[asyncio.Task[Host]] = []
        self._slow: dict[Slot, asyncio.TimerHandle | None] = {}
        self._queue: deque[asyncio.Future[Slot]] = deque()
        self._starting = 0
        self._background: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self.hosts_started = 0

    @asynccontextmanager
    async def lease(self, source: str) -> AsyncIterator[Slot]:
        """An idle host for as long as the block runs, the one whose last text is most like ``source`` first.

        A host whose request was cancelled goes back only when it has stopped working on it.

        Raises:
            LeanCrashed, SetupError, ImportNotAvailable: as `Host.start`.
        """
        slot = await self._acquire(source)
        try:
            yield slot
        except asyncio.CancelledError:
            self.in_background(self._release_when_quiet(slot))
            raise
        except BaseException:
            self._release(slot)
            raise
        self._release(slot)

    @property
    def busy(self) -> bool:
        """Whether somebody has a host or waits for one."""
        return self._waiting > 0 or len(self._idle) < len(self._all)

    async def _acquire(self, source: str) -> Slot:
        self._waiting += 1
        try:
            slot = await self._idle_slot(source)
        finally:
            self._waiting -= 1
        if not slot.host.alive:
            try:
                await self.replace(slot)
            except BaseException:
                self._release(slot)
                raise
        self._slow[slot] = asyncio.get_running_loop().call_later(SLOW_CHECK_SECONDS, self._is_slow, slot)
        return slot

    async def _idle_slot(self, source: str) -> Slot:
        if self._idle and not self._queue:
            slot = max(self._idle, key=lambda idle: common_prefix(idle.last_source, source))
            self._idle.remove(slot)
            return slot
        if len(self._all) + self._starting < self._size:
            return await self._grow()
        turn: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give(turn.result())
            raise

    def _give(self, slot: Slot) -> None:
        """Hand a host to whoever has waited longest; first come, first served, so nobody starves."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(slot)
                return
        self._idle.append(slot)

    async def _grow(self) -> Slot:
        self._starting += 1
        try:
            slot = Slot(await self._take_spare())
        except Exception as error:
            if not self._all and self._starting == 1:  # no host is left that could answer those who wait
                for turn in self._queue:
                    if not turn.done():
                        turn.set_exception(error)
                self._queue.clear()
            raise
        finally:
            self._starting -= 1
        self._all.add(slot)
        return slot

    def _is_slow(self, slot: Slot) -> None:
        self._slow[slot] = None
        self.prepare_spares()

    def _release(self, slot: Slot) -> None:
        timer = self._slow.pop(slot, None)
        if timer is not None:
            timer.cancel()
        self._give(slot)

    async def _release_when_quiet(self, slot: Slot) -> None:
        await slot.host.quiet()
        self._release(slot)

    async def replace(self, slot: Slot) -> None:
        """Swap a host that is of no further use for a spare; the old one is stopped in the background."""
        self.in_background(slot.host.stop())
        slot.host = await self._take_spare()
        slot.last_source, slot.checks = "", 0

    async def _take_spare(self) -> Host:
        while self._spares:
            ready = next((spare for spare in self._spares if spare.done()), self._spares[0])
            self._spares.remove(ready)
            self.prepare_spares()
            with suppress(LeanCrashed):  # a spare that did not come up is no news: a fresh start tells more
                host = await self._adopt(ready)
                if host.alive:
                    return host
        host = await self._start()
        self.prepare_spares()
        return host

    async def _adopt(self, spare: asyncio.Task[Host]) -> Host:
        try:
            return await asyncio.shield(spare)
        except asyncio.CancelledError:
            self._spares.append(spare)  # the caller is gone, the spare is not
            raise

    def prepare_spares(self) -> None:
        """Start as many spares in the background as are wanted now."""
        slow = sum(timer is None for timer in self._slow.values())
        wanted = 0 if self._min_spares == 0 else min(max(self._min_spares, slow), max(self._size, self._min_spares))
        while len(self._spares) < wanted:
            self._spares.append(asyncio.create_task(self._start()))

    async def _start(self) -> Host:
        self.hosts_started += 1
        return await Host.start(self._installation, self._config)

    def in_background(self, work: Coroutine[None, None, None]) -> None:
        """Run ``work`` now and wait for it at the latest in `aclose`."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    @property
    def resident_bytes(self) -> int:
        """Memory of the hosts in service at their last answers, in bytes."""
        return sum(slot.host.resident_bytes for slot in self._all)

    async def aclose(self) -> None:
        """Stop every host and spare; idempotent."""
        for timer in self._slow.values():
            if timer is not None:
                timer.cancel()
        slots, spares = list(self._all), list(self._spares)
        self._all.clear()
        self._idle.clear()
        self._spares.clear()
        for spare in spares:
            spare.cancel()  # a host that is still starting stops itself
        started = await asyncio.gather(*spares, return_exceptions=True)
        hosts = [slot.host for slot in slots] + [host for host in started if isinstance(host, Host)]
        await asyncio.gather(*(host.stop() for host in hosts))
        await asyncio.gather(*self._background, return_exceptions=True)


def common_prefix(a: str, b: str) -> int:
    """Length of the common beginning, by bisection: texts are long and compared on every check."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a.startswith(b[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
