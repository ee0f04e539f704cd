"""Fresh Lean processes for the judge: each is used for one purpose of one judgement and then ended.

Some are started ahead of need. A process that was started ahead has imported the library and done nothing else, so it
is as fresh as one that was just started.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from orchestrator.errors import LeanCrashed
from orchestrator.lean.embedded.host import Host, HostConfig, HostEnded, parse_imports
from orchestrator.lean.embedded.install import LeanInstallation
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.vocabulary import Code

BASE_IMPORTS = ("Init",)
ATTEMPTS = 2
_LIMITS = {
    "timeout": "time",
    "memory": "memory",
    "stack": "stack",
    "output": "output",
    "kernel_limit": "a kernel limit",
}

Json = dict[str, Any]
T = TypeVar("T")


class FreshHosts:
    """Hands out processes that nobody used before. Whoever makes it closes it with `aclose`."""

    def __init__(self, installation: LeanInstallation, *, memory_mib: int, ahead: int) -> None:
        self.installation = installation
        self._memory_mib = memory_mib
        self._ahead = ahead
        self._ready: list[asyncio.Task[Host]] = []
        self._closed = False

    def replenish(self) -> None:
        """Start processes ahead of need, up to the configured number."""
        while len(self._ready) < self._ahead and not self._closed:
            self._ready.append(asyncio.create_task(self._start(BASE_IMPORTS)))

    async def ready(self) -> None:
        """Wait until every process that was started ahead is up."""
        await asyncio.gather(*map(asyncio.shield, self._ready))

    @asynccontextmanager
    async def host(self, imports: tuple[str, ...] = BASE_IMPORTS) -> AsyncIterator[Host]:
        """A process that imported ``imports``, ended afterwards.

        Raises:
            ImportNotAvailable: the library has no such module.
            SetupError, LeanCrashed: no process could be started.
        """
        host = await self._take(parse_imports(imports))
        try:
            yield host
        finally:
            await asyncio.shield(host.stop())

    async def _take(self, imports: tuple[str, ...]) -> Host:
        while imports == BASE_IMPORTS and self._ready:
            taken = self._ready.pop(0)
            if not self._ready and not self._closed:  # a judgement takes one after the other: the next is up by then
                self._ready.append(asyncio.create_task(self._start(BASE_IMPORTS)))
            try:
                host = await taken
            except LeanCrashed:  # before this step, whose tries are not used up by it
                break
            if host.alive:
                return host
            await host.stop()
        return await self._start(imports)

    async def _start(self, imports: tuple[str, ...]) -> Host:
        return await Host.start(self.installation, HostConfig(imports=imports, memory_mib=self._memory_mib))

    async def aclose(self) -> None:
        """End every process that was started ahead; idempotent."""
        self._closed = True
        ready, self._ready = self._ready, []
        for task in ready:
            for host in await asyncio.gather(task, return_exceptions=True):
                if isinstance(host, Host):
                    await host.stop()


async def settled(
    hosts: FreshHosts, imports: tuple[str, ...], work: Callable[[Host], Awaitable[Json]], what: str
) -> Json:
    """Run ``work`` in a fresh process; a process that dies gets one successor.

    Returns:
        An answer that passed no limit.

    Raises:
        Rejection: E_RESOURCE where the text passed a limit or ends Lean every time, E_COMPILE where it ended Lean.
        LeanCrashed: a process died by what no text can bring about: that says nothing about the text.
    """
    died: LeanCrashed | None = None
    machine: LeanCrashed | None = None
    for _ in range(ATTEMPTS):
        try:
            async with hosts.host(imports) as host:
                answer = await _answer(host, work)
        except LeanCrashed as crash:  # while it started: it never saw the text
            died = machine = crash
            continue
        if isinstance(answer, HostEnded):
            died = answer
            machine = answer if answer.machine else machine
            continue
        if answer["outcome"] == "exit":
            raise Rejection(Code.E_COMPILE, f"the text ended the Lean process while {what}{_at(answer)}")
        if answer["outcome"] in _LIMITS:
            raise Rejection(Code.E_RESOURCE, f"{what} passed the limit on {_LIMITS[answer['outcome']]}{_at(answer)}")
        return answer
    assert died is not None
    if machine is not None:
        raise LeanCrashed(f"while {what}: {machine}") from machine
    raise Rejection(Code.E_RESOURCE, f"Lean died twice, in two fresh processes, while {what}") from died


def _at(answer: Json) -> str:
    """Where the command was that ended the process or passed a limit, if the process could tell."""
    match answer.get("running"):
        case [int(line), *_]:
            return f", at line {line}"
        case _:
            return ""


async def _answer(host: Host, work: Callable[[Host], Awaitable[Json]]) -> Json | HostEnded:
    """What a process answers, be it the last thing it says, or its end without a word of what its text did."""
    try:
        return await work(host)
    except HostEnded as ended:
        if ended.answer is None or ended.answer["outcome"] == "crash":
            return ended
        return ended.answer
