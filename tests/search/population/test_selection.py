"""Parents, inspirations and matches are chosen as the rules say, by the seed alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.search.population.matchmaking import next_match
from orchestrator.search.population.ratings import Match, rate
from orchestrator.search.population.selection import best_rated, dirichlet, p_ucb


def test_p_ucb_takes_the_largest_score() -> None:
    elo = np.array([1200.0, 1400.0, 1600.0])
    visits = np.array([0, 3, 50])
    # q = 0, 0.5, 1; the bonus is 0.2 * sqrt(53) / (v + 1) = 1.456, 0.364, 0.0285.
    scores = np.array([0.0, 0.5, 1.0]) + 0.2 * np.sqrt(53) / (visits + 1.0)
    choice = p_ucb(elo, visits, seed=0)
    assert choice.parent == int(np.argmax(scores)) == 0
    assert sorted(choice.inspirations) == [1, 2]
    assert "0 visits" in choice.reason


def test_without_visits_the_best_rated_wins() -> None:
    assert p_ucb(np.array([1300.0, 1250.0]), np.zeros(2, dtype=np.int64), seed=1).parent == 0


def test_only_the_top_may_become_parents() -> None:
    elo = np.arange(1000.0, 1200.0)
    visits = np.where(np.arange(200) >= 136, 10**6, 0)
    assert p_ucb(elo, visits, seed=3).parent >= 136


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(1, 12))
def test_best_rated_is_a_stable_sort(values: list[int], top: int) -> None:
    elo = np.array(values, dtype=np.float64)
    expected = sorted(range(len(values)), key=lambda number: (-values[number], number))[:top]
    assert best_rated(elo, top).tolist() == expected


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), st.integers(0, 10**6))
def test_a_choice_is_valid_and_repeats(sketches: int, seed: int) -> None:
    rng = np.random.default_rng(sketches)
    elo, visits = rng.normal(1200, 100, sketches), rng.integers(0, 9, sketches)
    for choose in (lambda: p_ucb(elo, visits, seed), lambda: dirichlet(np.column_stack([elo, -visits]), visits, seed)):
        choice = choose()
        everyone = (choice.parent, *choice.inspirations)
        assert len(set(everyone)) == len(everyone) == min(3, sketches)
        assert all(0 <= number < sketches for number in everyone)
        assert choose() == choice


def test_random_weights_reach_every_sketch_that_is_best_in_something() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 1.0], [0.1, 0.1]])
    parents = {dirichlet(scores, np.zeros(3, dtype=np.int64), seed).parent for seed in range(60)}
    assert parents == {0, 1}


def test_an_empty_population_is_an_error() -> None:
    with pytest.raises(ValueError, match="holds a sketch"):
        p_ucb(np.array([]), np.array([], dtype=np.int64), seed=0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 12), st.integers(0, 10**6))
def test_a_match_has_different_players(sketches: int, seed: int) -> None:
    matches = [Match(((0,), (1,)))] if sketches >= 2 else []
    posterior = rate(matches, sketches, 1, samples=50, burn_in=5)
    players = next_match(posterior, seed)
    assert len(set(players)) == len(players) == (min(7, sketches) if sketches >= 2 else 0)
    assert next_match(posterior, seed) == players


def test_matches_go_to_the_strong_and_the_unknown() -> None:
    # 20 sketches whose order is well known, and one without a match.
    ordered = [Match(tuple((number,) for number in range(start, start + 7))) for start in range(14)] * 6
    posterior = rate(ordered, 21, 1)
    counts = np.zeros(21)
    for seed in range(200):
        counts[list(next_match(posterior, seed, players=4))] += 1
    assert counts[20] > 60
    assert counts[:4].sum() > 5 * counts[10:14].sum()
