"""Ratings recover known strengths, agree with another method, and do not depend on chance or order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.search.population.ratings import (
    UNRATED_ELO,
    Floats,
    Match,
    discriminations,
    heard,
    rate,
)


def synthetic(sketches: int, matches: int, seed: int, *, spread: float = 1.5) -> tuple[Floats, list[Match]]:
    """True log strengths and rankings of seven random players drawn from the model."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(0.0, spread, sketches)
    drawn = []
    for _ in range(matches):
        players = rng.choice(sketches, size=7, replace=False)
        arrivals = rng.standard_exponential(7) / np.exp(truth[players])
        drawn.append(Match(tuple((int(player),) for player in players[np.argsort(arrivals)])))
    return truth, drawn


def spearman(left: Floats, right: Floats) -> float:
    ranks = [np.argsort(np.argsort(values)) for values in (left, right)]
    return float(np.corrcoef(*ranks)[0, 1])


def maximum_likelihood(matches: list[Match], players: int) -> Floats:
    """Hunter's MM algorithm for Plackett-Luce (2004), written for this test alone, with loops."""
    strengths = np.ones(players)
    wins = np.zeros(players)
    for match in matches:
        for player in match.players[:-1]:
            wins[player] += 1
    for _ in range(200):
        exposed = np.zeros(players)
        for match in matches:
            ranked = match.players
            for choice in range(len(ranked) - 1):
                remaining = ranked[choice:]
                share = 1.0 / sum(strengths[player] for player in remaining)
                for player in remaining:
                    exposed[player] += share
        strengths = (wins + 0.5) / (exposed + 0.5)
    return np.log(strengths)


@pytest.mark.parametrize(("matches", "at_least"), [(40, 0.8), (120, 0.9)])
def test_true_order_is_recovered(matches: int, at_least: float) -> None:
    found = []
    for seed in range(5):
        truth, drawn = synthetic(40, matches, seed)
        found.append(spearman(truth, rate(drawn, 40, seed).elo))
    assert np.mean(found) >= at_least, found


def test_agrees_with_maximum_likelihood() -> None:
    truth, drawn = synthetic(20, 150, 3)
    assert spearman(maximum_likelihood(drawn, 20), rate(drawn, 20, 1).elo) > 0.97
    assert spearman(maximum_likelihood(drawn, 20), truth) > 0.9


def test_same_matches_and_seed_give_the_same_bits() -> None:
    _, drawn = synthetic(30, 25, 9)
    first, second = rate(drawn, 30, 4), rate(drawn, 30, 4)
    assert np.array_equal(first.elo, second.elo)
    assert np.array_equal(first.thinned, second.thinned)


def test_warm_start_agrees_with_cold() -> None:
    _, drawn = synthetic(40, 120, 5)
    before = rate([match for match in drawn[:-1] if max(match.players) < 38], 38, 1)
    warm, cold = rate(drawn, 40, 2, warm=before), rate(drawn, 40, 2)
    assert spearman(warm.elo, cold.elo) > 0.97


def test_unrated_sketches_count_as_documented() -> None:
    posterior = rate([Match(((0,), (1,), (2,)))], 5, 1)
    assert posterior.elo[3:].tolist() == [UNRATED_ELO, UNRATED_ELO]
    assert np.isinf(posterior.variance[3:]).all()
    assert posterior.matches.tolist() == [1, 1, 1, 0, 0]
    assert rate([], 2, 1).elo.tolist() == [UNRATED_ELO, UNRATED_ELO]


def test_winning_raises_and_losing_lowers() -> None:
    elo = rate([Match(((0,), (1,), (2,)))] * 10, 3, 1).elo
    assert elo[0] > elo[1] > elo[2]


def test_a_tie_says_nothing_about_the_order_inside_it() -> None:
    first_is_better = []
    for seed in range(12):
        elo = rate([Match(((0, 1), (2, 3)))] * 10, 4, seed).elo
        assert min(elo[:2]) > max(elo[2:])
        first_is_better.append(elo[0] > elo[1])
    assert 2 <= sum(first_is_better) <= 10


@settings(max_examples=20, deadline=None)
@given(st.lists(st.permutations(range(5)), min_size=1, max_size=6), st.integers(0, 2**32))
def test_every_ranking_gives_finite_ratings(rankings: list[list[int]], seed: int) -> None:
    matches = [Match(tuple((player,) for player in ranking[: 2 + len(ranking) % 4])) for ranking in rankings]
    posterior = rate(matches, 6, seed, samples=50, burn_in=10)
    assert np.isfinite(posterior.elo).all()
    assert posterior.matches.sum() == sum(len(match.players) for match in matches)


@pytest.mark.parametrize("groups", [((0,),), ((0,), (0,)), ((0,), ()), ((-1,), (1,))])
def test_impossible_matches_are_refused(groups: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match="two different players"):
        Match(groups)


def test_a_rater_that_guesses_is_found_out() -> None:
    truth, drawn = synthetic(30, 150, 2)
    rng = np.random.default_rng(1)
    good = [Match(match.groups, "good") for match in drawn]
    bad = [Match(tuple((int(p),) for p in rng.permutation(match.players)), "dice") for match in drawn[:60]]
    sharpness = discriminations(good + bad, rate(good + bad, 30, 1).elo)
    assert sharpness["dice"] < 0.5 <= sharpness["good"]
    kept = heard(good + bad, sharpness, least=0.5)
    assert kept == good
    assert spearman(rate(kept, 30, 1).elo, truth) > 0.9
