"""The statement is neither closed nor refuted by a few seconds of tactics."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.lean.checker import Limits
from orchestrator.problems.metadata import Status
from orchestrator.provers.prover import ProverStatus, ProverTask
from orchestrator.vocabulary import Direction

NAME = "not decided cheaply"
CHECKS = 24
SECONDS = 12.0


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Both directions, by the tactic portfolio with few checks."""
    from orchestrator.provers.tactics.provers import portfolio_prover

    if probes.left <= 0 or subject.statement is None:
        return ()
    task = ProverTask(
        subject.challenge,
        wall_seconds=SECONDS,
        max_checks=min(CHECKS, probes.left),
        check_limits=Limits(wall_seconds=5.0),
    )
    outcome = await portfolio_prover().prove(task, probes.checker)
    probes.left -= outcome.checks
    if outcome.status is not ProverStatus.COMPLETE:
        return ()
    refuted = outcome.direction == Direction.DISPROVE
    why = f"{'its negation' if refuted else 'the statement'} is {outcome.plan}"
    expected = Status.DISPROVED if refuted else Status.PROVED
    if subject.challenge.metadata.status is expected:
        return [Finding(NAME, Grade.DECIDED, why, "nothing: its header says so")]
    return [
        Finding(
            NAME,
            Grade.DECIDED,
            f"{why}, while its status is {subject.challenge.metadata.status}",
            "if the source's problem is not that easy, the statement says something else",
            subject.target.line if subject.target else None,
        )
    ]


LINT = Lint(NAME, "a few seconds of tactics neither prove nor refute it", look)
