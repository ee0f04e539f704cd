"""``best``: go on from the best sketch so far, and with probability epsilon start from another one.

The plainest search with memory. In a study at equal spend with correction for many comparisons (arXiv 2607.18235) no
population method beat it; so it is what the others are measured against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from orchestrator.search.board import Board
from orchestrator.search.strategies.instructions import CONTINUE, RESTART, drawn
from orchestrator.search.strategy import Capacity, Decision, Entry, Prove, RunFacts, Stop, Wait, profile_of, rng

EPSILON: Final = 0.2


@dataclass(frozen=True, slots=True)
class Best:
    """See the module.

    Args:
        prover: who makes the attempts.
        epsilon: probability that an attempt starts from a random sketch, or from the beginning, instead of the best.
    """

    prover: str = "agent"
    epsilon: float = EPSILON

    name = "best"

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
        if not free.prove:
            return Wait("every prover is busy")
        chance, profile = rng(board.facts, board.step), profile_of(board.facts, board.step)
        candidates = [sketch for sketch in board.sketches.values() if board.sound(sketch)]
        seed = int(chance.integers(2**31))
        if not candidates or chance.random() < self.epsilon:
            # The beginning is one of the sketches that a restart may choose.
            number = int(chance.integers(len(candidates) + 1))
            if number == len(candidates):
                task = drawn(RESTART, chance)
                return Prove(
                    self.prover, "a fresh start", instruction=task, agent=board.step, seed=seed, profile=profile
                )
            chosen = candidates[number]
            reason = f"a restart (probability {self.epsilon:g}) from a random sketch"
        else:
            chosen = max(reversed(candidates), key=board.merit)  # the newest among equals: it was made from the others
            reason = f"the best sketch so far: {len(board.open_goals(chosen))} of its goals open"
        return Prove(
            self.prover,
            reason,
            direction=chosen.direction,
            parent=chosen.digest,
            instruction=drawn(CONTINUE, chance),
            agent=chosen.agent,
            seed=seed,
            profile=profile,
        )
