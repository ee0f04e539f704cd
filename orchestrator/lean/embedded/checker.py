"""The embedded Lean as a `Checker`: a pool of warm hosts per environment.

A check has a host to itself. A host that dies, passes a limit or grows too large is replaced by a warm spare at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
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
from orchestrator.lean.embedded.host import HostConfig, HostEnded, Json, parse_imports
from orchestrator.lean.embedded.install import LeanInstallation
from orchestrator.lean.embedded.pool import HostPool, Slot
from orchestrator.lean.embedded.trying import WARM_UP, try_scripts
from orchestrator.lean.environment import Environment
from orchestrator.lean.goals import parse_goal
from orchestrator.lean.holes import written_holes
from orchestrator.lean.library import NameHits
from orchestrator.lean.trials import TryAnswer, TryRequest

RECYCLE_HEAP_SHARE = 0.8
"""A host whose Lean memory passes this share of its limit is replaced after the check."""
OTHER_ENVIRONMENTS = 2
"""How many environments besides the default one are kept open."""
CRASH_ATTEMPTS = 2
LIBRARY_SEARCH_SECONDS = 20.0

EXIT_KIND = "orchestrator.exit"
"""Kind of the message that says that the text ended its Lean process."""
PRINTED_KIND = "orchestrator.printed"
"""Kind of the message with the beginning of what a program printed that passed the limit on output."""
_NOTHING: Json = {
    "messages": [],
    "goals": [],
    "declarations": [],
    "passing": [],
    "commands": 0,
    "reused": 0,
    "elaboration": 0.0,
    "processor": 0.0,
}
"""What a host says that ended before any command did."""
_DIED_OF = {
    "timeout": Outcome.TIMEOUT,
    "memory": Outcome.MEMORY,
    "stack": Outcome.STACK,
    "output": Outcome.OUTPUT,
    "cancelled": Outcome.CANCELLED,
}


@dataclass
class _Counters:
    checks: int = 0
    elaboration_seconds: float = 0.0
    total_seconds: float = 0.0
    recycled: int = 0
    killed: int = 0
    heap_bytes: int = 0


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
        self._environments: dict[tuple[str, ...], HostPool] = {}
        self._used_at: dict[tuple[str, ...], float] = {}
        self._closed_hosts = 0
        self._warm = False
        self._imports_of: dict[str, tuple[str, ...]] = {}
        self._environment(self._default, config.hosts)

    @classmethod
    async def open(cls, installation: LeanInstallation, config: PoolConfig | None = None) -> Self:
        """Start the first host; the spare starts in the background."""
        checker = cls(installation, config or PoolConfig())
        environment = checker._environments[checker._default]
        try:
            async with environment.lease(""):
                pass
        except BaseException:
            await checker.aclose()
            raise
        environment.prepare_spares()
        return checker

    @property
    def toolchain(self) -> str:
        """See `Checker.toolchain`."""
        return self._installation.toolchain

    @property
    def environment(self) -> Environment:
        """See `Checker.environment`."""
        return self._installation.environment

    async def check(self, request: CheckRequest) -> CheckResult:
        """See `Checker.check`."""
        began = time.perf_counter()
        imports = self._imports_of.get(_header_key(request.source), self._default)
        result = await self._check_in(imports, request)
        if isinstance(result, tuple):
            self._remember(request.source, result)
            result = await self._check_in(result, request)
            if isinstance(result, tuple):
                raise LeanCrashed(f"two Lean processes read other imports from one file: {result}")
        total = time.perf_counter() - began
        self._counters.checks += 1
        self._counters.total_seconds += total
        self._counters.elaboration_seconds += result.timing.elaboration
        return replace(result, timing=replace(result.timing, total=total))

    async def _check_in(self, imports: tuple[str, ...], request: CheckRequest) -> CheckResult | tuple[str, ...]:
        """The result, or the imports that the file asks for where they are others."""
        environment = self._environment(imports, 1)
        async with environment.lease(request.source) as slot:
            machine: HostEnded | None = None
            for _ in range(CRASH_ATTEMPTS):
                try:
                    return await self._ask(environment, slot, request)
                except HostEnded as ended:
                    self._counters.killed += 1
                    await environment.replace(slot)
                    result = _died(ended.answer or {}, request.source)
                    if result is not None:
                        return result
                    machine = ended if ended.machine else machine
            if machine is not None:
                raise machine
            return CheckResult(Outcome.CRASHED)

    async def _ask(self, environment: HostPool, slot: Slot, request: CheckRequest) -> CheckResult | tuple[str, ...]:
        answer = await slot.host.request("check", wall_seconds=request.limits.wall_seconds, **_fields(request))
        if answer["outcome"] == "imports":
            return _asked_imports(answer)
        slot.last_source, slot.checks = request.source, slot.checks + 1
        await self._recycle_if_large(environment, slot, answer)
        return _result(answer, request.source)

    async def try_scripts(self, request: TryRequest) -> TryAnswer:
        """See `orchestrator.lean.trials.TacticTrials.try_scripts`."""
        for _ in range(2):
            imports = self._imports_of.get(_header_key(request.source), self._default)
            environment = self._environment(imports, 1)
            async with environment.lease(request.source) as slot:
                answer = await try_scripts(environment, slot, request)
                if isinstance(answer, TryAnswer):
                    self._counters.killed += answer.lost_hosts
                    self._warm = self._warm and not answer.lost_hosts
                    self._counters.checks += len(answer.tries)
                    await self._recycle_if_large(environment, slot, {"heap": slot.host.heap_bytes})
                    return answer
            self._remember(request.source, _asked_imports(answer))
        raise LeanCrashed("two Lean processes read other imports from one file")

    async def warm_up(self) -> None:
        """See `orchestrator.lean.trials.TacticTrials.warm_up`; again after tries have cost a host."""
        if not self._warm:
            self._warm = True
            await self.try_scripts(WARM_UP)

    async def _recycle_if_large(self, environment: HostPool, slot: Slot, answer: Json) -> None:
        self._counters.heap_bytes = max(self._counters.heap_bytes, answer.get("heap", 0))
        if answer.get("heap", 0) > RECYCLE_HEAP_SHARE * slot.host.config.memory_mib * (1 << 20):
            self._counters.recycled += 1
            self._warm = False
            await environment.replace(slot)

    def _environment(self, imports: tuple[str, ...], hosts: int) -> HostPool:
        self._used_at[imports] = time.monotonic()
        environment = self._environments.get(imports)
        if environment is None:
            self._close_idle_environments()
            config = replace(self._config.host, imports=imports)
            spares = 1 if self._config.spare else 0
            environment = HostPool(self._installation, config, size=hosts, spares=spares)
            self._environments[imports] = environment
        return environment

    def _close_idle_environments(self) -> None:
        others = [key for key, value in self._environments.items() if key != self._default and not value.busy]
        others.sort(key=lambda key: self._used_at.get(key, 0.0))
        for key in others[: max(0, len(others) - OTHER_ENVIRONMENTS + 1)]:
            environment = self._environments.pop(key)
            self._closed_hosts += environment.hosts_started
            self._environments[self._default].in_background(environment.aclose())

    def _remember(self, source: str, imports: tuple[str, ...]) -> None:
        if len(self._imports_of) > 256:
            self._imports_of.clear()
        self._imports_of[_header_key(source)] = imports

    async def library_names(self, imports: Sequence[str], words: Sequence[str], limit: int) -> NameHits:
        """See `orchestrator.lean.library.NameSearch`."""
        environment = self._environment(parse_imports(imports) or self._default, 1)
        async with environment.lease("") as slot:
            answer = await slot.host.request(
                "library", wall_seconds=LIBRARY_SEARCH_SECONDS, words=list(words), limit=limit
            )
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
            hosts_started=self._closed_hosts + sum(pool.hosts_started for pool in self._environments.values()),
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


def _died(answer: Json, source: str) -> CheckResult | None:
    """What the last answer of a host says about the text, or None where it may have been an infrastructure failure."""
    if answer.get("outcome") == "exit":
        message = Message(Severity.ERROR, str(answer["detail"]), _running(answer) or Position(1, 0), kind=EXIT_KIND)
        found = _result({**_NOTHING, **answer, "outcome": Outcome.ERRORS}, source)
        return replace(found, messages=(*found.messages, message))
    outcome = _DIED_OF.get(answer.get("outcome", ""))
    if outcome is None:
        return None
    found = _result({**_NOTHING, **answer, "outcome": outcome}, source)
    if printed := answer.get("printed"):
        text = f"{printed} ... (cut: it printed more)"
        message = Message(Severity.INFORMATION, text, _running(answer) or Position(1, 0), kind=PRINTED_KIND)
        return replace(found, messages=(*found.messages, message))
    return found


def _running(answer: Json) -> Position | None:
    place = answer.get("running")
    return _position(place) if place else None


def _position(pair: list[int]) -> Position:
    return Position(pair[0], pair[1])


def _open_goal(item: Json) -> OpenGoal:
    goal = item["goal"]
    return OpenGoal(
        replace(
            parse_goal(goal["pretty"], goal["digest"], goal["lets"], goal["unused"]), bodiless=tuple(goal["bodiless"])
        ),
        GoalOrigin(item["origin"]),
        _position(item["start"]),
        _position(item["end"]),
        item["tactic"],
    )


def _result(answer: Json, source: str) -> CheckResult:
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
        goals=tuple(dict.fromkeys(_open_goal(item) for item in answer["goals"])),  # two errors may leave the same one
        declarations=tuple(
            Declaration(name, kind, tuple(axioms), unknown, unsafe)
            for name, kind, axioms, unknown, unsafe in answer["declarations"]
        ),
        passing_axioms=tuple((axiom, _position(place)) for axiom, place in answer["passing"]),
        timing=Timing(elaboration=answer["elaboration"], processor=answer["processor"]),
        commands=answer["commands"],
        reused=answer["reused"],
        running=_running(answer),
        written_holes=written_holes(source),
    )
