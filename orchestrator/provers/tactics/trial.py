"""Trying scripts at one open goal: what counts as closing it, and what every try costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from orchestrator.lean.checker import (
    LIMIT_OUTCOMES,
    Checker,
    CheckRequest,
    CheckResult,
    Goal,
    GoalOrigin,
    Limits,
    Message,
    Outcome,
)
from orchestrator.provers.prover import SketchGoal
from orchestrator.provers.tactics.splice import (
    Spliced,
    fill_others,
    focused,
    has_sorry_axiom,
    replace_sorry,
    sorry_places,
)
from orchestrator.provers.tactics.vocabulary import Vocabulary, enclosing, vocabulary

HOLE = "orchestrator_hole"
HOLE_COMMAND = f'@[extern "lean_sorry", never_extract] axiom {HOLE}.{{u}} {{α : Sort u}} : α'
"""Stands for the other open goals where it must be seen which declarations rest on *this* one's ``sorry``."""
UNSOLVED = "Tactic.unsolvedGoals"
CANDIDATE_SECONDS = 3.0
"""A try that runs into this limit costs its Lean host, so `CANDIDATE_HEARTBEATS` is there to stop it first."""
TRY_SHARE = 0.05
"""A task with much time gives each try more: this share of the whole."""
LAST_TRY_SECONDS = 0.3
CANDIDATE_HEARTBEATS = 20_000
"""A tenth of Lean's default: automation that has not closed a goal by then rarely does."""


@dataclass
class Meter:
    """What a task has spent; shared by everything that works on it.

    ``seconds`` and ``max_checks`` are for the whole task, ``limits`` the upper limits of one check.
    """

    checker: Checker
    seconds: float
    max_checks: int | None
    limits: Limits
    clock: Callable[[], float] = time.monotonic
    checks: int = 0
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()

    @property
    def elapsed(self) -> float:
        """Seconds since the meter was made."""
        return self.clock() - self.started

    @property
    def exhausted(self) -> bool:
        """Whether nothing more may be spent."""
        return self.elapsed >= self.seconds or (self.max_checks is not None and self.checks >= self.max_checks)

    async def check(self, source: str) -> CheckResult:
        """One check within the task's limits, counted."""
        self.checks += 1
        return await self.checker.check(CheckRequest(source, self.limits))

    async def try_out(self, source: str, seconds: float = CANDIDATE_SECONDS) -> CheckResult:
        """One check of a try: ``seconds`` of wall time or a small share of the task's, and no more than is left.

        Heartbeats stay those of the task, as a checker keeps its states per heartbeat limit; see `limited`.
        """
        self.checks += 1
        allowed = max(seconds, TRY_SHARE * self.seconds)
        wall = min(self.limits.wall_seconds, allowed, max(LAST_TRY_SECONDS, self.seconds - self.elapsed))
        return await self.checker.check(CheckRequest(source, replace(self.limits, wall_seconds=wall)))


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a script at a goal: it ``closed`` it, left ``goals`` open without errors, or neither."""

    closed: bool
    goals: tuple[Goal, ...] | None = None
    messages: tuple[Message, ...] = ()
    timed_out: bool = False
    """Whether it passed a limit of the check; any of them may have cost the Lean host."""
    seconds: float = 0.0
    """In Lean's elaborator."""


def limited(script: str) -> str:
    """``script`` under the heartbeat limit of a try. What passes with it also passes without."""
    return f"set_option maxHeartbeats {CANDIDATE_HEARTBEATS} in\n  " + script.replace("\n", "\n  ")


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
        self._around = enclosing(place.source, place.start)
        self._forbidden = forbidden
        self._open_before = has_sorry_axiom(baseline)
        self._others = tuple(p for p in sorry_places(place.source, baseline.goals) if p.start != place.start)

    @property
    def goal(self) -> Goal:
        """What is to be proved."""
        return self.place.goal

    def vocabulary(self) -> Vocabulary:
        """The names that may be used at the place. The statement that a disproof refutes is not among them."""
        found = vocabulary(self.place.source, self.place.start)
        return Vocabulary(found.definitions, tuple(n for n in found.lemmas if self._around != f"{n}_disproof"))

    async def attempt(self, script: str) -> Trial:
        """Whether ``script`` closes the goal."""
        result = await self._try(script, replace_sorry(self.place, limited(quietly(script))))
        closed = result.outcome is Outcome.ELABORATED and await self._closes(result, script)
        return _trial(result, closed)

    async def elaborates(self, script: str, seconds: float) -> Trial:
        """Whether ``script`` runs without errors, closing the goal honestly or not (``closed`` says so)."""
        result = await self._try(script, replace_sorry(self.place, limited(script)), seconds)
        return _trial(result, result.outcome is Outcome.ELABORATED)

    async def goals_after(self, script: str) -> Trial:
        """Which goals ``script`` leaves open at the place; a script that leaves none is not yet known to close it."""
        spliced = replace_sorry(self.place, limited(focused(script)))
        result = await self._try(script, spliced)
        if result.outcome is Outcome.ELABORATED:
            return _trial(result, False, ())
        unsolved = [message for message in result.errors if message.kind == UNSOLVED and spliced.covers(message.start)]
        goals = tuple(
            found.goal
            for found in result.goals
            if found.origin is GoalOrigin.ERROR and found.is_tactic and spliced.covers(found.start)
        )
        only_unsolved = result.outcome is Outcome.ERRORS and len(unsolved) == len(result.errors) == 1
        return _trial(result, False, goals if only_unsolved and goals else None)

    async def _try(self, script: str, spliced: Spliced, seconds: float = CANDIDATE_SECONDS) -> CheckResult:
        self.tried.append(script)
        result = await self.meter.try_out(spliced.text, seconds)
        if result.outcome in LIMIT_OUTCOMES and not self.meter.exhausted:
            # A fresh host elaborates everything before the place first, which must not count as the next try's time.
            await self.meter.check(self.place.source)
        return result

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
        confirmed = await self.meter.try_out(replace_sorry(filled, limited(quietly(script))).text)
        allowed = {enclosing(other.source, other.start) for other in kept}
        return confirmed.outcome is Outcome.ELABORATED and has_sorry_axiom(confirmed) <= allowed


def _trial(result: CheckResult, closed: bool, goals: tuple[Goal, ...] | None = None) -> Trial:
    timed_out = result.outcome in LIMIT_OUTCOMES
    return Trial(closed, goals, result.messages, timed_out, result.timing.elaboration)
