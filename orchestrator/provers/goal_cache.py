"""The goal cache: what is known of open goals comes before any search, and findings are stored at once.

A finding is a hint and never evidence. A stored proof or refutation is run again at the goal's own place and counts
only if Lean takes it there, so that a wrong entry, or one from a file where a name meant something else, does no harm.
That a prover failed is believed only for the very same text before the goal and for no more time than it had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from orchestrator.lean.checker import Checker, Goal, Outcome
from orchestrator.problems.identity import canonical_json, sha256_hex
from orchestrator.provers.prover import GoalBudget, GoalProver, GoalResult, SketchGoal, measured, scope_of
from orchestrator.provers.tactics.names import renamed
from orchestrator.provers.tactics.refutation import refutation_of
from orchestrator.provers.tactics.splice import sorry_places
from orchestrator.provers.tactics.trial import Meter, OpenPlace
from orchestrator.vocabulary import GoalStatus

MOST_REPLAYED = 3
"""Different stored scripts that are run again for one goal; the newest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a prover found out about a goal before; see `GoalResult`. Later ones have a greater ``id``."""

    id: int
    status: GoalStatus
    prover: str
    proof: str | None = None
    scope: str | None = None
    budget_seconds: float | None = None
    names: tuple[str, ...] | None = None
    """What the hypotheses were called that have a part in the goal's digest; None where it is not known."""


def goal_digest(goal: Goal) -> str:
    """What identifies a goal: its elaborated hash, or its printed form where Lean could not compute one."""
    return goal.digest or sha256_hex(canonical_json(["printed", goal.pretty or goal.target]))


class FrozenGoals:
    """A `GoalService` on findings that were sent along: for provers that work where the store is not.

    Args:
        checker: answers the checks.
        findings: by `goal_digest`, oldest first.
    """

    def __init__(self, checker: Checker, findings: Mapping[str, Sequence[Finding]]) -> None:
        self._checker = checker
        self._findings = findings

    async def known(self, place: SketchGoal, budget: GoalBudget, prover: str = "") -> GoalResult | None:
        """See `GoalService.known`."""
        known = KnownGoal(place, self._checker, tuple(self._findings.get(goal_digest(place.goal), ())))
        return await known.settled(budget) or known.tried_in_vain(prover, budget)

    async def proved(self, digests: Sequence[str]) -> set[str]:
        """See `GoalService.proved`."""
        return {digest for digest in digests if has_proof(self._findings.get(digest, ()))}

    async def solve(self, place: SketchGoal, budget: GoalBudget, provers: Sequence[str] = ()) -> tuple[GoalResult, ...]:
        """See `GoalService.solve`; there are no goal provers behind this one."""
        known = await self.known(place, budget)
        return () if known is None else (known,)


def has_proof(findings: Sequence[Finding]) -> bool:
    """Whether one of a goal's findings is a proof that can be run."""
    return any(finding.status is GoalStatus.PROVED and finding.proof is not None for finding in findings)


class Findings(Protocol):
    """Where findings come from and go to."""

    async def of(self, goal: Goal) -> Sequence[Finding]:
        """What is known of a goal, oldest first."""
        ...

    async def add(self, result: GoalResult) -> None:
        """Store what a prover found out."""
        ...


@dataclass(frozen=True)
class GoalCache:
    """Findings, asked and added to on behalf of one attempt.

    Args:
        findings: of all runs and problems.
        reuse: whether findings are asked for; they are stored in any case.
    """

    findings: Findings
    reuse: bool = True

    async def known(self, sketch: SketchGoal, checker: Checker) -> KnownGoal:
        """What was found out before about this goal under this Lean."""
        return KnownGoal(sketch, checker, tuple(await self.findings.of(sketch.goal)) if self.reuse else ())

    async def remember(self, sketch: SketchGoal, result: GoalResult, budget: GoalBudget, toolchain: str) -> None:
        """Store what a prover found out about ``sketch`` with ``budget``."""
        await self.findings.add(measured(result, sketch, budget))


@dataclass(frozen=True)
class CachedGoals:
    """A `GoalService` that asks the goal provers for what the findings do not tell, and adds what they find.

    Args:
        findings: of all runs and problems.
        checker: answers the checks.
        provers: by name, in the order in which they are asked.
    """

    findings: Findings
    checker: Checker
    provers: Mapping[str, GoalProver] = field(default_factory=dict)

    async def known(self, place: SketchGoal, budget: GoalBudget, prover: str = "") -> GoalResult | None:
        """See `GoalService.known`."""
        known = await self._known(place)
        return await known.settled(budget) or known.tried_in_vain(prover, budget)

    async def solve(self, place: SketchGoal, budget: GoalBudget, provers: Sequence[str] = ()) -> tuple[GoalResult, ...]:
        """See `GoalService.solve`."""
        known = await self._known(place)
        settled = await known.settled(budget)
        if settled is not None:
            return (settled,)
        results: list[GoalResult] = []
        for name in provers or tuple(self.provers):
            failure = known.tried_in_vain(name, budget)
            if failure is not None:
                results.append(failure)
                continue
            found = await self.provers[name].attempt(place, self.checker, budget)
            results.append(measured(found, place, budget))
            await self.findings.add(results[-1])
            if found.status is not GoalStatus.UNKNOWN:
                break
        return tuple(results)

    async def _known(self, place: SketchGoal) -> KnownGoal:
        return KnownGoal(place, self.checker, tuple(await self.findings.of(place.goal)))


@dataclass(frozen=True, slots=True)
class KnownGoal:
    """Findings about one goal, at the place where it is open now."""

    sketch: SketchGoal
    checker: Checker
    findings: tuple[Finding, ...]

    def script_of(self, finding: Finding) -> str | None:
        """The finding's script as it is to be run here, where hypotheses may have other names."""
        if finding.proof is None or finding.status is not GoalStatus.PROVED:
            return finding.proof
        return renamed(finding.proof, finding.names, self.sketch.goal)

    async def settled(self, budget: GoalBudget) -> GoalResult | None:
        """A proof or refutation that holds here; None if none is known that does.

        Raises:
            RetryError: an infrastructure failure.
        """
        proofs, refutations = (self._scripts(status) for status in (GoalStatus.PROVED, GoalStatus.DISPROVED))
        if not proofs and not refutations:
            return None
        meter = Meter(self.checker, budget.wall_seconds, budget.max_checks, budget.check_limits)
        baseline = await meter.check(self.sketch.source)
        if baseline.outcome is not Outcome.ELABORATED:
            return None
        found = await self._first_that_closes(proofs, OpenPlace(self.sketch, baseline, meter))
        if found is None and refutations:
            places = sorry_places(self.sketch.source, baseline.goals)
            others = tuple(place for place in places if place.start != self.sketch.start)
            found = await self._first_that_closes(refutations, await refutation_of(self.sketch, others, meter))
        return None if found is None else self._recalled(found, meter.elapsed, meter.checks)

    def tried_in_vain(self, prover: str, budget: GoalBudget) -> GoalResult | None:
        """The finding of ``prover`` that it cannot do it, on the same text before the goal and with no less time."""
        if budget.seed != 0:
            return None
        scope = scope_of(self.sketch)
        for finding in self.findings:
            same = (finding.status, finding.prover, finding.scope) == (GoalStatus.UNKNOWN, prover, scope)
            if same and finding.budget_seconds is not None and finding.budget_seconds >= budget.seconds:
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
            proof=self.script_of(finding),
            recalled=True,
        )

    async def _first_that_closes(self, findings: list[Finding], place: OpenPlace | None) -> Finding | None:
        if place is None:
            return None
        for finding in findings:
            script = self.script_of(finding)
            assert script is not None
            if not place.meter.exhausted and await place.attempt(script):
                return finding
        return None
