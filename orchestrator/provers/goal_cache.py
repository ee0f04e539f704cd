"""The goal cache: what is known of open goals is asked before anybody searches, and findings are stored at once.

A finding is a hint and never evidence. A stored proof or refutation is run again at the goal's own place and counts
only if Lean takes it there, so that a wrong entry, or one from a file where a name meant something else, does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.lean.checker import Checker, Outcome
from orchestrator.provers.prover import GoalBudget, GoalResult, SketchGoal
from orchestrator.provers.tactics.refutation import refutation_of
from orchestrator.provers.tactics.splice import sorry_places
from orchestrator.provers.tactics.trial import Meter, OpenPlace
from orchestrator.store.contract import Store
from orchestrator.store.enums import GoalStatus
from orchestrator.store.inputs import NewGoal, NewGoalResult
from orchestrator.store.records import GoalResult as Finding

MOST_REPLAYED = 3
"""Different stored scripts that are run again for one goal; the newest first."""


@dataclass(frozen=True, slots=True)
class GoalCache:
    """The store's goal results, asked and added to on behalf of one attempt.

    Args:
        store: where findings are; shared by all runs.
        attempt_id: whose findings are added.
        reuse: whether findings are asked for; they are stored in any case.
    """

    store: Store
    attempt_id: str
    reuse: bool = True

    async def recall(self, sketch: SketchGoal, checker: Checker, budget: GoalBudget) -> GoalResult | None:
        """What was found before about this goal under this Lean, and holds here; None if nothing is.

        Raises:
            RetryError: a failure of ours.
        """
        if not self.reuse:
            return None
        digest = NewGoal.of(sketch.goal, checker.toolchain).digest
        findings = (await self.store.goal_results([digest], checker.toolchain)).get(digest, ())
        proofs, refutations = _scripts(findings, GoalStatus.PROVED), _scripts(findings, GoalStatus.DISPROVED)
        if not proofs and not refutations:
            return None
        meter = Meter(checker, budget.wall_seconds, budget.max_checks, budget.check_limits)
        baseline = await meter.check(sketch.source)
        if baseline.outcome is not Outcome.ELABORATED:
            return None
        found = await _first_that_closes(proofs, OpenPlace(sketch, baseline, meter))
        if found is not None:
            return _recalled(found, sketch, meter)
        if not refutations:
            return None
        others = tuple(p for p in sorry_places(sketch.source, baseline.goals) if p.start != sketch.start)
        found = await _first_that_closes(refutations, await refutation_of(sketch, others, meter))
        return None if found is None else _recalled(found, sketch, meter)

    async def remember(self, result: GoalResult, toolchain: str) -> None:
        """Store what a prover found out, unless it was only recalled."""
        if not result.recalled:
            goal = NewGoal.of(result.goal, toolchain)
            new = NewGoalResult(goal, result.status, result.prover, result.seconds, result.proof)
            await self.store.add_goal_results([new], attempt_id=self.attempt_id)


def _scripts(findings: tuple[Finding, ...], status: GoalStatus) -> list[Finding]:
    """The newest findings of this status, each script once."""
    latest = {f.proof: f for f in findings if f.status is status and f.proof is not None}
    return sorted(latest.values(), key=lambda finding: finding.id, reverse=True)[:MOST_REPLAYED]


async def _first_that_closes(findings: list[Finding], place: OpenPlace | None) -> Finding | None:
    if place is None:
        return None
    for finding in findings:
        assert finding.proof is not None
        if not place.meter.exhausted and (await place.attempt(finding.proof)).closed:
            return finding
    return None


def _recalled(finding: Finding, sketch: SketchGoal, meter: Meter) -> GoalResult:
    return GoalResult(
        goal=sketch.goal,
        status=finding.status,
        prover=finding.prover,
        seconds=meter.elapsed,
        checks=meter.checks,
        proof=finding.proof,
        recalled=True,
    )
