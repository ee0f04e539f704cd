"""Which sketch is expanded next, and which others are shown beside it. Pure functions of arrays and a seed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np

from orchestrator.search.population.ratings import Floats, Indices

TOP: Final = 64
"""Only so many of the best rated sketches may become parents (paper, chosen there by experiment)."""
EXPLORATION: Final = 0.2
"""The weight c of the visit bonus (paper)."""
INSPIRATIONS: Final = 2
"""Sketches shown beside the parent (paper)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A parent and its inspirations, as player numbers; ``reason`` says in one line why this parent."""

    parent: int
    inspirations: tuple[int, ...]
    reason: str


def p_ucb(
    elo: Floats,
    visits: Indices,
    seed: int,
    *,
    top: int = TOP,
    exploration: float = EXPLORATION,
    inspirations: int = INSPIRATIONS,
    resting: Collection[int] = (),
) -> Choice:
    """The paper's rule: among the ``top`` sketches by Elo, the largest ``q + c sqrt(sum of visits) / (visits + 1)``.

    ``q`` is Elo scaled to 0..1 over those sketches, 0.5 where all are equal. Equal scores are drawn by the seed.

    Args:
        elo: rating per sketch, at least one; unrated ones carry `UNRATED_ELO`.
        visits: attempts that each sketch was the parent of.
        seed: decides between equal scores and which inspirations are shown.
        resting: sketches that are not chosen now, unless all of the best rest; they may inspire.

    Raises:
        ValueError: there is no sketch.
    """
    rng = np.random.default_rng(seed)
    best = best_rated(elo, top)
    q = _scaled(elo[best])
    bonus = exploration * np.sqrt(visits[best].sum()) / (visits[best] + 1.0)
    at = _drawn_maximum(q + bonus, resting, best, rng)
    reason = (
        f"P-UCB: Elo {elo[best[at]]:.0f} (q {q[at]:.2f}), {int(visits[best[at]])} visits, bonus {bonus[at]:.2f}, "
        f"best of the top {len(best)}"
    )
    return Choice(int(best[at]), _others(best, q, at, inspirations, rng), reason)


def dirichlet(
    scores: Floats,
    visits: Indices,
    seed: int,
    *,
    top: int = TOP,
    exploration: float = EXPLORATION,
    inspirations: int = INSPIRATIONS,
    resting: Collection[int] = (),
) -> Choice:
    """Vector selection (Vector Policy Optimization, arXiv 2605.22817): several scores, a random weighting per choice.

    Args:
        scores: one row per sketch, one column per score, larger is better; columns are scaled to 0..1 here.
        visits: as in `p_ucb`, with the same bonus, so that one sketch that is best in all is not expanded for ever.
        seed: decides the weights.
        resting: as in `p_ucb`.
    """
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(scores.shape[1]))
    scaled = np.column_stack([_scaled(column) for column in scores.T])
    weighted: Floats = scaled @ weights
    best = best_rated(weighted, top)
    q = weighted[best]
    bonus = exploration * np.sqrt(visits[best].sum()) / (visits[best] + 1.0)
    at = _drawn_maximum(q + bonus, resting, best, rng)
    shown = ", ".join(f"{weight:.2f}" for weight in weights)
    reason = f"random weights ({shown}): score {q[at]:.2f}, {int(visits[best[at]])} visits, bonus {bonus[at]:.2f}"
    return Choice(int(best[at]), _others(best, q, at, inspirations, rng), reason)


def best_rated(elo: Floats, top: int) -> Indices:
    """The numbers of the ``top`` largest ratings, best first, older sketches first among equals.

    Raises:
        ValueError: there is no sketch.
    """
    if not len(elo):
        raise ValueError("a parent can only be chosen from a population that holds a sketch")
    if len(elo) > top:
        # Everyone above the top-th value is in; of those equal to it, the oldest.
        limit = -np.partition(-elo, top - 1)[top - 1]
        above = np.flatnonzero(elo > limit)
        candidates = np.concatenate([above, np.flatnonzero(elo == limit)[: top - len(above)]])
    else:
        candidates = np.arange(len(elo))
    order: Indices = candidates[np.lexsort((candidates, -elo[candidates]))]
    return order


def _scaled(values: Floats) -> Floats:
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return np.full(values.shape, 0.5)
    scaled: Floats = (values - low) / (high - low)
    return scaled


def _drawn_maximum(scores: Floats, resting: Collection[int], best: Indices, rng: np.random.Generator) -> int:
    if resting:
        awake = ~np.isin(best, list(resting))
        scores = np.where(awake, scores, -np.inf) if awake.any() else scores
    return int(rng.choice(np.flatnonzero(scores == scores.max())))


def _others(best: Indices, q: Floats, parent: int, count: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Inspirations: drawn without replacement, better rated ones more often, every one of the top possible."""
    others = np.delete(np.arange(len(best)), parent)
    count = min(count, len(others))
    if not count:
        return ()
    weights = q[others] + 0.1
    drawn = rng.choice(others, size=count, replace=False, p=weights / weights.sum())
    return tuple(int(best[at]) for at in drawn)
