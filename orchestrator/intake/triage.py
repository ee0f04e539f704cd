"""What may be wrong with a statement, before anybody spends money on it: a line per lint, in plain words.

Triage is advice. It never calls a statement true or false on its own: what it says was decided was decided by Lean in
a warm check, and only the judge's verdict counts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestrator.errors import ChallengeError
from orchestrator.intake.duplicates import statement_digest
from orchestrator.intake.known_statements import KnownStatements
from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.lints.registry import LINTS
from orchestrator.intake.lints.small_cases import Case, cases
from orchestrator.intake.subject import Probes, Subject
from orchestrator.lean.checker import Checker, CheckRequest, Limits, Outcome
from orchestrator.lean.judge.data import parse_name
from orchestrator.lean.judge.elaborate import ElaborationLimits
from orchestrator.lean.judge.expected import expect
from orchestrator.lean.judge.hosts import FreshHosts
from orchestrator.problems.challenge import Challenge

_WORST: Final = (Grade.BROKEN, Grade.SUSPICIOUS, Grade.DECIDED, Grade.NOT_LOOKED, Grade.FINE)
_LIMITS: Final = ElaborationLimits(wall_seconds=300.0, output_bytes=1 << 20, max_nodes=2_000_000)


@dataclass(frozen=True, slots=True)
class Report:
    """What triage says of one statement version. ``cases`` is the table of the statement's first values."""

    id: str
    sha256: str
    toolchain: str
    findings: tuple[Finding, ...]
    cases: tuple[Case, ...] = ()
    statement_digest: str = ""
    """Digest of the elaborated statement, equal for equal statements under other names; empty where there is none."""

    @property
    def grade(self) -> Grade:
        """The worst grade of any line."""
        found = {finding.grade for finding in self.findings}
        return next((grade for grade in _WORST if grade in found), Grade.FINE)


@dataclass(frozen=True)
class Bench:
    """What triage needs: a warm checker, fresh processes to export from, and what statements are known."""

    checker: Checker
    hosts: FreshHosts
    known: KnownStatements | None = None
    checks: int = 80
    """Most small checks for one statement."""


@asynccontextmanager
async def open_bench(
    cache_dir: Path, memory_mib: int, checks: int = 80, problems: Path | None = None
) -> AsyncIterator[Bench]:
    """A bench on the embedded Lean, closed afterwards; raises `SetupError` where there is none.

    ``problems`` is the folder of a catalogue in which duplicates are looked for.
    """
    from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
    from orchestrator.lean.embedded.host import HostConfig
    from orchestrator.lean.embedded.install import lean_installation

    lean = lean_installation(cache_dir)
    pool = PoolConfig(hosts=1, spare=False, host=HostConfig(memory_mib=memory_mib))
    hosts = FreshHosts(lean, memory_mib=memory_mib, ahead=0)
    try:
        async with await EmbeddedChecker.open(lean, pool) as checker:
            yield Bench(checker, hosts, KnownStatements(cache_dir, checker.toolchain, problems), checks)
    finally:
        await hosts.aclose()


async def triage(challenge: Challenge, bench: Bench, lints: Sequence[Lint] = LINTS) -> Report:
    """Look at a challenge with every lint, a few dozen small checks in all.

    Raises:
        RetryError: a failure of the machinery, never of the statement.
    """
    subject, elsewhere = await read_subject(challenge, bench)
    probes = Probes(bench.checker, checks=bench.checks)
    findings: list[Finding] = []
    for lint in lints:
        findings += await _line(lint, subject, probes, elsewhere)
    digest = ""
    table: tuple[Case, ...] = ()
    if subject.statement is not None and subject.export is not None:
        digest = statement_digest(subject.export, subject.statement)
        if bench.known is not None:
            findings.append(bench.known.finding(challenge, digest))
            bench.known.add(digest, challenge)
        table = await cases(subject, probes)
    return Report(challenge.id, challenge.sha256, bench.checker.toolchain, tuple(findings), table, digest)


async def read_subject(challenge: Challenge, bench: Bench) -> tuple[Subject, str]:
    """The challenge as far as it could be elaborated, and why it could not be here."""
    if challenge.metadata.requires is not None:
        return Subject(challenge), f"it needs a native Lean: {challenge.metadata.requires}"
    result = await bench.checker.check(CheckRequest(challenge.text, Limits(wall_seconds=120.0)))
    if result.outcome is not Outcome.ELABORATED:
        return Subject(challenge, result), "the file does not elaborate"
    try:
        values = {index: "sorry\n" for index, _ in challenge.answers}
        text = challenge.source_with(values)
        expected = await expect(bench.hosts, text, parse_name(challenge.target), _LIMITS)
    except ChallengeError as error:
        return Subject(challenge, result), str(error)
    return Subject(challenge, result, expected.export), ""


async def _line(lint: Lint, subject: Subject, probes: Probes, elsewhere: str) -> list[Finding]:
    if lint.needs_lean and subject.export is None and (subject.result is None or lint.name != "elaborates"):
        return [Finding(lint.name, Grade.NOT_LOOKED, elsewhere)]
    found = list(await lint.look(subject, probes))
    return found or [Finding(lint.name, Grade.FINE, lint.fine)]
