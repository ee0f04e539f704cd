"""Trying scripts at one open goal: what counts as closing it, and what every try costs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from orchestrator.lean.checker import (
    LIMIT_OUTCOMES,
    Checker,
    CheckRequest,
    CheckResult,
    Goal,
    Limits,
    Outcome,
)
from orchestrator.lean.terms import GoalTerm, Terms
from orchestrator.lean.trials import (
    SearchAnswer,
    SearchEnd,
    TacticTrials,
    Try,
    TryAnswer,
    TryRequest,
    TryStatus,
    ValueSearch,
)
from orchestrator.provers.prover import SketchGoal
from orchestrator.provers.tactics.splice import SORRY, fill_others, has_sorry_axiom, replace_sorry, sorry_places
from orchestrator.provers.tactics.vocabulary import Vocabulary, enclosing

HOLE = "orchestrator_hole"
HOLE_COMMAND = f'@[extern "lean_sorry", never_extract] axiom {HOLE}.{{u}} {{α : Sort u}} : α'
"""Stands for the other open goals where it must be seen which declarations rest on *this* one's ``sorry``."""
TRY_SECONDS = 4.0
"""Processor time of one try at the least; heartbeats stop nearly all earlier, and this one may cost the Lean host."""
SECONDS_A_HEARTBEAT = 1 / 800
LAST_TRY_SECONDS = 0.3
TRY_WORK, CHECK_WORK = 8, 100
"""What a try costs beside its heartbeats, and a check of the whole text, in thousands of heartbeats."""
SEARCHES = "evaluation"
SEARCH_HEARTBEATS = 4000
STEPS_A_WORK = 2000
"""Steps of a search for values that take as long as a thousand heartbeats."""
MAX_PREMISES = 20
PROOF_HEARTBEATS = 200_000
"""Lean's default: what a short try found is not lost because its text takes a little more."""
Path = tuple[tuple[str, int], ...]
"""Scripts that lead from a place to a goal, each with the number of the goal it left to go on from."""


@dataclass
class Meter:
    """What a task has spent; shared by everything that works on it.

    ``lean_seconds`` (processor time of Lean) and ``max_checks`` are the budget, ``seconds`` of wall time the outer
    bound, all for the whole task; ``limits`` are the upper limits of one check.
    """

    checker: Checker
    seconds: float
    max_checks: int | None
    limits: Limits
    lean_seconds: float = math.inf
    clock: Callable[[], float] = time.monotonic
    checks: int = 0
    """Whole texts checked and scripts tried."""
    tries: int = 0
    spent: float = 0.0
    """Processor seconds of Lean; where a checker does not tell them, seconds in its elaborator."""
    lost_hosts: int = 0
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()

    @property
    def elapsed(self) -> float:
        """Seconds since the meter was made."""
        return self.clock() - self.started

    @property
    def why_exhausted(self) -> str:
        """Which part of the budget is spent; empty while there is some of each left."""
        if self.elapsed >= self.seconds:
            return "out of time"
        if self.spent >= self.lean_seconds:
            return "out of Lean seconds"
        return "out of checks" if self.max_checks is not None and self.checks >= self.max_checks else ""

    @property
    def exhausted(self) -> bool:
        """Whether nothing more may be spent."""
        return bool(self.why_exhausted)

    async def check(self, source: str) -> CheckResult:
        """One check within the task's limits, counted."""
        self.checks += 1
        result = await self.checker.check(CheckRequest(source, self.limits))
        self.spent += result.timing.processor or result.timing.elaboration
        return result

    async def tries_at(self, request: TryRequest) -> TryAnswer:
        """Try scripts, within what is left, counted."""
        left = max(LAST_TRY_SECONDS, self.seconds - self.elapsed)
        scripts = request.scripts
        if self.max_checks is not None:
            scripts = scripts[: max(0, self.max_checks - self.checks)]
        request = replace(request, scripts=scripts, wall_seconds=min(request.wall_seconds, left))
        answer = TryAnswer(place=False, supported=False)
        if isinstance(self.checker, TacticTrials):
            answer = await self.checker.try_scripts(request)
        if not answer.supported:
            answer = await TriesByChecks(self).try_scripts(request)
        self.checks += len(answer.tries)
        self.tries += len(answer.tries)
        self.spent += answer.seconds
        self.lost_hosts += answer.lost_hosts
        return answer


class TriesByChecks:
    """`TacticTrials` on a checker that has none: one check for each script, and no facts about the goal."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    async def try_scripts(self, request: TryRequest) -> TryAnswer:
        """See `TacticTrials.try_scripts`; where a path or goals left over are asked for, it says that none is there."""
        if request.path or request.goals:
            return TryAnswer(place=False)
        place = SketchGoal(request.source, request.at, request.at + len(SORRY), Goal(""), request.is_tactic)
        tries: list[Try] = []
        seconds = 0.0
        for script in request.scripts:
            text = replace_sorry(place, limited(quietly(script), request.heartbeats)).text
            limits = replace(
                self._meter.limits, wall_seconds=min(self._meter.limits.wall_seconds, request.wall_seconds)
            )
            result = await self._meter.checker.check(CheckRequest(text, limits))
            seconds += result.timing.processor or result.timing.elaboration
            status = TryStatus.CLOSED if result.outcome is Outcome.ELABORATED else TryStatus.FAILED
            status = TryStatus.LIMIT if result.outcome in LIMIT_OUTCOMES else status
            tries.append(Try(script, status, result.timing.elaboration))
            if status is TryStatus.CLOSED and request.until_closed:
                break
        goal = GoalTerm(Terms((), (("str", ""),)), (), 0, "")
        return TryAnswer(place=True, tries=tuple(tries), goals=(goal,) if request.facts else (), seconds=seconds)


@dataclass(frozen=True, slots=True)
class Tried:
    """How many scripts of a kind were tried at a place, for how many Lean seconds, and what came of them."""

    kind: str
    scripts: int
    seconds: float
    failed: int
    limits: int
    malformed: int = 0
    """Scripts that do not parse: defects of the prover."""


def limited(script: str, heartbeats: int = PROOF_HEARTBEATS) -> str:
    """``script`` under a heartbeat limit. What passes with it also passes without."""
    return f"set_option maxHeartbeats {heartbeats} in\n  " + script.replace("\n", "\n  ")


def quietly(script: str) -> str:
    """``script``, or an error that says nothing.

    Lean's tactics explain a failure lazily, when the message is printed, and that often takes longer than to fail:
    ``decide +kernel`` evaluates everything again in the elaborator, ``grind`` prints its state.
    """
    return "first\n| (" + script.replace("\n", "\n   ") + ")\n| fail"


class OpenPlace:
    """One ``sorry`` of a sketch that elaborates without errors, to try scripts at.

    Args:
        place: where.
        baseline: the check of ``place.source`` as it is.
        meter: pays for every try.
        forbidden: axioms that the declaration around the place must not rest on once it is closed.
    """

    def __init__(
        self, place: SketchGoal, baseline: CheckResult, meter: Meter, forbidden: frozenset[str] = frozenset()
    ) -> None:
        self.place = place
        self.meter = meter
        self.tried: list[str] = []
        self.record: dict[str, Tried] = {}
        self.work = 0.0
        """What was done at this place, in thousands of heartbeats: unlike seconds the same on every machine."""
        self._around = enclosing(place.source, place.start)
        self._forbidden = forbidden
        self._open_before = has_sorry_axiom(baseline)
        self._others = tuple(p for p in sorry_places(place.source, baseline.goals) if p.start != place.start)

    @property
    def goal(self) -> Goal:
        """What is to be proved."""
        return self.place.goal

    async def look(self, path: Path = ()) -> Vocabulary | None:
        """The goal that ``path`` leads to, with what its constants are; None where it leads to none."""
        request = TryRequest(self.place.source, self.place.start, (), path, facts=True, premises=MAX_PREMISES)
        answer = await self._ask(request)
        if not answer.goals:
            return None
        goal = answer.goals[path[-1][1] if path else 0]
        return Vocabulary(goal, answer.constants, self._forbidden | {"sorryAx"}, answer.premises)

    async def tries(
        self,
        scripts: Sequence[str],
        kind: str,
        *,
        path: Path = (),
        heartbeats: int,
        goals: bool = False,
        every: bool = False,
    ) -> TryAnswer:
        """Try scripts at the goal that ``path`` leads to, up to the first that closes it (or ``every`` one).

        What closes it here is not yet known to do so in the text: see `attempt`.
        """
        request = TryRequest(
            self.place.source,
            self.place.start,
            tuple(scripts),
            path,
            heartbeats=heartbeats,
            try_seconds=max(TRY_SECONDS, heartbeats * SECONDS_A_HEARTBEAT),
            wall_seconds=max(LAST_TRY_SECONDS, self.meter.seconds),
            goals=goals,
            until_closed=not every,
            is_tactic=self.place.is_tactic,
        )
        answer = await self._ask(request)
        if answer.tries:
            self._note(kind, answer)
        return answer

    async def search(self, path: Path, wanted: ValueSearch) -> SearchAnswer | None:
        """Look for values at the goal that ``path`` leads to; None where it leads to none."""
        request = TryRequest(
            self.place.source,
            self.place.start,
            (),
            path,
            heartbeats=SEARCH_HEARTBEATS,
            try_seconds=TRY_SECONDS,
            wall_seconds=max(LAST_TRY_SECONDS, self.meter.seconds),
            search=wanted,
        )
        answer = await self._ask(request)
        found = answer.found
        self.work += CHECK_WORK if found is None else found.steps / STEPS_A_WORK
        before = self.record.get(SEARCHES, Tried(SEARCHES, 0, 0.0, 0, 0))
        limits = before.limits + (found is not None and found.end is SearchEnd.STEPS)
        self.record[SEARCHES] = replace(
            before, scripts=before.scripts + 1, seconds=before.seconds + answer.seconds, limits=limits
        )
        return found

    def _note(self, kind: str, answer: TryAnswer) -> None:
        failed = sum(item.status is TryStatus.FAILED for item in answer.tries)
        limits = sum(item.status is TryStatus.LIMIT for item in answer.tries)
        before = self.record.get(kind, Tried(kind, 0, 0.0, 0, 0))
        self.record[kind] = Tried(
            kind,
            before.scripts + len(answer.tries),
            before.seconds + answer.seconds,
            before.failed + failed,
            before.limits + limits,
            before.malformed + sum(item.status is TryStatus.SYNTAX for item in answer.tries),
        )
        self.tried += [item.script for item in answer.tries]

    async def _ask(self, request: TryRequest) -> TryAnswer:
        answer = await self.meter.tries_at(request)
        self.work += sum(TRY_WORK + item.heartbeats / 1000 for item in answer.tries)
        return answer

    async def attempt(self, script: str) -> bool:
        """Whether the text with ``script`` in its place has no errors and rests on less ``sorry`` than before."""
        result = await self.meter.check(replace_sorry(self.place, limited(quietly(script))).text)
        self.work += CHECK_WORK
        return result.outcome is Outcome.ELABORATED and await self._closes(result, script)

    async def _closes(self, result: CheckResult, script: str) -> bool:
        """Whether an error-free ``result`` rests on less ``sorry`` than before.

        Where a declaration rests on several, the others are filled by an axiom, so that what remains is this one's.
        Without this a ``sorry`` that Lean's error recovery put into the script would go unseen.
        """
        if any(d.name == self._around and self._forbidden.intersection(d.axioms) for d in result.declarations):
            return False
        if has_sorry_axiom(result) < self._open_before:
            return True
        if not self._others:
            return False
        kept = [other for other in self._others if f"{enclosing(other.source, other.start)}_disproof" == self._around]
        filled = fill_others(self.place, [o for o in self._others if o not in kept], HOLE, HOLE_COMMAND)
        confirmed = await self.meter.check(replace_sorry(filled, limited(quietly(script))).text)
        allowed = {enclosing(other.source, other.start) for other in kept}
        return confirmed.outcome is Outcome.ELABORATED and has_sorry_axiom(confirmed) <= allowed
