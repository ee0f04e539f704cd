"""``auto``: several lines of work at once, pruned 12 -> 5 -> 2 -> 1 as the budget is used, a share kept independent.

Early progress predicts the end only weakly, so all arms live until a quarter of the budget is spent; after that the
worst are dropped (arXiv 2607.18235: this schedule beat the best fixed harness and plain repetition at the cost of five
full runs). Among living arms a bandit gives the next attempt (UCB on progress per attempt, arXiv 2605.29268). Free
provers come before all of this: the driver runs them first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from orchestrator.search.board import Board
from orchestrator.search.strategies.goal_choice import next_goal
from orchestrator.search.strategies.instructions import COMBINE, CONTINUE, RESTART, drawn
from orchestrator.search.strategies.match_choice import next_match
from orchestrator.search.strategy import (
    Admitted,
    Capacity,
    Decision,
    Entry,
    Prove,
    ProveGoal,
    RunFacts,
    SketchFacts,
    Stop,
    Wait,
    profile_of,
    rng,
)

SCHEDULE: Final = ((0.0, 12), (0.25, 5), (0.5, 2), (0.75, 1))
"""Share of the budget used, and how many arms live from there on."""
INDEPENDENT: Final = 0.2
"""Share of attempts that belong to no arm and start from the beginning: what the arms have in common may be wrong."""
INDEPENDENT_AGENTS: Final = 1_000_000
"""Numbers from here on belong to independent attempts, so that they are never taken for an arm."""


@dataclass(slots=True)
class AutoBoard:
    """The common board, and per arm its attempts, the sketch it stands on and the best it made."""

    board: Board
    attempts: dict[int, int] = field(default_factory=dict)
    newest: dict[int, SketchFacts] = field(default_factory=dict)
    best: dict[int, SketchFacts] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Auto:
    """See the module.

    Args:
        prover: who makes the attempts.
        arms: lines of work at the beginning, at most; the schedule's later numbers are scaled with it.
        independent: share of independent attempts.
        goals: whether goal provers work on open goals.
        goal_seconds: for one goal.
        matches_per_sketch: when raters rest, where the run has raters: ratings tell living arms from dead ones better
            than counts of open goals do.
    """

    prover: str = "agent"
    arms: int = 12
    independent: float = INDEPENDENT
    goals: bool = True
    goal_seconds: float = 30.0
    matches_per_sketch: float = 1.0

    name = "auto"

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """From a stored configuration; raises `TypeError` for unknown keys."""
        return cls(**config)

    def begin(self, facts: RunFacts) -> AutoBoard:
        """See `Strategy.begin`."""
        return AutoBoard(Board(facts))

    def learn(self, board: AutoBoard, entry: Entry) -> AutoBoard:
        """See `Strategy.learn`."""
        common = board.board
        work = common.in_flight.get(entry.step)
        common.learn(entry)
        if isinstance(entry, Admitted) and isinstance(work, Prove) and work.agent < INDEPENDENT_AGENTS:
            board.attempts[work.agent] = board.attempts.get(work.agent, 0) + 1
            if not entry.goes_on:
                board.ended.add(work.agent)
        if isinstance(entry, Admitted) and isinstance(work, Prove | ProveGoal) and entry.sketch is not None:
            sketch = common.sketches.get(entry.sketch.digest)
            if sketch is not None and sketch.agent < INDEPENDENT_AGENTS:
                board.newest[sketch.agent] = sketch
                best = board.best.get(sketch.agent)
                if best is None or common.merit(sketch) >= common.merit(best):
                    board.best[sketch.agent] = sketch
        return board

    def next(self, board: AutoBoard, free: Capacity) -> Decision:
        """See `Strategy.next`."""
        common = board.board
        if common.proved:
            return Stop("the problem is decided")
        if free.goals and self.goals:
            work = next_goal(common, self.goal_seconds)
            if work is not None:
                return work
        if free.rate:
            match = next_match(common, self.matches_per_sketch)
            if match is not None:
                return match
        if not free.prove:
            return Wait("every prover is busy, and there is nothing to rate")
        chance = rng(common.facts, common.step)
        seed = int(chance.integers(2**31))
        if chance.random() < self.independent:
            return Prove(
                self.prover,
                f"an independent attempt (share {self.independent:.0%})",
                instruction=drawn(RESTART, chance),
                agent=INDEPENDENT_AGENTS + common.step,
                seed=seed,
                profile=profile_of(common.facts, common.step),
            )
        alive = self._alive(board)
        arm, why = self._pulled(board, alive)
        profile = profile_of(common.facts, arm)  # an arm stays with its model, so the bandit chooses among models, too
        # An arm goes on from its newest sketch, as an independent agent does: counts of open goals are too noisy a sign
        # to go back by, and the next attempt may mend a goal that was refuted. They only rank the arms.
        newest = board.newest.get(arm)
        if newest is None or newest.restates:
            task = drawn(RESTART, chance)
            why += "; from the beginning"
            return Prove(self.prover, why, instruction=task, agent=arm, seed=seed, profile=profile)
        others = sorted((board.best[a] for a in alive if a != arm and a in board.best), key=common.merit, reverse=True)
        # Arms stay apart until half of the budget is used: what they find on their own is what makes them worth having.
        shown = tuple(sketch.digest for sketch in others[:2]) if common.used >= 0.5 else ()
        return Prove(
            self.prover,
            why,
            direction=newest.direction,
            parent=newest.digest,
            inspirations=shown,
            instruction=drawn(COMBINE if shown else CONTINUE, chance),
            agent=arm,
            seed=seed,
            profile=profile,
        )

    def _alive(self, board: AutoBoard) -> list[int]:
        """The arms that may still be pulled, best first: as many as the schedule allows at this spend."""
        used = board.board.used
        most = next(alive for share, alive in reversed(SCHEDULE) if used >= share)
        most = max(1, math.ceil(most * self.arms / SCHEDULE[0][1]))
        arms = [arm for arm in range(self.arms) if arm not in board.ended] or list(range(self.arms))
        return sorted(arms, key=lambda arm: (*_negated(self._value(board, arm)), arm))[:most]

    def _pulled(self, board: AutoBoard, alive: list[int]) -> tuple[int, str]:
        """UCB over the rank of the arms' best sketches; an arm that was never pulled comes first."""
        flying = [work.agent for work in board.board.in_flight.values() if isinstance(work, Prove)]
        pulls = {arm: board.attempts.get(arm, 0) + flying.count(arm) for arm in alive}
        total = sum(pulls.values())
        rank = {arm: 1.0 - place / len(alive) for place, arm in enumerate(alive)}

        def score(arm: int) -> tuple[float, int]:
            bonus = math.sqrt(2.0 * math.log(total + 1.0) / pulls[arm]) if pulls[arm] else math.inf
            return (rank[arm] + bonus, -arm)

        arm = max(alive, key=score)
        used = board.board.used
        return arm, f"arm {arm} of {len(alive)} alive at {used:.0%} of the budget, {pulls[arm]} attempts so far"

    @staticmethod
    def _value(board: AutoBoard, arm: int) -> tuple[bool, float, float, int]:
        best = board.best.get(arm)
        return board.board.merit(best) if best is not None else (False, 0.0, 0.0, 0)


def _negated(value: tuple[bool, float, float, int]) -> tuple[float, ...]:
    return tuple(-float(part) for part in value)
