"""A strategy that another one may take over from in a running run.

The new one has seen everything from the beginning: it begins a board of its own and folds the whole past into it. So it
does not matter when, or how often, the run was resumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestrator.search.strategy import Capacity, Decision, Entry, RunFacts, Strategy, Switched


@dataclass(slots=True)
class SwitchingBoard:
    """The present strategy with its board, and all that was learned so far."""

    facts: RunFacts
    strategy: Strategy[Any]
    board: Any
    past: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Switching:
    """See the module.

    Args:
        first: decides until the log says otherwise.
        make: makes a strategy from its name and configuration; raises `UserError`.
    """

    first: Strategy[Any]
    make: Callable[[str, Mapping[str, Any]], Strategy[Any]]

    @property
    def name(self) -> str:
        """See `Strategy.name`."""
        return self.first.name

    def begin(self, facts: RunFacts) -> SwitchingBoard:
        """See `Strategy.begin`."""
        return SwitchingBoard(facts, self.first, self.first.begin(facts))

    def learn(self, board: SwitchingBoard, entry: Entry) -> SwitchingBoard:
        """See `Strategy.learn`."""
        if isinstance(entry, Switched):
            board.strategy = self.make(entry.strategy, entry.config)
            board.board = board.strategy.begin(board.facts)
            for one in board.past:
                board.board = board.strategy.learn(board.board, one)
            return board
        board.past.append(entry)
        board.board = board.strategy.learn(board.board, entry)
        return board

    def next(self, board: SwitchingBoard, free: Capacity) -> Decision:
        """See `Strategy.next`."""
        return board.strategy.next(board.board, free)
