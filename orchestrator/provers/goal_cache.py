"""The goal cache: what is known of open goals is asked before anybody searches, and findings are stored at once.

A finding is a hint and never evidence. A stored proof or refutation is run again at the goal's own place and counts
only if Lean takes it there, so that a wrong entry, or one from a file where a name meant something else, does no harm.
That a prover tried in vain is believed only for the very same text before the goal and for no more time than it had.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.lean.checker import Checker, Outcome
from orchestrator.problems.identity import sha256_hex
from orchestrator.provers.prover import GoalBudget, GoalResult, SketchGoal
from orchestrator.provers.tactics.refutation import refutation_of
from orchestrator.provers.tactics.splice import sorry_places
from orchestrator.provers.tactics.trial import Meter, OpenPlace
from orchestrator.store import GoalResult as Finding
from orchestrator.store import NewGoal, NewGoalResult, Store
from orchestrator.vocabulary import GoalStatus

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

    async def known(self, sketch: SketchGoal, checker: Checker) -> KnownGoal:
        """What was found out before about this goal under this Lean."""
        if not self.reuse:
            return KnownGoal(sketch, checker, ())
        digest = NewGoal.of(sketch.goal, checker.toolchain).digest
        findings = (await self.store.goals.results([digest], checker.toolchain)).get(digest, ())
        return KnownGoal(sketch, checker, findings)

    async def remember(self, sketch: SketchGoal, result: GoalResult, budget: GoalBudget, toolchain: str) -> None:
        """Store what a prover found out about ``sketch`` with ``budget``."""
        new = NewGoalResult(
            goal=NewGoal.of(result.goal, toolchain),
            status=result.status,
            prover=result.prover,
            seconds=result.seconds,
            proof=result.proof,
            scope=_scope(sketch),
            budget_seconds=budget.wall_seconds if budget.max_checks is None else None,
        )
        await self.store.goals.add_results([new], attempt_id=self.attempt_id)


@dataclass(frozen=True, slots=True)
class KnownGoal:
    """Findings about one goal, at the place where it is open now."""

    sketch: SketchGoal
    checker: Checker
    findings: tuple[Finding, ...]

    async def settled(self, budget: GoalBudget) -> GoalResult | None:
        """A proof or refutation that holds here; None if none is known that does.

        Raises:
            RetryError: a failure of ours.
        """
        proofs, refutations = (self._scripts(status) for status in (GoalStatus.PROVED, GoalStatus.DISPROVED))
        if not proofs and not refutations:
            return None
        meter = Meter(self.checker, budget.wall_seconds, budget.max_checks, budget.check_limits)
        baseline = await meter.check(self.sketch.source)
        if baseline.outcome is not Outcome.ELABORATED:
            return None
        found = await _first_that_closes(proofs, OpenPlace(self.sketch, baseline, meter))
        if found is None and refutations:
            places = sorry_places(self.sketch.source, baseline.goals)
            others = tuple(place for place in places if place.start != self.sketch.start)
            found = await _first_that_closes(refutations, await refutation_of(self.sketch, others, meter))
        return None if found is None else self._recalled(found, meter.elapsed, meter.checks)

    def tried_in_vain(self, prover: str, budget: GoalBudget) -> GoalResult | None:
        """The finding of ``prover`` that it cannot do it, on the same text before the goal and with no less time."""
        scope = _scope(self.sketch)
        for finding in self.findings:
            same = (finding.status, finding.prover, finding.scope) == (GoalStatus.UNKNOWN, prover, scope)
            if same and finding.budget_seconds is not None and finding.budget_seconds >= budget.wall_seconds:
                return self._recalled(finding, 0.0, 0)
        return None

    def _scripts(self, status: GoalStatus) -> list[Finding]:
        """The newest findings of this status, each script once."""
        latest = {f.proof: f for f in self.findings if f.status is status and f.proof is not None}
        return sorted(latest.values(), key=lambda finding: finding.id, reverse=True)[:MOST_REPLAYED]

    def _recalled(self, finding: Finding, seconds: float, checks: int) -> GoalResult:
        return GoalResult(
            goal=self.sketch.goal,
            status=finding.status,
            prover=finding.prover,
            seconds=seconds,
            checks=checks,
            proof=finding.proof,
            recalled=True,
        )


def _scope(sketch: SketchGoal) -> str:
    return sha256_hex(sketch.source[: sketch.start])


async def _first_that_closes(findings: list[Finding], place: OpenPlace | None) -> Finding | None:
    if place is None:
        return None
    for finding in findings:
        assert finding.proof is not None
        if not place.meter.exhausted and await place.attempt(finding.proof):
            return finding
    return None
