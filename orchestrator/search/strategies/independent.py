"""``A`` and ``B``: independent agents, each a chain of attempts from its own last valid sketch, until one has a proof.

This is the paper's basic agent: no shared state, so agents cannot lead each other astray. Those of ``B`` may call goal
provers while they work, those of ``A`` may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from orchestrator.search.board import Board
from orchestrator.search.strategy import (
    Admitted,
    Capacity,
    Decided,
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

AGENTS: Final = 3


@dataclass(slots=True)
class ChainBoard:
    """The common board, and per agent how often it was asked, what it stands on, and whether it has ended."""

    board: Board
    attempts: dict[int, int] = field(default_factory=dict)
    newest: dict[int, SketchFacts] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Independent:
    """See the module.

    Args:
        agents: chains, at most so many.
        episodes_each: attempts of one chain, at most; None leaves it to the run's limits.
        prover: who makes the attempts.
        name: ``A`` or ``B``.
    """

    agents: int = AGENTS
    episodes_each: int | None = None
    prover: str = "agent"
    name: str = "A"

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """From a stored configuration; raises `TypeError` for unknown keys."""
        return cls(**config)

    def begin(self, facts: RunFacts) -> ChainBoard:
        """See `Strategy.begin`."""
        return ChainBoard(Board(facts))

    def learn(self, board: ChainBoard, entry: Entry) -> ChainBoard:
        """See `Strategy.learn`."""
        work = board.board.in_flight.get(entry.step)
        board.board.learn(entry)
        if isinstance(entry, Decided) and isinstance(entry.decision, Prove):
            agent = entry.decision.agent
            board.attempts[agent] = board.attempts.get(agent, 0) + 1
        elif isinstance(entry, Admitted) and isinstance(work, Prove):
            if entry.sketch is not None:
                board.newest[work.agent] = entry.sketch
            if not entry.goes_on:
                board.ended.add(work.agent)
        return board

    def next(self, board: ChainBoard, free: Capacity) -> Decision:
        """See `Strategy.next`."""
        common = board.board
        if common.proved:
            return Stop("the problem is decided")
        waiting = [agent for agent in range(self.agents) if not self._ended(board, agent)]
        if not waiting:
            return Stop("every agent has ended")
        busy = {work.agent for work in common.in_flight.values() if isinstance(work, Prove)}
        idle = [agent for agent in waiting if agent not in busy]
        if not free.prove or not idle:
            return Wait("every agent is at work" if not idle else "every prover is busy")
        agent = min(idle, key=lambda number: (board.attempts.get(number, 0), number))
        newest = board.newest.get(agent)
        seed = int(rng(common.facts, common.step).integers(2**31))
        return Prove(
            self.prover,
            f"agent {agent + 1} of {self.agents}, attempt {board.attempts.get(agent, 0) + 1}",
            direction=newest.direction if newest else None,
            parent=newest.digest if newest else None,
            agent=agent,
            seed=seed,
            profile=profile_of(common.facts, agent),
            goal_tool=self.name != "A",
        )

    def _ended(self, board: ChainBoard, agent: int) -> bool:
        if agent in board.ended:
            return True
        return self.episodes_each is not None and board.attempts.get(agent, 0) >= self.episodes_each
