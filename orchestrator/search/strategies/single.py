"""``external``: one attempt, made by a prover outside this program, such as a coding agent over MCP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from orchestrator.search.board import Board
from orchestrator.search.strategy import Capacity, Decision, DirectionName, Entry, Prove, RunFacts, Stop, Wait


@dataclass(frozen=True, slots=True)
class Single:
    """See the module.

    Args:
        start: digest of the sketch to start from; None starts from the challenge's own regions.
        direction: of that sketch.
    """

    start: str | None = None
    direction: str | None = None
    prover: str = "external"
    name: str = "external"

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
        if board.step:
            return Wait("the agent is at work") if board.in_flight else Stop("the agent has ended its work")
        if not free.prove:
            return Wait("the lane is taken")
        direction: DirectionName | None = None
        if self.start is not None:
            direction = "disprove" if self.direction == "disprove" else "prove"
        return Prove(self.prover, "the only attempt", direction=direction, parent=self.start, seed=board.facts.seed)
