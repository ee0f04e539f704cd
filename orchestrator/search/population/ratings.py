"""Strengths of sketches from the rankings of raters: Plackett-Luce with a hierarchical Gamma prior, by Gibbs sampling.

The model is that of AlphaProof Nexus (arXiv 2605.22763, section on the evolutionary database): a match ranks its
players by successive choices with probability proportional to their strengths, and

    strength_s | rate_s ~ Gamma(1, rate_s),    rate_s ~ Gamma(1, 1).

The sampler follows Caron and Doucet, "Efficient Bayesian inference for generalized Bradley-Terry models" (2012): with a
latent exponential per choice, all conditionals are Gamma. Everything is a pure function of the matches and a seed.

**What an unrated sketch counts as.** Under this prior the mean strength is infinite, so the sample mean of a sketch
that was never in a match is an arbitrary large number that changes with the seed. Such a sketch gets `UNRATED_ELO`
instead: about the median of what that sample mean would be, so it is looked at before most rated sketches, as in the
paper, but the order does not depend on chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

SAMPLES: Final = 1000
BURN_IN: Final = 200
THINNING: Final = 25
"""One sample in so many is kept for Thompson draws: neighbours in the chain are nearly the same."""
BASE_ELO: Final = 1200.0
ELO_PER_DECADE: Final = 400.0
UNRATED_ELO: Final = 1500.0
"""The rating of a sketch without a match; see the module's docstring."""


@dataclass(frozen=True, slots=True)
class Match:
    """One answer of a rater: ``groups`` of player numbers, best group first; players of one group are tied.

    A tie says that the order inside the group is not known; it does not say that its players are equally strong.
    Player numbers count from 0 and index the arrays of a `Posterior`. A player appears once.
    """

    groups: tuple[tuple[int, ...], ...]
    rater: str = ""

    def __post_init__(self) -> None:
        players = self.players
        if len(players) < 2 or len(set(players)) != len(players) or min(players) < 0 or not all(self.groups):
            raise ValueError(f"a match ranks at least two different players, none in an empty group: {self.groups!r}")

    @property
    def players(self) -> tuple[int, ...]:
        """Everyone in the match, best first; the order inside a tied group means nothing."""
        return tuple(player for group in self.groups for player in group)


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the matches say about strengths. Arrays have one column or entry per player.

    ``thinned`` has one row per kept sample, for Thompson draws. ``last`` is the state of the chain, for a warm start.
    """

    elo: Floats
    """``1200 + 400 log10(mean strength)``; `UNRATED_ELO` for players without a match."""
    variance: Floats
    """Of log10(strength) over the kept samples; infinite for players without a match."""
    thinned: Floats
    matches: Indices
    """In how many matches each player was."""
    last: Floats


def rate(
    matches: Sequence[Match],
    players: int,
    seed: int,
    *,
    warm: Posterior | None = None,
    samples: int = SAMPLES,
    burn_in: int = BURN_IN,
) -> Posterior:
    """Sample the strengths of ``players`` players, given ``matches``.

    Args:
        matches: rankings of players 0 to ``players`` - 1; ties are broken by sampling from the current strengths.
        players: how many there are, rated or not.
        seed: the same matches and seed give the same answer, bit for bit.
        warm: an earlier answer for the first of these players; the chain goes on from there with a tenth of the
            burn-in, because one more match moves it only a little.
        samples: rows of the chain that are averaged.
        burn_in: rows that are thrown away first.
    """
    rng = np.random.default_rng(seed)
    strengths = np.ones(players)
    if warm is not None:
        strengths[: len(warm.last)] = warm.last
        burn_in = -(-burn_in // 10)
    chain = _Chain(matches, players, rng, strengths)
    for _ in range(burn_in):
        chain.step()
    total = np.zeros(players)
    kept = []
    for number in range(samples):
        total += chain.step()
        if number % THINNING == 0:
            kept.append(chain.strengths.copy())
    thinned = np.array(kept).reshape(len(kept), players)
    played = chain.played > 0
    elo = np.where(played, BASE_ELO + ELO_PER_DECADE * np.log10(total / samples), UNRATED_ELO)
    variance = np.where(played, np.log10(thinned).var(axis=0), np.inf)
    return Posterior(elo, variance, thinned, chain.played, chain.strengths)


class _Chain:
    """The state of the sampler. Matches are columns of a rectangle, padded with a player of strength zero.

    Positions are rows, so that the running sums over positions read memory in order.
    """

    def __init__(self, matches: Sequence[Match], players: int, rng: np.random.Generator, strengths: Floats) -> None:
        width = max((len(match.players) for match in matches), default=2)
        self._order = np.full((width, len(matches)), players, dtype=np.int64)
        self._tied: list[tuple[int, int, int]] = []
        """Column, first and one past the last row of every tied group."""
        for column, match in enumerate(matches):
            ranked = match.players
            self._order[: len(ranked), column] = ranked
            start = 0
            for group in match.groups:
                if len(group) > 1:
                    self._tied.append((column, start, start + len(group)))
                start += len(group)
        # The last player of a match was left over, not chosen.
        self._chosen = self._order[1:] < players
        self._players = players
        self._rng = rng
        self.strengths = strengths
        self.played = np.bincount(self._order.ravel(), minlength=players + 1)[:players]
        self._wins = self._count_wins()

    def step(self) -> Floats:
        """One sweep over all conditionals; returns the new strengths."""
        if self._tied:
            self._break_ties()
            self._wins = self._count_wins()
        present = np.append(self.strengths, 0.0)[self._order]
        remaining = np.cumsum(present[::-1], axis=0)[::-1][:-1]
        waits = self._rng.standard_exponential(remaining.shape)
        waits = np.divide(waits, remaining, out=np.zeros_like(waits), where=self._chosen)
        # A player is exposed to every choice made while it was still there: up to its own, or all for the last one.
        exposure = np.empty(self._order.shape)
        np.cumsum(waits, axis=0, out=exposure[:-1])
        exposure[-1] = exposure[-2]
        exposed = np.bincount(self._order.ravel(), exposure.ravel(), minlength=self._players + 1)[: self._players]
        rates = self._rng.standard_gamma(2.0, self._players) / (1.0 + self.strengths)
        self.strengths = self._rng.standard_gamma(1.0 + self._wins) / (rates + exposed)
        # Very weak players of long chains would otherwise reach zero, whose logarithm no average survives.
        np.maximum(self.strengths, 1e-12, out=self.strengths)
        return self.strengths

    def _count_wins(self) -> Indices:
        wins: Indices = np.bincount(self._order[:-1][self._chosen], minlength=self._players)
        return wins

    def _break_ties(self) -> None:
        """Draw an order of every tied group from the model: exponential races, the first to arrive is best."""
        for column, start, end in self._tied:
            tied = self._order[start:end, column]
            arrivals = self._rng.standard_exponential(end - start) / self.strengths[tied]
            self._order[start:end, column] = tied[np.argsort(arrivals, kind="stable")]


def discriminations(
    matches: Sequence[Match], elo: Floats, *, grid: Sequence[float] = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
) -> dict[str, float]:
    """How sharply each rater tells players apart: the exponent on strengths under which its rankings are likeliest.

    A rater near 0 ranks at random and should not be heard; one near 1 ranks as the model says. An option, off by
    default: arXiv 2601.21817 shows that judges of unequal reliability bias a ranking that treats them alike.

    Args:
        matches: rankings whose ties carry no information here.
        elo: ratings of all players, from `rate`.
        grid: the exponents that are compared; the first best one is taken.
    """
    strengths = np.log(10.0) * (elo - BASE_ELO) / ELO_PER_DECADE
    likelihood: dict[str, Floats] = {}
    exponents = np.asarray(grid, dtype=np.float64)
    for match in matches:
        ranked = np.outer(exponents, strengths[list(match.players)])
        later = np.logaddexp.accumulate(ranked[:, ::-1], axis=1)[:, ::-1]
        total = likelihood.setdefault(match.rater, np.zeros(len(exponents)))
        total += (ranked - later)[:, :-1].sum(axis=1)
    return {rater: float(exponents[int(np.argmax(total))]) for rater, total in likelihood.items()}


def heard(matches: Sequence[Match], weights: dict[str, float], *, least: float = 0.25) -> list[Match]:
    """The matches of raters that tell players apart at least ``least`` as sharply as the model; others are left out."""
    return [match for match in matches if weights.get(match.rater, 1.0) >= least]
