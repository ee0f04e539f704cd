"""The members of a population as arrays, so that choosing among a hundred thousand of them takes milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from orchestrator.search.population.ratings import BASE_ELO, UNRATED_ELO, Floats, Indices

UNSOUND_ELO = 0.0
"""An unsound sketch (a goal refuted, or the target restated) is never worth a visit while others exist."""


class Candidates:
    """Elo and visits of the beginning (number 0) and of every sketch, in the order in which they were added.

    Changed in place by the board that owns it. The beginning counts as a sketch of average strength.
    """

    def __init__(self, initial: str) -> None:
        self.digests = [initial]
        self._numbers = {initial: 0}
        self._elo = np.full(64, UNRATED_ELO)
        self._elo[0] = BASE_ELO
        self._visits = np.zeros(64, dtype=np.int64)
        self._unsound: set[int] = set()

    def __len__(self) -> int:
        return len(self.digests)

    @property
    def elo(self) -> Floats:
        """One rating per member; a view that the next change may outdate."""
        return self._elo[: len(self.digests)]

    @property
    def visits(self) -> Indices:
        """One count per member; a view that the next change may outdate."""
        return self._visits[: len(self.digests)]

    def numbers(self, digests: Iterable[str]) -> list[int]:
        """The numbers of those of ``digests`` that are members."""
        return [self._numbers[digest] for digest in digests if digest in self._numbers]

    def add(self, digest: str) -> None:
        """A new member without rating or visits; one that is there already is left as it is."""
        if digest in self._numbers:
            return
        number = len(self.digests)
        if number == len(self._elo):
            self._elo = np.concatenate([self._elo, np.full(number, UNRATED_ELO)])
            self._visits = np.concatenate([self._visits, np.zeros(number, dtype=np.int64)])
        self._numbers[digest] = number
        self.digests.append(digest)

    def visited(self, digest: str, visits: int) -> None:
        """The visits of a member are now so many; unknown digests are ignored."""
        if digest in self._numbers:
            self._visits[self._numbers[digest]] = visits

    def rated(self, elo: Mapping[str, float]) -> None:
        """The ratings are now these; members that are not named keep theirs, unsound ones stay at the end."""
        for digest, rating in elo.items():
            number = self._numbers.get(digest)
            if number is not None and number not in self._unsound:
                self._elo[number] = rating

    def sink(self, digest: str) -> None:
        """A member turned out to be unsound."""
        number = self._numbers[digest]
        self._unsound.add(number)
        self._elo[number] = UNSOUND_ELO
