"""The check service: Lean for programs, on warm sandboxed hosts, and the judge for those who ask what is proved."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from orchestrator.api.problem_details import Retry
from orchestrator.errors import ImportNotAvailable, SourceError
from orchestrator.intake.known_statements import KnownStatements
from orchestrator.intake.triage import Bench, Report, triage
from orchestrator.lean.checker import (
    Checker,
    CheckRequest,
    CheckResult,
    Limits,
    Message,
    Outcome,
    Position,
    Severity,
)
from orchestrator.lean.judge.hosts import FreshHosts
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge
from orchestrator.service.failures import Refused
from orchestrator.service.metrics import Metrics

OUTPUT_BYTES = 1 << 20
LOOKS = 40
"""Most small checks of triage for one submission."""
LOOKED_AT = 1000
"""Reports of triage that are kept."""


class FileJudge(Protocol):
    """What the service needs of a judge."""

    async def judge_file(self, statement: bytes | str, submission: bytes | str, target: str) -> Verdict:
        """See `orchestrator.lean.judge.judge.Judge.judge_file`."""
        ...

    async def aclose(self) -> None:
        """Stop what it started; idempotent."""
        ...


@dataclass(frozen=True)
class Lean:
    """How the service opens its Lean, at the first request that needs it."""

    open_checker: Callable[[], Awaitable[Checker]]
    open_judge: Callable[[], Awaitable[FileJudge]]
    open_hosts: Callable[[], FreshHosts] | None = None
    """Fresh processes for triage to export statements from; without them triage only elaborates."""
    open_known: Callable[[str], KnownStatements] | None = None
    """What a statement is compared with, given the name of the Lean."""
    at_once: int = 2
    """Checks at work at the same time: the hosts that the checker has."""
    waiting: int = 1000
    """Checks that may wait for one; more are refused with 429."""


class CheckService:
    """Checks and judges texts for programs. `aclose` ends its Lean."""

    def __init__(self, lean: Lean, metrics: Metrics) -> None:
        self._lean = lean
        self._metrics = metrics
        self._slots = asyncio.Semaphore(lean.at_once)
        self._queued = 0
        self._opening = asyncio.Lock()
        self._checker: Checker | None = None
        self._judge: FileJudge | None = None
        self._hosts: FreshHosts | None = None
        self._looked: dict[str, Report] = {}
        self._known: KnownStatements | None = None

    async def toolchain(self) -> str:
        """Name of the Lean that answers; opens it. Raises `SetupError`."""
        return (await self._open_checker()).toolchain

    async def check(self, source: str, seconds: float) -> CheckResult:
        """What Lean says about ``source``; a text that cannot be taken at all gives an error message at its start.

        Args:
            source: a whole file.
            seconds: wall-time limit, not counting the wait for a host.

        Raises:
            Refused: 429, too many wait already.
            RetryError: Lean crashed; the same request may be sent again.
        """
        async with self._slot():
            checker = await self._open_checker()
            request = CheckRequest(source, Limits(wall_seconds=seconds, output_bytes=OUTPUT_BYTES), declarations=False)
            try:
                result = await checker.check(request)
            except (ImportNotAvailable, SourceError) as error:
                result = _refused_text(error)
        self._metrics.checks.labels(result.outcome.value).observe(result.timing.total)
        return result

    async def declarations(self, source: str, seconds: float) -> CheckResult:
        """As `check`, with the declarations and their axioms."""
        async with self._slot():
            checker = await self._open_checker()
            return await checker.check(CheckRequest(source, Limits(wall_seconds=seconds), goals=False))

    async def judge(self, statement: str, content: str, target: str) -> Verdict:
        """The judge's verdict on ``content`` as a proof of ``target``; errors as `Judge.judge_file`."""
        async with self._opening:
            if self._judge is None:
                self._judge = await self._lean.open_judge()
        verdict = await self._judge.judge_file(statement, content, target)
        self._metrics.judgements.labels(verdict.kind.value).inc()
        return verdict

    async def look(self, challenge: Challenge) -> Report | None:
        """What every lint of triage says of a challenge, and what it is the same as. None without fresh processes.

        The same text is looked at once; what is known by now is compared each time.

        Raises:
            Refused: 429, too many wait already.
            RetryError: Lean crashed; the same request may be sent again.
        """
        if self._lean.open_hosts is None:
            return None
        known = self._looked.get(challenge.sha256)
        self._metrics.cached.labels("triage", "yes" if known else "no").inc()
        if known is None:
            async with self._slot():
                checker = await self._open_checker()
                self._hosts = self._hosts or self._lean.open_hosts()
                known = await triage(challenge, Bench(checker, self._hosts, checks=LOOKS))
            while len(self._looked) >= LOOKED_AT:
                self._looked.pop(next(iter(self._looked)))
            self._looked[challenge.sha256] = known
        statements = await self._statements()
        if statements is None or not known.statement_digest:
            return known
        same = await asyncio.to_thread(statements.finding, challenge, known.statement_digest)
        return replace(known, findings=(*known.findings, same))

    async def remember(self, challenge: Challenge) -> None:
        """Let later submissions be told that they say the same as this one, which was looked at and stored."""
        report = self._looked.get(challenge.sha256)
        if report is not None and report.statement_digest and (statements := await self._statements()):
            await asyncio.to_thread(statements.add, report.statement_digest, challenge)

    async def _statements(self) -> KnownStatements | None:
        if self._known is None and self._lean.open_known is not None:
            self._known = await asyncio.to_thread(self._lean.open_known, await self.toolchain())
        return self._known

    async def hosts_replaced(self) -> int:
        """Lean hosts of this service that died, passed a limit or grew too large and were replaced."""
        return 0 if self._checker is None else (await self._checker.statistics()).hosts_replaced

    async def aclose(self) -> None:
        """End the Lean hosts; idempotent."""
        checker, self._checker = self._checker, None
        judge, self._judge = self._judge, None
        hosts, self._hosts = self._hosts, None
        await asyncio.gather(*(part.aclose() for part in (checker, judge, hosts) if part is not None))

    async def _open_checker(self) -> Checker:
        async with self._opening:
            if self._checker is None:
                self._checker = await self._lean.open_checker()
            return self._checker

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        if self._queued >= self._lean.waiting:
            raise Refused(429, "busy", "no available REPLs: too many checks wait already", retry=Retry.LATER)
        began = time.monotonic()
        self._queued += 1
        waiting = True
        try:
            async with self._slots:
                self._queued -= 1
                waiting = False
                self._metrics.check_wait.observe(time.monotonic() - began)
                yield
        finally:
            self._queued -= waiting


def _refused_text(error: ImportNotAvailable | SourceError) -> CheckResult:
    message = Message(Severity.ERROR, str(error), Position(1, 0), Position(1, 1))
    return CheckResult(Outcome.ERRORS, (message,))
