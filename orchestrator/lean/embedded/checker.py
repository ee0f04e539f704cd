"""The embedded Lean as a `Checker`: a pool of warm hosts with a spare that is ready before it is needed.

A check has a host to itself. A host that dies, passes a limit or grows too large is replaced by the spare at once, and
a new spare starts in the background, so nobody waits for an import because of somebody else's text.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Self

from orchestrator.errors import ImportNotAvailable, LeanCrashed
from orchestrator.lean.checker import (
    CheckerStatistics,
    CheckRequest,
    CheckResult,
    Declaration,
    GoalOrigin,
    Message,
    OpenGoal,
    Outcome,
    Position,
    Severity,
    Timing,
)
from orchestrator.lean.embedded.host import Host, HostConfig, HostEnded, Json, parse_imports
from orchestrator.lean.embedded.install import LeanInstallation
from orchestrator.lean.goals import parse_goal
from orchestrator.lean.library import NameHits

RECYCLE_HEAP_SHARE = 0.8
"""A host whose Lean memory passes this share of its limit is replaced after the check."""
OTHER_ENVIRONMENTS = 2
"""How many environments besides the default one are kept open."""
CRASH_ATTEMPTS = 2
LIBRARY_SEARCH_SECONDS = 20.0

_DIED_OF = {
    "timeout": Outcome.TIMEOUT,
    "memory": Outcome.MEMORY,
    "stack": Outcome.STACK,
    "cancelled": Outcome.CANCELLED,
}


@dataclass(eq=False)
class _Slot:
    """A host that is in service, and the last text it saw (to send similar texts to it again)."""

    host: Host
    last_source: str = ""
    checks: int = 0


@dataclass
class _Counters:
    checks: int = 0
    elaboration_seconds: float = 0.0
    total_seconds: float = 0.0
    started: int = 0
    recycled: int = 0
    killed: int = 0
    heap_bytes: int = 0


class _Environment:
    """The hosts of one set of imports."""

    def __init__(self, installation: LeanInstallation, config: HostConfig, size: int, counters: _Counters) -> None:
        self._installation = installation
        self._config = config
        self._size = size
        self._counters = counters
        self._idle: list[_Slot] = []
        self._all: set[_Slot] = set()
        self._spare: asyncio.Task[Host] | None = None
        self._changed = asyncio.Condition()
        self._starting = 0
        self._background: set[asyncio.Task[None]] = set()
        self.waiting = 0
        self.used_at = 0.0

    async def acquire(self, source: str) -> _Slot:
        """An idle host, the one whose last text shares the longest beginning with ``source`` first."""
        self.waiting += 1
        try:
            async with self._changed:
                while not self._idle:
                    if len(self._all) + self._starting < self._size:
                        return await self._grow()
                    await self._changed.wait()
                slot = max(self._idle, key=lambda idle: _common_prefix(idle.last_source, source))
                self._idle.remove(slot)
        finally:
            self.waiting -= 1
        return slot if slot.host.alive else await self.replace(slot)

    async def _grow(self) -> _Slot:
        self._starting += 1
        self._changed.release()  # others may take hosts that become idle while this one starts
        try:
            host = await self._take_spare()
        finally:
            await self._changed.acquire()
            self._starting -= 1
            self._changed.notify()
        slot = _Slot(host)
        self._all.add(slot)
        return slot

    async def release(self, slot: _Slot) -> None:
        async with self._changed:
            self._idle.append(slot)
            self._changed.notify()

    async def replace(self, slot: _Slot) -> _Slot:
        """Swap a host that is of no further use for the spare; the old one is stopped in the background."""
        self.in_background(slot.host.stop())
        slot.host = await self._take_spare()
        slot.last_source, slot.checks = "", 0
        return slot

    async def _take_spare(self) -> Host:
        spare, self._spare = self._spare, None
        host: Host | None = None
        if spare is not None:
            with suppress(LeanCrashed):  # a spare that did not come up is no news: a fresh start tells more
                host = await asyncio.shield(spare)
        if host is None or not host.alive:
            host = await self._start()
        if self._size > 1 or self._counters.checks > 0:
            self.prepare_spare()
        return host

    def prepare_spare(self) -> None:
        """Start the next spare in the background, unless one is there."""
        if self._spare is None:
            self._spare = asyncio.create_task(self._start())

    async def _start(self) -> Host:
        self._counters.started += 1
        return await Host.start(self._installation, self._config)

    def in_background(self, work: Coroutine[None, None, None]) -> None:
        """Run ``work`` now and wait for it at the latest in `aclose`."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    @property
    def resident_bytes(self) -> int:
        return sum(slot.host.resident_bytes for slot in self._all)

    async def aclose(self) -> None:
        hosts = [slot.host for slot in self._all]
        if self._spare is not None:
            spare = (await asyncio.gather(self._spare, return_exceptions=True))[0]
            if isinstance(spare, Host):
                hosts.append(spare)
        self._all.clear()
        self._idle.clear()
        await asyncio.gather(*(host.stop() for host in hosts), *self._background, return_exceptions=True)


@dataclass(frozen=True)
class PoolConfig:
    """``hosts`` in service for the default environment (plus one spare); ``host`` configures each of them."""

    hosts: int = 1
    spare: bool = True
    host: HostConfig = field(default_factory=HostConfig)


class EmbeddedChecker:
    """A `Checker` on the embedded Lean. Opened with `open`, closed with `aclose` or ``async with``."""

    def __init__(self, installation: LeanInstallation, config: PoolConfig) -> None:
        self._installation = installation
        self._config = config
        self._counters = _Counters()
        self._default = parse_imports(config.host.imports)
        self._environments: dict[tuple[str, ...], _Environment] = {}
        self._imports_of: dict[str, tuple[str, ...]] = {}
        self._environment(self._default, config.hosts)

    @classmethod
    async def open(cls, installation: LeanInstallation, config: PoolConfig | None = None) -> Self:
        """Start the first host; the spare starts in the background."""
        checker = cls(installation, config or PoolConfig())
        environment = checker._environments[checker._default]
        slot = await environment.acquire("")
        await environment.release(slot)
        if checker._config.spare:
            environment.prepare_spare()
        return checker

    @property
    def toolchain(self) -> str:
        """See `Checker.toolchain`."""
        return self._installation.toolchain

    async def check(self, request: CheckRequest) -> CheckResult:
        """See `Checker.check`."""
        began = time.perf_counter()
        imports = self._imports_of.get(_header_key(request.source), self._default)
        result = await self._check_in(imports, request)
        if isinstance(result, tuple):
            self._remember(request.source, result)
            result = await self._check_in(result, request)
            if isinstance(result, tuple):
                raise LeanCrashed(f"two Lean hosts disagree on the imports of a file: {result}")
        total = time.perf_counter() - began
        self._counters.checks += 1
        self._counters.total_seconds += total
        self._counters.elaboration_seconds += result.timing.elaboration
        return replace(result, timing=replace(result.timing, total=total))

    async def _check_in(self, imports: tuple[str, ...], request: CheckRequest) -> CheckResult | tuple[str, ...]:
        """The result, or the imports that the file asks for where they are others."""
        environment = self._environment(imports, 1)
        environment.used_at = time.monotonic()
        slot = await environment.acquire(request.source)
        try:
            for attempt in range(1, CRASH_ATTEMPTS + 1):
                try:
                    answer = await slot.host.request(
                        "check", wall_seconds=request.limits.wall_seconds, **_fields(request)
                    )
                except HostEnded as ended:
                    self._counters.killed += 1
                    outcome = _DIED_OF.get((ended.answer or {}).get("outcome", ""))
                    fresh = slot.checks == 0
                    slot = await environment.replace(slot)
                    if outcome is not None:
                        return CheckResult(outcome)
                    if (ended.answer or {}).get("outcome") == "exit":
                        return _process_exit(str((ended.answer or {})["detail"]))
                    if attempt == CRASH_ATTEMPTS and fresh:
                        return CheckResult(Outcome.CRASHED)
                    continue
                if answer["outcome"] == "imports":
                    return _asked_imports(answer)
                slot.last_source, slot.checks = request.source, slot.checks + 1
                await self._recycle_if_large(environment, slot, answer)
                return _result(answer)
            return CheckResult(Outcome.CRASHED)
        finally:
            await environment.release(slot)

    async def _recycle_if_large(self, environment: _Environment, slot: _Slot, answer: Json) -> None:
        self._counters.heap_bytes = max(self._counters.heap_bytes, answer.get("heap", 0))
        if answer.get("heap", 0) > RECYCLE_HEAP_SHARE * slot.host.config.memory_mib * (1 << 20):
            self._counters.recycled += 1
            await environment.replace(slot)

    def _environment(self, imports: tuple[str, ...], hosts: int) -> _Environment:
        environment = self._environments.get(imports)
        if environment is None:
            self._close_idle_environments()
            config = replace(self._config.host, imports=imports)
            environment = _Environment(self._installation, config, hosts, self._counters)
            self._environments[imports] = environment
        return environment

    def _close_idle_environments(self) -> None:
        others = [key for key, value in self._environments.items() if key != self._default and not value.waiting]
        for key in sorted(others, key=lambda key: self._environments[key].used_at)[: -OTHER_ENVIRONMENTS + 1 or None]:
            if len(others) >= OTHER_ENVIRONMENTS:
                environment = self._environments.pop(key)
                self._environments[self._default].in_background(environment.aclose())

    def _remember(self, source: str, imports: tuple[str, ...]) -> None:
        if len(self._imports_of) > 256:
            self._imports_of.clear()
        self._imports_of[_header_key(source)] = imports

    async def library_names(self, imports: Sequence[str], words: Sequence[str], limit: int) -> NameHits:
        """See `orchestrator.lean.library.NameSearch`."""
        environment = self._environment(parse_imports(imports) or self._default, 1)
        environment.used_at = time.monotonic()
        slot = await environment.acquire("")
        try:
            answer = await slot.host.request(
                "library", wall_seconds=LIBRARY_SEARCH_SECONDS, words=list(words), limit=limit
            )
        except HostEnded:
            slot = await environment.replace(slot)
            raise
        finally:
            await environment.release(slot)
        return NameHits(tuple(answer["names"]), answer["total"])

    async def statistics(self) -> CheckerStatistics:
        """See `Checker.statistics`; memory is that of the hosts in service."""
        counters = self._counters
        return CheckerStatistics(
            checks=counters.checks,
            elaboration_seconds=counters.elaboration_seconds,
            total_seconds=counters.total_seconds,
            resident_bytes=sum(environment.resident_bytes for environment in self._environments.values()),
            lean_heap_bytes=counters.heap_bytes,
            hosts_started=counters.started,
            hosts_recycled=counters.recycled,
            hosts_killed=counters.killed,
        )

    async def aclose(self) -> None:
        """See `Checker.aclose`."""
        environments, self._environments = list(self._environments.values()), {}
        await asyncio.gather(*(environment.aclose() for environment in environments))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


def _common_prefix(a: str, b: str) -> int:
    """Length of the common beginning, by bisection: texts are long and compared on every check."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a.startswith(b[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low


def _header_key(source: str) -> str:
    """The text up to the last line that could be an import; only a key, never evidence."""
    head = source[:20_000]
    at = head.rfind("\nimport ")
    if at < 0 and not head.startswith("import "):
        return ""
    return head[: head.find("\n", at + 1)]


def _fields(request: CheckRequest) -> Json:
    return {
        "source": request.source,
        "heartbeats": request.limits.heartbeats,
        "output_bytes": request.limits.output_bytes,
        "goals": request.goals,
        "declarations": request.declarations,
        "incremental": request.incremental,
    }


def _asked_imports(answer: Json) -> tuple[str, ...]:
    if answer["keyword"] is not None:
        raise ImportNotAvailable(
            f"the file starts with `{answer['keyword']}`: only ordinary files are taken; remove that line"
        )
    return parse_imports(answer["imports"])


def _process_exit(detail: str) -> CheckResult:
    start = Position(1, 0)
    return CheckResult(Outcome.ERRORS, messages=(Message(Severity.ERROR, detail, start, kind="orchestrator.exit"),))


def _position(pair: list[int]) -> Position:
    return Position(pair[0], pair[1])


def _result(answer: Json) -> CheckResult:
    return CheckResult(
        outcome=Outcome(answer["outcome"]),
        messages=tuple(
            Message(
                Severity(item["severity"]),
                item["text"],
                _position(item["start"]),
                _position(item["end"]) if item["end"] else None,
                item["kind"],
            )
            for item in answer["messages"]
        ),
        goals=tuple(
            OpenGoal(
                parse_goal(item["goal"]["pretty"], item["goal"]["digest"]),
                GoalOrigin(item["origin"]),
                _position(item["start"]),
                _position(item["end"]),
                item["tactic"],
            )
            for item in answer["goals"]
        ),
        declarations=tuple(Declaration(name, kind, tuple(axioms)) for name, kind, axioms in answer["declarations"]),
        timing=Timing(elaboration=answer["elaboration"]),
        commands=answer["commands"],
        reused=answer["reused"],
    )
