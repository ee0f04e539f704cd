"""Boards under histories that nobody planned: whatever the log says, counts hold and every strategy has an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.search.ablation.simulator import Lanes, simulate
from orchestrator.search.ablation.world import SCENARIOS
from orchestrator.search.board import Board
from orchestrator.search.strategies import make_strategy
from orchestrator.search.strategies.population import Population
from orchestrator.search.strategy import (
    Admitted,
    Capacity,
    Decided,
    Dropped,
    Entry,
    Failed,
    GoalFact,
    GoalState,
    Prove,
    ProveGoal,
    Rate,
    Rated,
    RunFacts,
    SketchFacts,
    SpendLimits,
    Stop,
    Wait,
)

FACTS = RunFacts(seed=3, limits=SpendLimits(micro_usd=1000), raters=("model",), goal_provers=("portfolio",))
DIGESTS = [f"{number:064x}" for number in range(6)]
GOALS = [f"{number:064x}" for number in range(100, 104)]
STATES: list[GoalState] = ["proved", "disproved", "unknown"]
NAMES = ["A", "B", "best", "C", "D", "graph", "auto"]

goal_facts = st.lists(st.builds(GoalFact, st.sampled_from(GOALS), st.sampled_from(STATES)), max_size=3).map(tuple)
sketches = st.builds(
    SketchFacts,
    digest=st.sampled_from(DIGESTS),
    parent=st.none() | st.sampled_from(DIGESTS),
    goals=goal_facts,
    restates=st.booleans(),
    agent=st.integers(0, 14),
)
works = st.one_of(
    st.builds(Prove, st.just("agent"), st.just("why"), parent=st.none() | st.sampled_from(DIGESTS)),
    st.builds(Rate, st.just("model"), st.permutations(DIGESTS).map(lambda all_: tuple(all_[:3])), st.just("why")),
    st.builds(ProveGoal, st.sampled_from(DIGESTS), st.sampled_from(GOALS), st.just("why")),
)
steps = st.integers(0, 12)
ends = st.one_of(
    st.builds(Admitted, steps, sketch=st.none() | sketches, findings=goal_facts, goes_on=st.booleans()),
    st.builds(Rated, steps, st.just("model"), st.just((tuple(DIGESTS[:2]),)), st.just({DIGESTS[0]: 1300.0})),
    st.builds(Failed, steps, st.just("internal"), again=st.booleans()),
    st.builds(Dropped, steps),
)


def numbered(entries: list[Any]) -> list[Entry]:
    """Decisions get their numbers; ends may name steps that ended, or never began."""
    log: list[Entry] = []
    step = 0
    for entry in entries:
        if isinstance(entry, Prove | Rate | ProveGoal):
            log.append(Decided(step, entry))
            step += 1
        else:
            log.append(entry)
    return log


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(works, ends), max_size=25))
def test_the_counts_of_a_board_are_those_of_its_history(entries: list[Any]) -> None:
    board = Board(FACTS)
    for entry in numbered(entries):
        board.learn(entry)
    assert min([board.matches, *board.visits.values(), *board.matched.values(), *board.goal_tries.values()]) >= 0
    for digest, sketch in board.sketches.items():
        assert board.left[digest] == len(board.open_goals(sketch))
        refuted = any(board.goals[goal.digest] == "disproved" for goal in sketch.goals)
        assert board.sound(sketch) == (not sketch.restates and not refuted)
        assert sorted([board.merit(sketch), board.merit(sketch)])
    for digest in board.whole:
        assert board.sketches[digest].goals
        assert not board.left[digest]
        assert digest not in board.unsound | board.continued
    assert set(board.unsettled) == {goal for goal, state in board.goals.items() if state == "unknown"}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(entries=st.lists(st.one_of(works, ends), max_size=25))
def test_every_strategy_answers_after_any_history(name: str, entries: list[Any]) -> None:
    strategy = make_strategy(name, {})
    board = strategy.begin(FACTS)
    for entry in numbered(entries):
        board = strategy.learn(board, entry)
    for free in (Capacity(), Capacity(prove=1), Capacity(rate=1), Capacity(goals=1), Capacity(9, 9, 9)):
        decision = strategy.next(board, free)
        assert decision.reason
        match decision:
            case Prove():
                assert free.prove
            case Rate():
                assert free.rate
                assert len(set(decision.entrants)) == len(decision.entrants) >= 2
            case ProveGoal():
                assert free.goals
            case Wait() | Stop():
                pass


def test_no_sound_sketch_waits_for_its_first_match_for_ever() -> None:
    endless = replace(SCENARIOS[0], step=0.0, spread=0.05, false_lemmas=0.0)
    run = simulate(Population(), endless, 4, micro_usd=40_000_000, lanes=Lanes(6, 2, 0), samples=50)
    board = Board(FACTS)
    for entry in run.log:
        board.learn(entry)
    never = [place for place, digest in enumerate(board.sketches) if not board.matched[digest]]
    assert board.matches > 20
    assert all(place >= len(board.sketches) - 15 for place in never), "only newcomers wait"
