"""Work on a single open goal of a sketch; what is proved is spliced in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestrator.lean.checker import Checker, CheckRequest, CheckResult, Limits, Outcome
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.goal_cache import goal_digest
from orchestrator.provers.prover import (
    GoalBudget,
    GoalResult,
    GoalService,
    ProverOutcome,
    ProverStatus,
    SketchGoal,
    proves,
    target_name,
)
from orchestrator.provers.tactics.splice import replace_sorry, sorry_places
from orchestrator.vocabulary import Direction, GoalStatus

PROVER = "goals"
"""The name of such attempts' prover."""
CHECK_LIMITS = Limits(wall_seconds=60.0)
KNOWN_BUDGET = GoalBudget(30.0)
MOST_SPLICED = 50
"""Goals of one sketch that are looked up."""


async def work_on_goal(
    challenge: Challenge,
    direction: Direction,
    regions: tuple[str, ...],
    goal: str,
    checker: Checker,
    service: GoalService,
    budget: GoalBudget,
    provers: Sequence[str] = (),
) -> ProverOutcome:
    """Have the goal provers work on the goal with this digest, and splice its proof into the sketch.

    Returns:
        The sketch with one goal fewer (or complete); a failed outcome with the findings where the goal was not proved.
    """
    text = challenge.splice(regions, direction)
    result = await checker.check(CheckRequest(text, CHECK_LIMITS))
    place = _place(text, result, goal)
    if place is None:
        return _outcome(
            ProverStatus.FAILED, direction, regions, "the goal is not open at a `sorry` of its own", (), result
        )
    found = await service.solve(place, budget, provers)
    # They are stored already: one computation serves all who ask.
    results = tuple(replace(one, recalled=True) for one in found)
    last = results[-1] if results else None
    if last is None or last.status is not GoalStatus.PROVED or last.proof is None:
        refuted = last is not None and last.status is GoalStatus.DISPROVED
        plan = "the goal is refuted" if refuted else "the goal stays open"
        return _outcome(ProverStatus.FAILED, direction, regions, plan, results, result)
    text = replace_sorry(place, last.proof).text
    if (await checker.check(CheckRequest(text, CHECK_LIMITS))).outcome is not Outcome.ELABORATED:
        return _outcome(ProverStatus.FAILED, direction, regions, "its proof does not fit here", results, result)
    # What is known of the others costs little more: the sketch may be whole then.
    spliced, done = await _with_known_proofs(text, checker, service)
    status = ProverStatus.COMPLETE if proves(done, target_name(challenge, direction)) else ProverStatus.PARTIAL
    plan = f"one more goal closed by {last.prover}"
    return _outcome(status, direction, challenge.extract(spliced, direction), plan, results, done)


async def with_known_proofs(
    challenge: Challenge, direction: Direction, regions: tuple[str, ...], checker: Checker, service: GoalService
) -> tuple[str, ...]:
    """The regions with every proof put in that is known of their open goals and that Lean takes there.

    Raises:
        RetryError: an infrastructure failure.
    """
    text = challenge.splice(regions, direction)
    spliced, _ = await _with_known_proofs(text, checker, service)
    return regions if spliced == text else challenge.extract(spliced, direction)


async def _with_known_proofs(text: str, checker: Checker, service: GoalService) -> tuple[str, CheckResult]:
    """The text with known proofs, and Lean's answer on it. Takes one check where nothing is known."""
    result = await checker.check(CheckRequest(text, CHECK_LIMITS))
    seen: set[str] = set()
    while result.outcome is Outcome.ELABORATED and len(seen) < MOST_SPLICED:
        places = {goal_digest(place.goal): place for place in sorry_places(text, result.goals)}
        new = [digest for digest in places if digest not in seen]
        proved = await service.proved(new)
        seen.update(set(new) - proved)
        digest = next((one for one in new if one in proved), None)
        if digest is None:
            break
        seen.add(digest)
        known = await service.known(places[digest], KNOWN_BUDGET)
        if known is None or known.status is not GoalStatus.PROVED or known.proof is None:
            continue
        put = replace_sorry(places[digest], known.proof).text
        checked = await checker.check(CheckRequest(put, CHECK_LIMITS))
        if checked.outcome is Outcome.ELABORATED:
            text, result = put, checked
            if any(goal_digest(found.goal) == digest for found in result.goals):
                seen.discard(digest)  # it is open at another place, too
    return text, result


def _place(text: str, result: CheckResult, goal: str) -> SketchGoal | None:
    if result.outcome is not Outcome.ELABORATED:
        return None
    mine = [found for found in result.goals if goal_digest(found.goal) == goal]
    return next(iter(sorry_places(text, mine)), None)


def _outcome(
    status: ProverStatus,
    direction: Direction,
    regions: tuple[str, ...],
    plan: str,
    results: tuple[GoalResult, ...],
    checked: CheckResult,
) -> ProverOutcome:
    return ProverOutcome(
        status=status,
        prover=PROVER,
        direction=direction,
        regions=regions,
        plan=plan,
        open_goals=checked.goals,
        goal_results=results,
        checks=sum(one.checks for one in results) + 1,
        seconds=sum(one.seconds for one in results),
        messages=checked.messages,
    )
