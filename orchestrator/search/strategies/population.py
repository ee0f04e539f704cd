"""``C`` and ``D``: a shared population of sketches that raters rank, and P-UCB that chooses which one is expanded.

``D`` is ``C`` with goal provers at work on what the best sketches leave open, so that one agent's lemma helps all
(paper, sections on the full agent; its ablation found that the population pays only together with goal provers).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, Self

import numpy as np

from orchestrator.search.board import INITIAL, Board
from orchestrator.search.population.candidates import Candidates
from orchestrator.search.population.selection import EXPLORATION, INSPIRATIONS, TOP, Choice, dirichlet, p_ucb
from orchestrator.search.strategies.goal_choice import FREE_FIRST, may_spend, next_goal, worked_on
from orchestrator.search.strategies.instructions import COMBINE, CONTINUE, RESTART, drawn
from orchestrator.search.strategies.match_choice import MATCHES_PER_SKETCH, next_match
from orchestrator.search.strategy import (
    Admitted,
    Capacity,
    Decided,
    Decision,
    Entry,
    Prove,
    Rated,
    RunFacts,
    Stop,
    Wait,
    profile_of,
    rng,
)


@dataclass(slots=True)
class PopulationBoard:
    """The common board, and its members as arrays."""

    board: Board
    candidates: Candidates = field(default_factory=lambda: Candidates(INITIAL))

    def learn(self, entry: Entry) -> None:
        """Fold the next entry of the log."""
        common, before = self.board, len(self.board.sketches)
        work = common.in_flight.get(entry.step)
        common.learn(entry)
        if isinstance(entry, Decided):
            work = entry.decision
        if isinstance(work, Prove):
            self.candidates.visited(work.parent or INITIAL, common.visits[work.parent or INITIAL])
        if isinstance(entry, Rated) and entry.elo:
            self.candidates.rated(entry.elo)
        if isinstance(entry, Admitted):
            if len(common.sketches) > before and entry.sketch is not None:
                self.candidates.add(entry.sketch.digest)
                self._sink([entry.sketch.digest])
            for finding in entry.findings:
                if finding.status == "disproved":
                    self._sink(common.needing.get(finding.digest, []))

    def _sink(self, digests: list[str]) -> None:
        for digest in digests:
            if not self.board.sound(self.board.sketches[digest]):
                self.candidates.sink(digest)


@dataclass(frozen=True, slots=True)
class Population:
    """See the module.

    Args:
        goals: whether goal provers work on open goals (``D``).
        prover: who makes the attempts.
        selection: ``p_ucb``, or ``dirichlet`` for random weights over a vector of scores (VPO).
        top, exploration, inspirations: of the selection.
        goal_seconds: of Lean, for one goal.
        matches_per_sketch: when raters rest.
    """

    goals: bool = False
    prover: str = "agent"
    selection: Literal["p_ucb", "dirichlet"] = "p_ucb"
    top: int = TOP
    exploration: float = EXPLORATION
    inspirations: int = INSPIRATIONS
    goal_seconds: float = 30.0
    matches_per_sketch: int = MATCHES_PER_SKETCH

    @property
    def name(self) -> str:
        """See `Strategy.name`."""
        return "D" if self.goals else "C"

    @classmethod
    def c_from_config(cls, config: Mapping[str, Any]) -> Self:
        """``C`` from a stored configuration; raises `TypeError` for unknown keys."""
        return cls(goals=False, **config)

    @classmethod
    def d_from_config(cls, config: Mapping[str, Any]) -> Self:
        """``D`` from a stored configuration; raises `TypeError` for unknown keys."""
        return cls(goals=True, **config)

    def begin(self, facts: RunFacts) -> PopulationBoard:
        """See `Strategy.begin`."""
        return PopulationBoard(Board(facts))

    def learn(self, board: PopulationBoard, entry: Entry) -> PopulationBoard:
        """See `Strategy.learn`."""
        board.learn(entry)
        return board

    def next(self, board: PopulationBoard, free: Capacity) -> Decision:
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
        if not may_spend(common, free):
            return FREE_FIRST
        return self._attempt(board)

    def _attempt(self, population: PopulationBoard) -> Prove:
        board, digests = population.board, population.candidates.digests
        chance, profile = rng(board.facts, board.step), profile_of(board.facts, board.step)
        choice = self._choice(population, int(chance.integers(2**31)))
        seed = int(chance.integers(2**31))
        inspirations = tuple(digests[number] for number in choice.inspirations if digests[number] != INITIAL)
        parent = digests[choice.parent]
        if parent == INITIAL:
            return Prove(
                self.prover,
                f"the beginning; {choice.reason}",
                inspirations=inspirations,
                instruction=drawn(RESTART, chance),
                agent=board.step,
                seed=seed,
                profile=profile,
            )
        tasks = COMBINE if inspirations and chance.random() < 0.4 else CONTINUE
        sketch = board.sketches[parent]
        return Prove(
            self.prover,
            choice.reason,
            direction=sketch.direction,
            parent=parent,
            inspirations=inspirations,
            instruction=drawn(tasks, chance),
            agent=sketch.agent,
            seed=seed,
            profile=profile,
        )

    def _choice(self, population: PopulationBoard, seed: int) -> Choice:
        members = population.candidates
        choose = partial(
            p_ucb if self.selection == "p_ucb" else dirichlet,
            visits=members.visits,
            seed=seed,
            exploration=self.exploration,
            top=self.top,
            inspirations=self.inspirations,
            resting=members.numbers(worked_on(population.board)),
        )
        if self.selection == "p_ucb":
            return choose(members.elo)
        board = population.board
        scores = [_scores(board, d, float(e)) for d, e in zip(members.digests, members.elo, strict=True)]
        return choose(np.array(scores))


def _scores(board: Board, digest: str, elo: float) -> tuple[float, ...]:
    """Larger is better: rating, share of goals settled, few goals open, novelty of the open goals."""
    if digest == INITIAL:
        return (elo, 0.0, 0.0, 1.0)
    sketch = board.sketches[digest]
    left = board.open_goals(sketch)
    closed = 1.0 - len(left) / len(sketch.goals) if sketch.goals else 1.0
    shared = max((board.needed_by(goal) for goal in left), default=1)
    return (elo, closed, -float(len(left)), 1.0 / shared)
