"""Who is ranked next: Thompson sampling over the posterior, so matches go where the best sketch may be."""

from __future__ import annotations

from typing import Final

import numpy as np

from orchestrator.search.population.ratings import Floats, Indices, Posterior

PLAYERS: Final = 7
"""Sketches per match (paper: more tell more per call, until the context fills up)."""


def next_match(posterior: Posterior, seed: int, *, players: int = PLAYERS) -> tuple[int, ...]:
    """Choose the players of a match; pure.

    ``players`` times every sketch draws one of its kept samples on its own, and the largest draw gets the place. Since
    the same sketch may win again, repeated places go to the sketches whose strength is least known, the least matched
    first among equals, then the oldest.

    Args:
        posterior: from `rate`; sketches without a match draw from the prior.
        seed: the same posterior and seed give the same match.
        players: places; fewer where there are fewer sketches.

    Returns:
        Different player numbers, in the order of their places; empty where fewer than two sketches exist.
    """
    sketches = len(posterior.elo)
    if sketches < 2:
        return ()
    places = min(players, sketches)
    winners = _thompson(posterior, np.random.default_rng(seed), places)
    chosen = list(dict.fromkeys(winners.tolist()))
    if len(chosen) < places:
        least_known = np.lexsort((posterior.matches, -posterior.variance))
        chosen += [player for player in least_known[: places + len(chosen)].tolist() if player not in chosen]
    return tuple(chosen[:places])


def _thompson(posterior: Posterior, rng: np.random.Generator, places: int) -> Indices:
    rows = posterior.thinned.shape[0]
    columns = np.arange(len(posterior.elo))
    draws = np.empty((places, len(columns)))
    unrated = posterior.matches == 0
    for place in range(places):
        draws[place] = posterior.thinned[rng.integers(rows, size=len(columns)), columns]
        draws[place, unrated] = _prior(rng, int(unrated.sum()))
    winners: Indices = np.argmax(draws, axis=1)
    return winners


def _prior(rng: np.random.Generator, count: int) -> Floats:
    drawn: Floats = rng.standard_exponential(count) / rng.standard_exponential(count)
    return drawn
