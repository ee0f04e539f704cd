"""When ratings are computed again, and what is kept of them: a pure function of the matches in the run's log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from orchestrator.search.population.matchmaking import next_match
from orchestrator.search.population.ratings import BASE_ELO, ELO_PER_DECADE, SAMPLES, Match, Posterior, rate

EVERY_MATCH_UP_TO: Final = 10
GROWTH: Final = 1.1
"""With more matches, ratings are computed again when their number has grown by this factor: one match among a
thousand changes nothing that is worth half a second, and the log holds all ratings each time."""
UPCOMING: Final = 8
"""Matches that are drawn from one posterior; strategies put newcomers into them."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """What a refresh found. ``elo`` has every sketch that was in a match."""

    elo: dict[str, float] = field(default_factory=dict)
    upcoming: tuple[tuple[str, ...], ...] = ()


def due(matches: int) -> bool:
    """Whether ratings are computed again after so many finished matches."""
    if matches <= EVERY_MATCH_UP_TO:
        return matches > 0
    last = float(EVERY_MATCH_UP_TO)
    while last < matches:
        last = max(last + 1.0, float(int(last * GROWTH)))
        if int(last) == matches:
            return True
    return False


def refresh(
    rankings: Sequence[tuple[str, tuple[tuple[str, ...], ...]]],
    sketches: Sequence[str],
    before: dict[str, float],
    seed: int,
    *,
    samples: int = SAMPLES,
) -> Ratings:
    """Compute all ratings; takes up to a second for thousands of matches, so callers use a thread.

    Args:
        rankings: rater and groups of digests of every finished match, in the order of the log.
        sketches: every sketch of the population, oldest first; matches may go to any of them.
        before: ratings of the last refresh, where the chain goes on.
        seed: of the run.
        samples: as in `rate`.
    """
    numbers = {digest: number for number, digest in enumerate(sketches)}
    matches = [
        Match(tuple(tuple(numbers[digest] for digest in group) for group in groups), rater)
        for rater, groups in rankings
        if all(digest in numbers for group in groups for digest in group)
    ]
    seed = seed * 1_000_003 + len(rankings)
    posterior = rate(matches, len(sketches), seed & 0xFFFF_FFFF_FFFF, warm=_warm(sketches, before), samples=samples)
    rated = np.flatnonzero(posterior.matches).tolist()
    drawn = [next_match(posterior, (seed + number) & 0xFFFF_FFFF_FFFF) for number in range(UPCOMING)]
    return Ratings(
        elo={sketches[number]: round(float(posterior.elo[number]), 2) for number in rated},
        upcoming=tuple(tuple(sketches[number] for number in players) for players in drawn if players),
    )


def _warm(sketches: Sequence[str], before: dict[str, float]) -> Posterior | None:
    """The chain's state as far as stored ratings tell it: a posterior that only a warm start reads."""
    if not before:
        return None
    last = np.array([10.0 ** ((before.get(digest, BASE_ELO) - BASE_ELO) / ELO_PER_DECADE) for digest in sketches])
    nothing = np.zeros(len(sketches))
    return Posterior(nothing, nothing, last[np.newaxis], np.zeros(len(sketches), dtype=np.int64), last)
