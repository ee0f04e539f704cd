"""The decomposition check: does an open goal of a sketch bring its target nearer? Lean answers, no model is asked.

A goal can be the target again in other words, or hold only because its hypotheses contradict each other. Lean sees
both by a few cheap scripts: the goal is closed over its hypotheses as a lemma of its own, and behind the text it is
proved that this lemma's statement implies the target's, or is implied by it. The target itself is only spoken of, so a
proof counts only if it rests on no hole. That nothing is found says nothing: the scripts are few on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.lean.checker import Checker, CheckResult, Outcome
from orchestrator.lean.trials import TryStatus
from orchestrator.provers.prover import GoalBudget, SketchGoal
from orchestrator.provers.tactics.refutation import GOAL, stated_apart
from orchestrator.provers.tactics.splice import sorry_places
from orchestrator.provers.tactics.trial import HOLE, Meter, OpenPlace
from orchestrator.vocabulary import GoalEdgeKind

SAME = "exact orchestrator_h"
"""Closes an implication between statements that are equal by definition."""
_IMPLICATION = (
    SAME,
    "intros\nfirst\n| (apply orchestrator_h <;> assumption)\n| (refine orchestrator_h ?_ <;> assumption)",
    "intros\nsimp_all",
    "simpa using orchestrator_h",
    "intros\nomega",
    "grind",
)
_CONTRADICTION = ("contradiction", "exfalso\nomega", "exfalso\nsimp_all", "exfalso\ngrind")
_NAMES = {GoalEdgeKind.IMPLIES: "orchestrator_implies", GoalEdgeKind.IMPLIED: "orchestrator_implied"}
HEARTBEATS = 2000
"""Thousands of allocations of one script: a fraction of a second."""
_EXACT = frozenset({GoalEdgeKind.IMPLIES, GoalEdgeKind.IMPLIED})


@dataclass(frozen=True, slots=True)
class Relation:
    """How a goal hangs together with its target; ``proof`` is the script by which Lean saw it."""

    kind: GoalEdgeKind
    proof: str


async def contradiction(place: SketchGoal, checker: Checker, budget: GoalBudget) -> Relation | None:
    """A script that closes the goal from its hypotheses alone, because they contradict each other.

    Raises:
        RetryError: an infrastructure failure.
    """
    if not place.goal.hypotheses or place.goal.target == "False":
        return None  # nothing to contradict; or it is what the goal asks for
    meter = _meter(checker, budget)
    baseline = await meter.check(place.source)
    if baseline.outcome is not Outcome.ELABORATED:
        return None
    proof = await _closing(OpenPlace(place, baseline, meter), _CONTRADICTION, "contradiction")
    return None if proof is None else Relation(GoalEdgeKind.CONTRADICTORY, proof)


async def relations(place: SketchGoal, target: str, checker: Checker, budget: GoalBudget) -> tuple[Relation, ...]:
    """Whether the goal implies the statement of ``target`` and is implied by it, within the budget.

    Args:
        place: the goal, in a text that elaborates.
        target: full name of the theorem.
        checker: answers the checks.
        budget: for all of it.

    Returns:
        The relations that Lean saw; `GoalEdgeKind.EQUAL` alone where both statements are the same by definition.

    Raises:
        RetryError: an infrastructure failure.
    """
    meter = _meter(checker, budget)
    baseline = await meter.check(place.source)
    if baseline.outcome is not Outcome.ELABORATED:
        return ()
    others = tuple(other for other in sorry_places(place.source, baseline.goals) if other.start != place.start)
    stated = await stated_apart(place, others, meter)
    if stated is None:
        return ()
    text, lemma = stated
    goal, whole = f"type_of% @{lemma}", f"type_of% @{target}"
    text += _implication(GoalEdgeKind.IMPLIES, goal, whole) + _implication(GoalEdgeKind.IMPLIED, whole, goal)
    both = await meter.check(text)
    places = sorry_places(text, both.goals)[-2:]
    if both.outcome is not Outcome.ELABORATED or len(places) != len(_NAMES):
        return ()
    found = []
    for kind, at in zip(_NAMES, places, strict=True):
        proof = await _implied(at, both, meter)
        if proof is not None:
            found.append(Relation(kind, proof))
    if len(found) == len(_NAMES) and all(relation.proof == SAME for relation in found):
        return (Relation(GoalEdgeKind.EQUAL, SAME),)
    return tuple(found)


def nothing_gained(found: frozenset[GoalEdgeKind]) -> bool:
    """Whether a goal with these relations is its target again: the same statement, or equivalent to it.

    One direction alone is no fault. A useful lemma implies the target, and a step of a proof follows from it.
    """
    return GoalEdgeKind.EQUAL in found or found >= _EXACT


def _implication(kind: GoalEdgeKind, premise: str, conclusion: str) -> str:
    return f"theorem {_NAMES[kind]} (orchestrator_h : {premise}) : {conclusion} := by\n  sorry\n\n"


async def _implied(at: SketchGoal, baseline: CheckResult, meter: Meter) -> str | None:
    return await _closing(OpenPlace(at, baseline, meter, frozenset({HOLE, GOAL})), _IMPLICATION, "implication")


async def _closing(place: OpenPlace, scripts: tuple[str, ...], kind: str) -> str | None:
    """The first script that closes the place and, seen in its text, rests on no hole."""
    answer = await place.tries(scripts, kind, heartbeats=HEARTBEATS, every=True)
    for tried in answer.tries:
        if tried.status is TryStatus.CLOSED and not place.meter.exhausted and await place.attempt(tried.script):
            return tried.script
    return None


def _meter(checker: Checker, budget: GoalBudget) -> Meter:
    return Meter(
        checker, budget.wall_seconds, budget.max_checks, budget.check_limits, budget.lean_seconds or float("inf")
    )
