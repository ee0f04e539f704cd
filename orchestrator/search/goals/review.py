"""What a new sketch's open goals are worth: looked up, tried for a moment, and compared with the target; told to all.

Nothing here is asked twice. Proofs and refutations are findings of the goal cache, relations are edges between goals,
and that a goal was compared with a target is a finding of its own, so that another run only reads it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from orchestrator.lean.checker import Checker
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.decomposition import Relation, contradiction, nothing_gained, relations
from orchestrator.provers.goal_cache import goal_digest
from orchestrator.provers.prover import GoalBudget, GoalResult, ProverOutcome, SketchGoal, target_name
from orchestrator.provers.tactics.splice import sorry_places
from orchestrator.search.goals.service import AttemptGoals, GoalDesk, stored_result
from orchestrator.search.strategy import GoalFact, GoalState, Veto, VetoKind
from orchestrator.store import NewGoal, NewGoalEdge, NewGoalResult
from orchestrator.vocabulary import Direction, GoalEdgeKind, GoalStatus

CHECKER: Final = "decomposition"
"""The name under which it is stored that a goal was compared with a target, whose goal is the finding's scope."""
MOST_GOALS: Final = 8
"""Of one sketch; the others wait until goal provers get to them."""
RELATION_SECONDS: Final = 6.0
"""Lean's processor time for the comparison of one goal with its target."""


@dataclass(frozen=True, slots=True)
class Review:
    """What was found out about the goals of a sketch."""

    findings: tuple[GoalFact, ...] = ()
    vetoes: tuple[Veto, ...] = ()


@dataclass(frozen=True)
class Reviewer:
    """Looks at the sketches of one run.

    Args:
        desk: of the process.
        challenge: of the run.
        seconds: Lean's processor time that goal provers get for each goal; 0 leaves it at what is known.
        provers: their names.
    """

    desk: GoalDesk
    challenge: Challenge
    seconds: float
    provers: tuple[str, ...]

    async def review(self, outcome: ProverOutcome, goals: AttemptGoals, inherited: Collection[str]) -> Review:
        """Look at the goals that a sketch leaves open and that its parent did not.

        Args:
            outcome: a sketch that elaborates.
            goals: the goal service of the attempt.
            inherited: digests of goals that were looked at when an earlier sketch was.

        Raises:
            RetryError: an infrastructure failure.
        """
        text = self.challenge.splice(outcome.regions, outcome.direction)
        places = [place for place in sorry_places(text, outcome.open_goals) if place.goal.digest not in inherited]
        if not places:
            return Review()
        root = await self.desk.root(goals.checker, self.challenge, outcome.direction)
        findings, vetoes = [], []
        for place in {goal_digest(place.goal): place for place in places[:MOST_GOALS]}.values():
            fact, found = await self._look_at(place, outcome.direction, root, goals)
            findings += [fact] if fact.status != "unknown" else []
            vetoes += found
        return Review(tuple(findings), tuple(vetoes))

    async def _look_at(
        self, place: SketchGoal, direction: Direction, root: NewGoal | None, goals: AttemptGoals
    ) -> tuple[GoalFact, list[Veto]]:
        digest = goal_digest(place.goal)
        if root is not None and digest == root.digest:
            return GoalFact(digest), [Veto(digest, "equal")]
        checker, kinds = goals.checker, await self._known_kinds(digest, root, goals.checker)
        if kinds is None:
            opposed = await contradiction(place, checker, GoalBudget.of_lean(RELATION_SECONDS))
            if opposed is not None:
                await self._contradictory(place, opposed, checker)
                return GoalFact(digest, "proved"), [Veto(digest, "contradictory")]
        settled = await self._settled(place, goals)
        if settled is not None and settled.status is not GoalStatus.UNKNOWN:
            refuted = settled.status is GoalStatus.DISPROVED
            state: GoalState = "disproved" if refuted else "proved"
            return GoalFact(digest, state), [Veto(digest, "refuted")] if refuted else []
        if kinds is None and root is not None:
            target = target_name(self.challenge, direction)
            found = await relations(place, target, checker, GoalBudget.of_lean(RELATION_SECONDS))
            await self._compared(place, root, found, checker)
            kinds = frozenset(relation.kind for relation in found)
        if not nothing_gained(kinds or frozenset()):
            return GoalFact(digest), []
        kind: VetoKind = "equal" if GoalEdgeKind.EQUAL in (kinds or ()) else "equivalent"
        return GoalFact(digest), [Veto(digest, kind)]

    async def _settled(self, place: SketchGoal, goals: AttemptGoals) -> GoalResult | None:
        budget = GoalBudget.of_lean(self.seconds)
        if not self.seconds:
            return await goals.known(place, budget)
        names = [name for name in self.provers if name in goals.provers][:1]
        found = await goals.solve(place, budget, names)
        return found[-1] if found else None

    async def _known_kinds(self, digest: str, root: NewGoal | None, checker: Checker) -> frozenset[GoalEdgeKind] | None:
        """The relations to the target as they are stored; None where the two were not compared yet."""
        findings = (await self.desk.known([digest], checker.toolchain)).get(digest, ())
        if root is None or not any((one.prover, one.scope) == (CHECKER, root.digest) for one in findings):
            return None
        edges = (await self.desk.goals.edges([digest], checker.toolchain)).get(digest, ())
        return frozenset(edge.kind for edge in edges if edge.other_digest == root.digest)

    async def _compared(self, place: SketchGoal, root: NewGoal, found: Sequence[Relation], checker: Checker) -> None:
        goal = NewGoal.of(place.goal, checker.toolchain)
        note = NewGoalResult(goal, GoalStatus.UNKNOWN, CHECKER, 0.0, scope=root.digest)
        await self.desk.goals.add([goal, root])
        await self.desk.goals.add_edges(
            [NewGoalEdge(goal.digest, root.digest, goal.toolchain, one.kind, one.proof) for one in found]
        )
        await self.desk.goals.add_results([note])

    async def _contradictory(self, place: SketchGoal, found: Relation, checker: Checker) -> None:
        """Stored as what it is, and as a proof: whoever needs the goal can have it."""
        result = GoalResult(place.goal, GoalStatus.PROVED, CHECKER, 0.0, proof=found.proof)
        new = stored_result(result, checker.toolchain)
        await self.desk.goals.add_results([new])
        await self.desk.goals.add_edges(
            [NewGoalEdge(new.goal.digest, new.goal.digest, new.goal.toolchain, found.kind, found.proof)]
        )
