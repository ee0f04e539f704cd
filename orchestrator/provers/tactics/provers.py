"""The provers without a model: `TacticProver` for challenges, `TacticGoalProver` for open goals of any sketch."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from orchestrator.lean.checker import Checker, CheckResult, OpenGoal, Outcome
from orchestrator.lean.trials import TacticTrials
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.metadata import AnswerGrammar
from orchestrator.provers.prover import (
    Bench,
    GoalBudget,
    GoalResult,
    GoalService,
    Progress,
    ProverEvent,
    ProverOutcome,
    ProverStatus,
    ProverTask,
    SketchGoal,
    measured,
    no_progress,
    proves,
    target_name,
)
from orchestrator.provers.tactics.attempts import Attempt, MakeAttempt, first_closed
from orchestrator.provers.tactics.portfolio import PortfolioAttempt
from orchestrator.provers.tactics.refutation import refutation_of
from orchestrator.provers.tactics.splice import offset_of, replace_sorry, sorry_places
from orchestrator.provers.tactics.trial import Meter, OpenPlace
from orchestrator.vocabulary import Direction, GoalStatus

MAX_ANSWERS = 16
MAX_TOLD = 80
_ANSWERS: dict[AnswerGrammar, tuple[str, ...]] = {
    AnswerGrammar.PROP: ("True", "False"),
    AnswerGrammar.BOOL: ("true", "false"),
    AnswerGrammar.NAT: tuple(str(number) for number in range(11)),
    AnswerGrammar.INT: ("0", "1", "-1", "2", "-2", "3", "-3", "4", "-4", "5", "-5"),
    AnswerGrammar.LIST_NAT: ("[]", "[0]", "[1]", "[2]"),
    AnswerGrammar.LIST_INT: ("[]", "[0]", "[1]", "[-1]"),
}
"""Values that are tried for a value region; `AnswerGrammar.REVIEW` keeps what the challenge has."""


class TacticGoalProver:
    """A `GoalProver` that looks for a proof and a refutation side by side.

    Args:
        name: as stored with results.
        make: starts work on a place.
        refute: whether to look for refutations too.
    """

    def __init__(self, name: str, make: MakeAttempt, *, refute: bool = True) -> None:
        self._name = name
        self._make = make
        self._refute = refute

    @property
    def name(self) -> str:
        """See `GoalProver.name`."""
        return self._name

    async def attempt(self, sketch: SketchGoal, checker: Checker, budget: GoalBudget) -> GoalResult:
        """See `GoalProver.attempt`. A sketch with errors leaves the goal unknown."""
        await _warm(checker)
        meter = Meter(
            checker, budget.wall_seconds, budget.max_checks, budget.check_limits, budget.lean_seconds or math.inf
        )
        baseline = await meter.check(sketch.source)
        attempts: list[Attempt] = []
        if baseline.outcome is Outcome.ELABORATED:
            attempts.append(self._make(OpenPlace(sketch, baseline, meter), budget.seed))
            others = tuple(p for p in sorry_places(sketch.source, baseline.goals) if p.start != sketch.start)
            refutation = await refutation_of(sketch, others, meter) if self._refute else None
            if refutation is not None:
                attempts.append(self._make(refutation, budget.seed))
        closed = await first_closed(attempts, meter)
        status = GoalStatus.UNKNOWN
        if closed is not None:
            status = GoalStatus.PROVED if closed is attempts[0] else GoalStatus.DISPROVED
        return GoalResult(
            goal=sketch.goal,
            status=status,
            prover=self._name,
            seconds=meter.elapsed,
            checks=meter.checks,
            proof=closed.proof if closed else None,
            tried=tuple(script for attempt in attempts for script in attempt.place.tried),
            lean_seconds=meter.spent,
        )


@dataclass(frozen=True, slots=True)
class _Lane:
    """One text to work on: a direction and regions, with what Lean says of it and the goals open in its regions."""

    direction: Direction
    regions: tuple[str, ...]
    result: CheckResult
    places: tuple[SketchGoal, ...]


class TacticProver:
    """A `Prover` that closes the open goals of a sketch by tactics.

    From the challenge's own regions it works on all ways to settle it at once: proof, disproof, each small answer.
    A parent sketch with several open goals has them worked on one after the other; what is closed stays closed.
    """

    def __init__(self, name: str, make: MakeAttempt) -> None:
        self._name = name
        self._make = make

    @property
    def name(self) -> str:
        """See `Prover.name`."""
        return self._name

    async def prove(self, task: ProverTask, bench: Bench, progress: Progress = no_progress) -> ProverOutcome:
        """See `Prover.prove`."""
        checker = bench.checker
        await _warm(checker)
        meter = Meter(checker, task.wall_seconds, task.max_checks, task.check_limits, task.lean_seconds or math.inf)
        lanes = [await _open_lane(task.challenge, direction, regions, meter) for direction, regions in _starts(task)]
        progress(ProverEvent("lanes", {"lanes": [[lane.direction, len(lane.places)] for lane in lanes]}))
        single = [lane for lane in lanes if len(lane.places) == 1]
        if len(single) < len(lanes) and len(lanes) == 1 and lanes[0].places:
            return await self._close_each(task, lanes[0], meter, bench.goals, progress)
        budget = GoalBudget(task.wall_seconds, task.max_checks, task.lean_seconds, task.check_limits, task.seed)
        known = [await bench.goals.known(lane.places[0], budget, self._name) for lane in single]
        for lane, found in zip(single, known, strict=True):
            if found is not None and found.status is GoalStatus.PROVED and found.proof is not None:
                return await self._complete(task.challenge, lane, found.proof, found.prover, meter, progress)
        untried = [lane for lane, found in zip(single, known, strict=True) if found is None]
        attempts = [(lane, self._make(OpenPlace(lane.places[0], lane.result, meter), task.seed)) for lane in untried]
        closed = await first_closed([attempt for _, attempt in attempts], meter)
        why = "closed" if closed else meter.why_exhausted or "nothing left to try"
        account = "\n".join([*(_account(lane.direction, one.place) for lane, one in attempts), _ending(meter, why)])
        for lane, attempt in attempts:
            progress(ProverEvent("tried", {"direction": lane.direction, "kinds": explained(attempt.place)}))
        progress(
            ProverEvent("spent", {"lean_seconds": meter.spent, "tries": meter.tries, "lost_hosts": meter.lost_hosts})
        )
        for lane, attempt in attempts:
            if attempt is closed and attempt.proof is not None:
                done = await self._complete(task.challenge, lane, attempt.proof, attempt.by, meter, progress)
                return replace(done, account=account)
        tried = sum(len(attempt.place.tried) for _, attempt in attempts)
        progress(ProverEvent("gave_up", {"tried": tried, "checks": meter.checks, "why": why}))
        plan = f"{tried} scripts tried, none closed the goal: {why}"
        if single and not untried:
            plan = "tried before with no less time, in vain"
        failures = tuple(self._failure(lane.places[0], meter, budget) for lane in untried)
        return replace(self._outcome(lanes[0], ProverStatus.FAILED, meter, plan, failures), account=account)

    def _failure(self, place: SketchGoal, meter: Meter, budget: GoalBudget) -> GoalResult:
        found = GoalResult(
            place.goal, GoalStatus.UNKNOWN, self._name, meter.elapsed, meter.checks, lean_seconds=meter.spent
        )
        return measured(found, place, budget)

    async def _complete(
        self, challenge: Challenge, lane: _Lane, proof: str, by: str, meter: Meter, progress: Progress
    ) -> ProverOutcome:
        """The sketch with ``proof`` in its only open place, checked as a whole."""
        text = replace_sorry(lane.places[0], proof).text
        regions = challenge.extract(text, lane.direction)
        done = await _open_lane(challenge, lane.direction, regions, meter)
        complete = proves(done.result, target_name(challenge, lane.direction))
        status = ProverStatus.COMPLETE if complete else ProverStatus.PARTIAL
        progress(
            ProverEvent("closed", {"direction": lane.direction, "script": proof, "by": by, "checks": meter.checks})
        )
        place = lane.places[0]
        found = GoalResult(place.goal, GoalStatus.PROVED, self._name, meter.elapsed, meter.checks, proof)
        results = (measured(found, place, GoalBudget(meter.seconds)),)
        return self._outcome(done, status, meter, f"closed by tactics: {_one_line(proof)}", results)

    async def _close_each(
        self, task: ProverTask, lane: _Lane, meter: Meter, goals: GoalService, progress: Progress
    ) -> ProverOutcome:
        """Work on the open goals in the order of the text, each with its share of what is left."""
        prover = TacticGoalProver(self._name, self._make)
        results: list[GoalResult] = []
        index = 0
        while index < len(lane.places) and not meter.exhausted:
            place, left = lane.places[index], len(lane.places) - index
            budget = GoalBudget(
                wall_seconds=(meter.seconds - meter.elapsed) / left,
                max_checks=None if meter.max_checks is None else max(1, (meter.max_checks - meter.checks) // left),
                lean_seconds=None if task.lean_seconds is None else (task.lean_seconds - meter.spent) / left,
                check_limits=meter.limits,
                seed=task.seed,
            )
            known = await goals.known(place, budget, self._name)
            result = known or measured(await prover.attempt(place, meter.checker, budget), place, budget)
            meter.checks += result.checks
            meter.spent += result.lean_seconds
            results.append(result)
            progress(ProverEvent("goal", {"digest": result.goal.digest, "status": result.status.value}))
            index += 1
            if result.status is GoalStatus.PROVED and result.proof is not None:
                text = replace_sorry(place, result.proof).text
                regions = task.challenge.extract(text, lane.direction)
                lane = await _open_lane(task.challenge, lane.direction, regions, meter)
                index -= 1
        proved = sum(result.status is GoalStatus.PROVED for result in results)
        refuted = sum(result.status is GoalStatus.DISPROVED for result in results)
        status = ProverStatus.PARTIAL if proved else ProverStatus.FAILED
        if proves(lane.result, target_name(task.challenge, lane.direction)):
            status = ProverStatus.COMPLETE
        plan = f"{proved} of {proved + len(lane.places)} open goals closed by tactics, {refuted} refuted"
        return self._outcome(lane, status, meter, plan, tuple(results))

    def _outcome(
        self, lane: _Lane, status: ProverStatus, meter: Meter, plan: str, results: tuple[GoalResult, ...] = ()
    ) -> ProverOutcome:
        return ProverOutcome(
            status=status,
            prover=self._name,
            direction=lane.direction,
            regions=lane.regions,
            plan=plan,
            open_goals=_open_goals(lane),
            goal_results=results,
            checks=meter.checks,
            seconds=meter.elapsed,
            messages=lane.result.messages,
            lean_seconds=meter.spent,
        )


def portfolio_prover() -> TacticProver:
    """The tactic portfolio on challenges, as prover ``portfolio``."""
    return TacticProver("portfolio", PortfolioAttempt)


def portfolio_goal_prover() -> TacticGoalProver:
    """The tactic portfolio on open goals, as prover ``portfolio``."""
    return TacticGoalProver("portfolio", PortfolioAttempt)


async def _warm(checker: Checker) -> None:
    if isinstance(checker, TacticTrials):
        await checker.warm_up()


def explained(place: OpenPlace) -> list[dict[str, object]]:
    """What was tried at a place, by kind of idea: how many scripts, for how many Lean seconds, how many met a limit."""
    return [
        {
            "kind": kind,
            "scripts": tried.scripts,
            "seconds": round(tried.seconds, 2),
            "limits": tried.limits,
            "malformed": tried.malformed,
        }
        for kind, tried in place.record.items()
    ]


def _account(direction: Direction, place: OpenPlace) -> str:
    """A line on what was tried at a place."""
    kinds = sorted(place.record.values(), key=lambda tried: -tried.seconds)
    told = "; ".join(
        f"{tried.kind} {tried.scripts} in {tried.seconds:.1f} s"
        + (f" ({tried.limits} at a limit)" if tried.limits else "")
        for tried in kinds
    )
    target = _clipped(place.goal.target or place.goal.pretty)
    stuck = f" ({place.goal.stuck_on})" if place.goal.stuck_on else ""
    return f"to {direction} `{target}`{stuck}: {told or 'nothing was tried'}"


def _ending(meter: Meter, why: str) -> str:
    return f"{meter.tries} scripts and {meter.spent:.1f} Lean seconds in all: {why}"


def _clipped(text: str) -> str:
    """A goal's target on one line that fits a report."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_TOLD else flat[: MAX_TOLD - 1] + "…"


def _starts(task: ProverTask) -> Iterator[tuple[Direction, tuple[str, ...]]]:
    """The texts to start from: the parent, or each direction and small answer that the challenge offers."""
    challenge = task.challenge
    if task.parent is not None:
        yield task.direction or Direction.PROVE, task.parent
        return
    if task.direction in (None, Direction.PROVE):
        for values in islice(product(*_values(challenge)), MAX_ANSWERS):
            regions = list(challenge.initial)
            for (index, _), value in zip(challenge.answers, values, strict=True):
                indent = " " * challenge.regions[index].indent
                regions[index] = f"{indent}{value}\n" if value else regions[index]
            yield Direction.PROVE, tuple(regions)
    if task.direction == Direction.DISPROVE or (task.direction is None and challenge.disproof):
        yield Direction.DISPROVE, challenge.template_for(Direction.DISPROVE).initial


def _values(challenge: Challenge) -> Sequence[Sequence[str]]:
    """For each value region the texts to try; an empty one keeps what is there."""
    return [_ANSWERS.get(grammar, ("",)) for _, grammar in challenge.answers]


async def _open_lane(challenge: Challenge, direction: Direction, regions: tuple[str, ...], meter: Meter) -> _Lane:
    text = challenge.splice(regions, direction)
    result = await meter.check(text)
    if result.outcome is not Outcome.ELABORATED:
        return _Lane(direction, regions, result, ())
    template = challenge.template_for(direction)
    places = tuple(
        place
        for place in sorry_places(text, result.goals)
        if template.region_of_line(regions, text.count("\n", 0, place.start) + 1) is not None
    )
    return _Lane(direction, regions, result, places)


def _open_goals(lane: _Lane) -> tuple[OpenGoal, ...]:
    starts = {place.start for place in lane.places}
    if not lane.places:
        return ()
    text = lane.places[0].source
    return tuple(goal for goal in lane.result.goals if offset_of(text, goal.start) in starts)


def _one_line(script: str) -> str:
    return "; ".join(line.strip() for line in script.split("\n"))
