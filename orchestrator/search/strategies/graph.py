"""``graph``: lemmas of all sketches as one AND/OR graph; work goes to the open goal that blocks most.

A sketch is an AND node over its open goals, a goal an OR node over what could settle it. A goal that is proved anywhere
is proved in every sketch that leaves it open, so the sketches share one list of obligations (LEAP, arXiv 2606.03303,
found the shared graph worth a quarter of its solved problems). Goal provers take the goals one after the other; agents
take the sketch that is nearest to whole and are told which goal to work on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from orchestrator.search.board import Board
from orchestrator.search.strategies.goal_choice import FREE_FIRST, may_spend, next_goal, worked_on
from orchestrator.search.strategies.instructions import RESTART, drawn
from orchestrator.search.strategy import (
    Capacity,
    Decision,
    Entry,
    Prove,
    RunFacts,
    SketchFacts,
    Stop,
    Wait,
    profile_of,
    rng,
)

FOCUS = "Work on open goal number {number} of the file first: {count} sketches of this problem wait for it."


@dataclass(frozen=True, slots=True)
class Graph:
    """See the module.

    Args:
        prover: who makes the attempts.
        fresh: share of attempts that begin a new decomposition instead of working on the best one.
        goal_seconds: of Lean, for one goal.
    """

    prover: str = "agent"
    fresh: float = 0.25
    goal_seconds: float = 30.0

    name = "graph"

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """From a stored configuration; raises `TypeError` for unknown keys."""
        return cls(**config)

    def begin(self, facts: RunFacts) -> Board:
        """See `Strategy.begin`."""
        return Board(facts)

    def learn(self, board: Board, entry: Entry) -> Board:
        """See `Strategy.learn`."""
        return board.learn(entry)

    def next(self, board: Board, free: Capacity) -> Decision:
        """See `Strategy.next`."""
        if board.proved:
            return Stop("the problem is decided")
        if free.goals:
            work = next_goal(board, self.goal_seconds)
            if work is not None:
                return work
        if not free.prove:
            return Wait("every prover is busy")
        if not may_spend(board, free):
            return FREE_FIRST
        chance, profile = rng(board.facts, board.step), profile_of(board.facts, board.step)
        seed = int(chance.integers(2**31))
        resting = worked_on(board)
        candidates = [one for one in board.sketches.values() if board.sound(one) and one.digest not in resting]
        if not candidates or chance.random() < self.fresh:
            task = drawn(RESTART, chance)
            return Prove(
                self.prover, "a new decomposition", instruction=task, agent=board.step, seed=seed, profile=profile
            )
        chosen = min(candidates, key=lambda sketch: _distance(board, sketch))
        left = board.open_goals(chosen)
        if not left:
            return Prove(
                self.prover,
                "nothing is open in it",
                parent=chosen.digest,
                direction=chosen.direction,
                seed=seed,
                profile=profile,
            )
        goal = max(left, key=lambda digest: board.needed_by(digest))
        # What is proved is put into the file before it is shown, so it has no number there.
        shown = [fact.digest for fact in chosen.goals if fact.digest in left]
        number = shown.index(goal) + 1
        return Prove(
            self.prover,
            f"nearest to whole: {len(left)} of its goals open; number {number} in {board.needed_by(goal)} sketches",
            direction=chosen.direction,
            parent=chosen.digest,
            instruction=FOCUS.format(number=number, count=board.needed_by(goal)),
            agent=chosen.agent,
            seed=seed,
            profile=profile,
        )


def _distance(board: Board, sketch: SketchFacts) -> tuple[int, int]:
    """How far a sketch is from whole: open goals, each visit that did not finish it counting as half of one more."""
    return (2 * board.left[sketch.digest] + board.visits[sketch.digest], sketch.size)
