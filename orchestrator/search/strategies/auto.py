"""``auto``: several lines of work at once, pruned 12 -> 5 -> 2 -> 1 as the budget is used, a share kept independent.

Early progress predicts the end only weakly, so all arms live until a quarter of the budget is spent; after that the
worst are dropped (arXiv 2607.18235: this schedule beat the best fixed harness and plain repetition at the cost of five
full runs). Among living arms a bandit gives the next attempt (UCB, arXiv 2605.29268), and each is shown what the best
others made. Independent agents see nothing of that. Free provers come before all of this: the driver runs them first.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np

from orchestrator.search.board import Board
from orchestrator.search.population.ratings import BASE_ELO
from orchestrator.search.strategies.goal_choice import FREE_FIRST, may_spend, next_goal, worked_on
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
"""Share of attempts that belong to independent agents: what the arms have in common may be wrong."""
INDEPENDENT_AGENTS: Final = 2
"""Each a chain of its own, never pruned and never shown what others made."""
FIRST_INDEPENDENT: Final = 1_000_000
"""Their numbers begin here, so that they are never taken for arms."""
SHOWN: Final = 2
"""Sketches of other arms that an arm is shown."""
WINDOW: Final = 3
"""An arm is worth what its newest sketches are, so many of them: one alone is too noisy a sign."""

OPEN_GOAL: Final = 40.0
"""Elo that an open goal costs an arm."""
OLDEST_RATED: Final = 5
"""So many generations are gone back for a rating."""


@dataclass(slots=True)
class AutoBoard:
    """The common board, and per line of work (arm or independent agent) its attempts and its sketches."""

    board: Board
    attempts: Counter[int] = field(default_factory=Counter)
    """Those that have ended."""
    made: dict[int, list[SketchFacts]] = field(default_factory=dict)
    """The last `WINDOW` sketches, the newest last."""
    ended: set[int] = field(default_factory=set)
    living: tuple[int, ...] = ()
    """Arms that were not pruned. A pruned one stays out: its rating is old, and the luckiest of many old ratings would
    come back in place of an arm that was looked at since."""

    @property
    def begun(self) -> Counter[int]:
        """Attempts of each line, those in flight included."""
        return self.attempts + Counter(work.agent for work in self.board.in_flight.values() if isinstance(work, Prove))

    def rests(self, line: int, resting: frozenset[str]) -> bool:
        """Whether a line's newest sketch is among those that no paid attempt starts from."""
        made = self.made.get(line)
        return made is not None and made[-1].digest in resting


@dataclass(frozen=True, slots=True)
class Auto:
    """See the module.

    Args:
        prover: who makes the attempts.
        arms: lines of work at the beginning, at most; the schedule's later numbers are scaled with it.
        independent: share of the attempts that independent agents make.
        agents: independent agents.
        goals: whether goal provers work on open goals.
        goal_seconds: of Lean, for one goal.
        matches_per_sketch: when raters rest, where the run has raters: ratings tell living arms from dead ones better
            than counts of open goals do.
    """

    prover: str = "agent"
    arms: int = 12
    independent: float = INDEPENDENT
    agents: int = INDEPENDENT_AGENTS
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
        return AutoBoard(Board(facts), living=tuple(range(self.arms)))

    def learn(self, board: AutoBoard, entry: Entry) -> AutoBoard:
        """See `Strategy.learn`."""
        common = board.board
        work = common.in_flight.get(entry.step)
        common.learn(entry)
        if not isinstance(entry, Admitted) or not isinstance(work, Prove | ProveGoal):
            return board
        if isinstance(work, Prove):
            board.attempts[work.agent] += 1
            if not entry.goes_on:
                board.ended.add(work.agent)
        sketch = common.sketches.get(entry.sketch.digest) if entry.sketch is not None else None
        if sketch is not None and sketch not in (made := board.made.setdefault(sketch.agent, [])):
            made.append(sketch)
            del made[:-WINDOW]
        if len(board.living) > self._most(board):
            board.living = tuple(self._alive(board))
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
            match = next_match(common, self.matches_per_sketch, unsound=True)
            if match is not None:
                return match
        if not free.prove:
            return Wait("every prover is busy, and there is nothing to rate")
        if not may_spend(common, free):
            return FREE_FIRST
        resting = worked_on(common)
        chance = rng(common.facts, common.step)
        alive = self._alive(board)
        arms = [arm for arm in alive if not board.rests(arm, resting)]
        agents = [one for one in self._independent_agents if not board.rests(one, resting)]
        if agents and (chance.random() < self.independent or not arms):
            why = f"an independent agent (share {self.independent:.0%})"
            return self._attempt(board, self._least_asked(board, agents), why, (), chance)
        if not arms:
            return Wait("goal provers cost nothing and are at work on the newest sketch of every line")
        arm, why = self._pulled(board, alive, arms)
        return self._attempt(board, arm, why, self._shown(board, arm, alive), chance)

    def _attempt(
        self, board: AutoBoard, line: int, why: str, shown: tuple[str, ...], chance: np.random.Generator
    ) -> Prove:
        common, made = board.board, board.made.get(line)
        seed = int(chance.integers(2**31))
        # A line of work stays with its model, so the bandit chooses among models, too.
        profile = profile_of(common.facts, line % FIRST_INDEPENDENT)
        # It goes on from its newest sketch: signs are too noisy to go back by, and the next attempt may mend a goal
        # that was refuted.
        newest = made[-1] if made else None
        if newest is None or newest.restates:
            return Prove(
                self.prover,
                f"{why}; from the beginning",
                inspirations=shown,
                instruction=drawn(RESTART, chance),
                agent=line,
                seed=seed,
                profile=profile,
            )
        return Prove(
            self.prover,
            why,
            direction=newest.direction,
            parent=newest.digest,
            inspirations=shown,
            instruction=drawn(COMBINE if shown and chance.random() < 0.4 else CONTINUE, chance),
            agent=line,
            seed=seed,
            profile=profile,
        )

    @property
    def _independent_agents(self) -> range:
        return range(FIRST_INDEPENDENT, FIRST_INDEPENDENT + self.agents)

    @staticmethod
    def _least_asked(board: AutoBoard, agents: list[int]) -> int:
        begun = board.begun
        return min(agents, key=lambda line: (line in board.ended, begun[line], line))

    def _shown(self, board: AutoBoard, arm: int, alive: list[int]) -> tuple[str, ...]:
        """The newest sketches of the best other arms, the living before the pruned."""
        pruned = self._ranked(board, [other for other in range(self.arms) if other not in alive])
        others = [board.made[other][-1] for other in (*alive, *pruned) if other != arm and board.made.get(other)]
        return tuple(sketch.digest for sketch in others if not sketch.restates)[:SHOWN]

    def _alive(self, board: AutoBoard) -> list[int]:
        """The arms that may still be pulled, best first: as many as the schedule allows at this spend."""
        lines = (board.living, range(self.arms))
        going = ([arm for arm in arms if arm not in board.ended] for arms in lines)
        arms = next((arms for arms in going if arms), list(board.living))
        return self._ranked(board, arms)[: self._most(board)]

    def _most(self, board: AutoBoard) -> int:
        used = board.board.used
        most = next(alive for share, alive in reversed(SCHEDULE) if used >= share)
        return max(1, math.ceil(most * self.arms / SCHEDULE[0][1]))

    def _ranked(self, board: AutoBoard, arms: Iterable[int]) -> list[int]:
        worth = {arm: self._worth(board, arm) for arm in arms}
        return sorted(worth, key=lambda arm: (-worth[arm], arm))

    def _pulled(self, board: AutoBoard, alive: list[int], arms: list[int]) -> tuple[int, str]:
        """UCB over the ranks of the living arms, of which ``arms`` may be pulled; one that never was comes first."""
        begun = board.begun
        pulls = {arm: begun[arm] for arm in alive}
        total = sum(pulls.values())
        rank = {arm: 1.0 - place / len(alive) for place, arm in enumerate(alive)}

        def score(arm: int) -> tuple[float, int]:
            bonus = math.sqrt(2.0 * math.log(total + 1.0) / pulls[arm]) if pulls[arm] else math.inf
            return (rank[arm] + bonus, -arm)

        arm = max(arms, key=score)
        used = board.board.used
        return arm, f"arm {arm} of {len(alive)} alive at {used:.0%} of the budget, {pulls[arm]} attempts so far"

    @staticmethod
    def _worth(board: AutoBoard, arm: int) -> float:
        """The mean over the arm's newest sketches; of those nobody rated, the rating is their parent's.

        Elo where there are ratings; what is left open counts little beside it.
        """
        made = board.made.get(arm)
        if not made:
            return -math.inf
        common = board.board
        return sum(_elo(common, sketch) - OPEN_GOAL * common.left[sketch.digest] for sketch in made) / len(made)


def _elo(board: Board, sketch: SketchFacts) -> float:
    """Its rating, or that of the nearest ancestor that has one: a sketch is made of its parent."""
    above: SketchFacts | None = sketch
    for _ in range(OLDEST_RATED):
        if above is None:
            break
        if above.digest in board.elo:
            return board.elo[above.digest]
        above = board.sketches.get(above.parent or "")
    return BASE_ELO
