"""The goal cache over the store: one computation per goal however many attempts of this process ask at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from orchestrator.errors import OwnershipLost, RetryError
from orchestrator.lean.checker import Checker, CheckRequest, Goal, Limits
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.goal_cache import CachedGoals, Finding, GoalCache, goal_digest, has_proof
from orchestrator.provers.prover import GoalBudget, GoalProver, GoalResult, SketchGoal
from orchestrator.store import GoalResult as StoredResult
from orchestrator.store import Goals, NewGoal, NewGoalResult, owner_token
from orchestrator.vocabulary import Direction

SURVEY_LIMITS = Limits(wall_seconds=60.0)
STALE_SECONDS = 30.0
"""Of silence, after which a claim on a goal counts as left behind."""
POLL_SECONDS = 0.5
_Met = tuple[str, str, tuple[Direction, tuple[str, ...]] | None]
"""Toolchain, challenge, and the start whose goals were met."""


@dataclass
class GoalDesk:
    """Where the attempts of a process ask about goals; made once per process, safe for tasks of one event loop."""

    goals: Goals
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)
    _waiting: dict[str, int] = field(default_factory=dict)
    _met: dict[_Met, tuple[tuple[Direction, NewGoal], ...]] = field(default_factory=dict)
    _name: str = field(default_factory=owner_token)

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Have the goal to oneself; those who come later then find what was found out."""
        lock = self._turns.setdefault(key, asyncio.Lock())
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._turns[key]

    @asynccontextmanager
    async def claim(self, goal: NewGoal) -> AsyncIterator[None]:
        """Be the only one who works on the goal, in any process that shares the store; `turn` comes first.

        A claim whose process is gone is taken over after `STALE_SECONDS`.
        """
        owner = f"{self._name}#{id(asyncio.current_task())}"
        while await self.goals.claim(goal, owner, stale_after=STALE_SECONDS) is None:  # noqa: ASYNC110 - other processes
            await asyncio.sleep(POLL_SECONDS)
        beating = asyncio.create_task(self._beat(goal, owner))
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.shield(self.goals.release(goal.digest, goal.toolchain, owner))

    async def _beat(self, goal: NewGoal, owner: str) -> None:
        while True:
            await asyncio.sleep(STALE_SECONDS / 4)
            with suppress(
                OwnershipLost, RetryError
            ):  # somebody may do it twice then; what is found is right all the same
                await self.goals.heartbeat(goal.digest, goal.toolchain, owner)

    async def known(self, digests: Sequence[str], toolchain: str) -> dict[str, tuple[Finding, ...]]:
        """What is known of these goals under this Lean, oldest first; goals without findings are left out."""
        found = await self.goals.results(digests, toolchain)
        return {digest: tuple(map(_finding, results)) for digest, results in found.items()}

    async def survey(
        self, checker: Checker, challenge: Challenge, start: tuple[Direction, tuple[str, ...]] | None
    ) -> dict[str, tuple[Finding, ...]]:
        """What is known of the goals that a prover meets first: those of ``start``, or of the challenge as it is.

        Costs a check for each text, once per process; the workers' Lean knows the texts afterwards.
        """
        key = (checker.toolchain, challenge.sha256, start)
        if key not in self._met:
            self._met[key] = await self._meet(checker, challenge, start)
        return await self.known([goal.digest for _, goal in self._met[key]], checker.toolchain)

    @staticmethod
    async def _meet(
        checker: Checker, challenge: Challenge, start: tuple[Direction, tuple[str, ...]] | None
    ) -> tuple[tuple[Direction, NewGoal], ...]:
        texts = [start] if start is not None else [(Direction.PROVE, challenge.template_for(Direction.PROVE).initial)]
        if start is None and challenge.disproof:
            texts.append((Direction.DISPROVE, challenge.template_for(Direction.DISPROVE).initial))
        met: list[tuple[Direction, NewGoal]] = []
        for direction, regions in texts:
            result = await checker.check(CheckRequest(challenge.splice(regions, direction), SURVEY_LIMITS))
            met += [(direction, NewGoal.of(found.goal, checker.toolchain)) for found in result.goals]
        return tuple(dict.fromkeys(met))

    async def roots(self, checker: Checker, challenge: Challenge) -> frozenset[str]:
        """Digests of the challenge's own goals, proof and disproof alike; costs as `survey`."""
        await self.survey(checker, challenge, None)
        return frozenset(goal.digest for _, goal in self._met[checker.toolchain, challenge.sha256, None])

    async def root(self, checker: Checker, challenge: Challenge, direction: Direction) -> NewGoal | None:
        """The goal that the challenge as it is leaves open in this direction, the last if there are several; costs as
        `survey`. None where its text has none."""
        await self.survey(checker, challenge, None)
        met = self._met[checker.toolchain, challenge.sha256, None]
        return next((goal for one, goal in reversed(met) if one == direction), None)


@dataclass(frozen=True)
class AttemptGoals:
    """The `GoalService` of one attempt.

    Args:
        desk: of this process.
        attempt_id: whose findings are added.
        checker: answers the checks.
        provers: by name, in the order in which they are asked.
        reuse: whether what is known is asked for; findings are stored in any case.
    """

    desk: GoalDesk
    attempt_id: str | None
    checker: Checker
    provers: Mapping[str, GoalProver]
    reuse: bool = True

    async def known(self, place: SketchGoal, budget: GoalBudget, prover: str = "") -> GoalResult | None:
        """See `GoalService.known`."""
        return await self._cached().known(place, budget, prover)

    async def proved(self, digests: Sequence[str]) -> set[str]:
        """See `GoalService.proved`."""
        if not self.reuse or not digests:
            return set()
        known = await self.desk.known(digests, self.checker.toolchain)
        return {digest for digest, findings in known.items() if has_proof(findings)}

    async def solve(self, place: SketchGoal, budget: GoalBudget, provers: Sequence[str] = ()) -> tuple[GoalResult, ...]:
        """See `GoalService.solve`."""
        goal = NewGoal.of(place.goal, self.checker.toolchain)
        async with self.desk.turn(f"{goal.toolchain} {goal.digest}"), self.desk.claim(goal):
            return await self._cached().solve(place, budget, provers)

    @property
    def tools(self) -> tuple[tuple[GoalProver, ...], GoalCache]:
        """See `Bench.goal_tools`."""
        return tuple(self.provers.values()), GoalCache(_StoredFindings(self), self.reuse)

    def _cached(self) -> CachedGoals:
        return CachedGoals(_StoredFindings(self), self.checker, self.provers)


@dataclass(frozen=True)
class _StoredFindings:
    of_attempt: AttemptGoals

    async def of(self, goal: Goal) -> Sequence[Finding]:
        if not self.of_attempt.reuse:
            return ()
        digest = goal_digest(goal)
        return (await self.of_attempt.desk.known([digest], self.of_attempt.checker.toolchain)).get(digest, ())

    async def add(self, result: GoalResult) -> None:
        new = stored_result(result, self.of_attempt.checker.toolchain)
        await self.of_attempt.desk.goals.add_results([new], attempt_id=self.of_attempt.attempt_id)


def stored_result(result: GoalResult, toolchain: str) -> NewGoalResult:
    """What a prover found out, as the store keeps it."""
    return NewGoalResult(
        goal=NewGoal.of(result.goal, toolchain),
        status=result.status,
        prover=result.prover,
        seconds=result.seconds,
        proof=result.proof,
        scope=result.scope,
        budget_seconds=result.budget_seconds,
    )


def _finding(stored: StoredResult) -> Finding:
    return Finding(
        stored.id, stored.status, stored.prover, stored.proof, stored.scope, stored.budget_seconds, stored.names
    )
