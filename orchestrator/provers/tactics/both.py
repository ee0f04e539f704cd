"""The portfolio first, then portfolio and tree search in turn: what the service runs."""

from __future__ import annotations

from orchestrator.provers.tactics.portfolio import PortfolioAttempt
from orchestrator.provers.tactics.tree_search import TreeSearchAttempt
from orchestrator.provers.tactics.trial import OpenPlace

HEAD_START = 9000.0
"""Thousands of heartbeats (about three seconds of a quiet machine) of the portfolio before the tree search begins."""


class BothAttempt:
    """See `orchestrator.provers.tactics.attempts.Attempt`: work is shared evenly after the head start."""

    def __init__(self, place: OpenPlace, seed: int = 0) -> None:
        self.place = place
        self._parts = (PortfolioAttempt(place, seed), TreeSearchAttempt(place, seed))
        self._work = [0.0, HEAD_START]
        self.proof: str | None = None
        self.by = ""
        self.weight = 1.0

    @property
    def over(self) -> bool:
        """Whether there is nothing left to try."""
        return all(part.over for part in self._parts)

    async def step(self) -> None:
        """A step of the part that has used less of Lean."""
        number = min((i for i in (0, 1) if not self._parts[i].over), key=lambda i: self._work[i])
        part, before = self._parts[number], self.place.work
        await part.step()
        self._work[number] += self.place.work - before
        self.weight = self._parts[0].weight
        if part.proof is not None:
            self.proof, self.by = part.proof, part.by
