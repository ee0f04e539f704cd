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
SECONDS = 60.0
"""The outer bound; the number of checks is the budget, so that a loaded machine finds the same."""
TRIVIAL = ("0", "1", "[]", "fun _ => 0")
CLOSERS = "first | omega | (simp; done) | grind | decide +kernel"


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Both directions, by the tactic portfolio with few checks."""
    from orchestrator.provers.bench import CheckerBench
    from orchestrator.provers.tactics.provers import portfolio_prover

    if probes.left <= 0 or subject.statement is None:
        return ()
    if trivial := await _trivial(subject, probes):
        return [trivial]
    task = ProverTask(
        subject.challenge,
        wall_seconds=SECONDS,
        max_checks=min(CHECKS, probes.left),
        check_limits=Limits(wall_seconds=5.0),
    )
    outcome = await portfolio_prover().prove(task, CheckerBench(probes.checker))
    probes.left -= outcome.checks
    if outcome.status is not ProverStatus.COMPLETE:
        return ()
    refuted = outcome.direction == Direction.DISPROVE
    why = f"{'its negation' if refuted else 'the statement'} is {outcome.plan}"
    expected = Status.DISPROVED if refuted else Status.PROVED
    if subject.challenge.metadata.status is expected:
        return [Finding(NAME, Grade.DECIDED, f"{why}; its header says so, too", "")]
    return [
        Finding(
            NAME,
            Grade.DECIDED,
            f"{why}, while its status is {subject.challenge.metadata.status}",
            "if the source's problem is not that easy, the statement says something else",
            subject.target.line if subject.target else None,
        )
    ]


async def _trivial(subject: Subject, probes: Probes) -> Finding | None:
    """A witness that is no object worth the name, or a bound that is refuted by itself."""
    line = subject.target.line if subject.target else None
    witnesses = "".join(f"\n  | (refine ⟨{each}, ?_⟩; intros; {CLOSERS})" for each in TRIVIAL)
    if await probes.proves(subject, f"intros\nfirst{witnesses}"):
        why = "0, 1, an empty list or a constant function is a witness for what is claimed to exist"
        return Finding(NAME, Grade.DECIDED, why, "leave such witnesses out if the source does", line)
    values = "".join(f"\n  | (have := h {each}; {CLOSERS})" for each in ("x", "(x + 1)", "0"))
    if await probes.proves(subject, f"intro ⟨x, h⟩\nfirst{values}", disprove=True):
        why = "no bound can be the same for everything that comes after it"
        return Finding(NAME, Grade.DECIDED, why, "look whether ∃ and ∀ are the wrong way round", line)
    return None


LINT = Lint(NAME, "a few seconds of tactics neither prove nor refute it", look)
