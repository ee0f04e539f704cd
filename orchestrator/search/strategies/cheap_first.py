"""What comes before every strategy: a proof that is known, then provers that cost nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from orchestrator.search.board import Board
from orchestrator.search.strategy import Capacity, Decided, Decision, Entry, Prove, RunFacts, Strategy, Wait

FREE_AGENT: Final = -1
"""The line of work that these attempts belong to; no strategy's own has this number."""
RECHECK: Final = "recheck"


@dataclass(slots=True)
class CheapBoard:
    """The common board, the strategy's own, and how many of the free attempts have begun."""

    board: Board
    inner: Any
    begun: int = 0

    @property
    def waiting(self) -> bool:
        """Whether a free attempt is still at work."""
        flying = self.board.in_flight.values()
        return any(isinstance(work, Prove) and work.agent == FREE_AGENT for work in flying)


@dataclass(frozen=True, slots=True)
class CheapFirst:
    """Rechecks what was accepted before, asks the free provers one after the other, then leaves it to ``inner``.

    Args:
        inner: decides all the rest; it learns of the free attempts as of its own.
        provers: free ones, cheapest first.
    """

    inner: Strategy[Any]
    provers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """See `Strategy.name`."""
        return self.inner.name

    def begin(self, facts: RunFacts) -> CheapBoard:
        """See `Strategy.begin`."""
        return CheapBoard(Board(facts), self.inner.begin(facts))

    def learn(self, board: CheapBoard, entry: Entry) -> CheapBoard:
        """See `Strategy.learn`."""
        board.board.learn(entry)
        board.inner = self.inner.learn(board.inner, entry)
        if isinstance(entry, Decided) and isinstance(entry.decision, Prove) and entry.decision.agent == FREE_AGENT:
            board.begun += 1
        return board

    def next(self, board: CheapBoard, free: Capacity) -> Decision:
        """See `Strategy.next`."""
        decision = self._free_attempt(board)
        if decision is None:
            return self.inner.next(board.inner, free)
        if board.waiting or not free.prove:
            return Wait("what costs nothing is tried first")
        return decision

    def _free_attempt(self, board: CheapBoard) -> Prove | Wait | None:
        facts = board.board.facts
        queue: list[Prove] = []
        if facts.accepted is not None:
            queue.append(
                Prove(
                    RECHECK,
                    "a judge accepted this sketch before",
                    direction=facts.accepted_direction,
                    parent=facts.accepted,
                    agent=FREE_AGENT,
                    seed=facts.seed,
                )
            )
        queue += [Prove(name, "it costs nothing", agent=FREE_AGENT, seed=facts.seed) for name in self.provers]
        if board.begun < len(queue) and not board.board.proved:
            return queue[board.begun]
        return Wait("a free prover is at work") if board.waiting else None
