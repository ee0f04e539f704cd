"""``tactics``: each prover once, cheap ones first; none of them needs a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from orchestrator.search.board import Board
from orchestrator.search.strategy import Capacity, Decided, Decision, Entry, Prove, RunFacts, Stop, Wait

SHARE_BEFORE_OTHERS: Final = 0.7
"""Of the time that is left, where other provers still come after this one."""
GONE: Final = frozenset({"tree-search"})
"""Provers that stored runs may name and that are no longer there."""


@dataclass(slots=True)
class TacticsBoard:
    """The common board, and how many of the provers have begun."""

    board: Board
    begun: int = 0


@dataclass(frozen=True, slots=True)
class Tactics:
    """See the module. No attempt fixes a direction: a prover without a model weighs proof and disproof against each
    other check by check, better than two attempts that do not know of each other."""

    provers: tuple[str, ...] = ("portfolio",)
    name: str = "tactics"

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """From a stored configuration; raises `TypeError` for unknown keys."""
        named = tuple(name for name in config.get("provers", cls().provers) if name not in GONE)
        return cls(**{**config, "provers": named})

    def begin(self, facts: RunFacts) -> TacticsBoard:
        """See `Strategy.begin`."""
        return TacticsBoard(Board(facts))

    def learn(self, board: TacticsBoard, entry: Entry) -> TacticsBoard:
        """See `Strategy.learn`."""
        board.board.learn(entry)
        if isinstance(entry, Decided) and isinstance(entry.decision, Prove):
            left = self.provers[board.begun :]  # a strategy that this one took over from may have asked others
            board.begun += bool(left) and (entry.decision.agent, entry.decision.prover) == (board.begun, left[0])
        return board

    def next(self, board: TacticsBoard, free: Capacity) -> Decision:
        """See `Strategy.next`."""
        left = self.provers[board.begun :]
        if board.board.proved or not left:
            return Stop("the problem is decided" if board.board.proved else "every prover had its turn")
        if not free.prove:
            return Wait("every worker is busy")
        share = 1.0 if len(left) <= free.prove else SHARE_BEFORE_OTHERS
        place = f"prover {board.begun + 1} of {len(self.provers)}, cheap ones first"
        return Prove(left[0], place, agent=board.begun, seed=board.board.facts.seed, share=share)
