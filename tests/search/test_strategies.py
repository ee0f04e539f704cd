"""Strategies are pure folds: driven through simulated runs, cut anywhere, they decide as if nothing had happened."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.search.ablation.simulator import Lanes, simulate
from orchestrator.search.ablation.world import SCENARIOS, Assumptions
from orchestrator.search.strategies.auto import FIRST_INDEPENDENT, Auto
from orchestrator.search.strategies.best import Best
from orchestrator.search.strategies.goal_choice import PATIENCE
from orchestrator.search.strategies.graph import Graph
from orchestrator.search.strategies.independent import Independent
from orchestrator.search.strategies.population import Population
from orchestrator.search.strategy import (
    Admitted,
    Capacity,
    Decided,
    Dropped,
    Entry,
    GoalFact,
    Prove,
    ProveGoal,
    Rate,
    RunFacts,
    SketchFacts,
    SpendLimits,
    Stop,
    Strategy,
    Wait,
    entry_from_json,
    entry_to_json,
)

STRATEGIES: list[Strategy[Any]] = [
    Independent(agents=6),
    Best(),
    Population(),
    Population(goals=True),
    Population(selection="dirichlet"),
    Graph(),
    Auto(),
]
NAMES = [f"{strategy.name}-{number}" for number, strategy in enumerate(STRATEGIES)]


def facts_of(seed: int, micro_usd: int) -> RunFacts:
    return RunFacts(
        run_id="simulated",
        problem_id="plain",
        seed=seed,
        limits=SpendLimits(micro_usd=micro_usd),
        provers=("agent",),
        goal_provers=("portfolio",),
        raters=("model",),
    )


@pytest.mark.parametrize("strategy", STRATEGIES, ids=NAMES)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**9), cut=st.floats(0.0, 1.0), scenario=st.sampled_from(SCENARIOS))
def test_a_resumed_run_decides_as_an_uninterrupted_one(
    strategy: Strategy[Any], seed: int, cut: float, scenario: Assumptions
) -> None:
    budget = 9_000_000
    log = simulate(strategy, scenario, seed, micro_usd=budget, lanes=Lanes(4, 1, 2), problem="plain", samples=50).log
    at = int(cut * len(log))
    facts = facts_of(seed, budget)
    if not scenario.lemmas:
        facts = RunFacts(**{**{f: getattr(facts, f) for f in RunFacts.__slots__}, "goal_provers": ()})
    board = strategy.begin(facts)
    for entry in log[:at]:  # what the store gives back after a kill: the same entries, through JSON
        board = strategy.learn(board, entry_from_json(json.loads(json.dumps(entry_to_json(entry)))))
    for entry in log[at:]:
        if isinstance(entry, Decided):
            wide = Capacity(
                prove=99 * isinstance(entry.decision, Prove),  # some stay free while goal provers are at work
                rate=int(isinstance(entry.decision, Rate)),
                goals=int(isinstance(entry.decision, ProveGoal)),
            )
            assert strategy.next(board, wide) == entry.decision
            assert strategy.next(board, wide) == entry.decision, "asking twice changes nothing"
        board = strategy.learn(board, entry)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=NAMES)
def test_easy_problems_are_decided_within_the_budget(strategy: Strategy[Any]) -> None:
    runs = [simulate(strategy, SCENARIOS[1], seed, micro_usd=30_000_000, samples=50) for seed in range(4)]
    assert sum(run.record.solved for run in runs) >= 3
    assert all(run.record.micro_usd <= 30_000_000 for run in runs)
    assert all(run.log == again.log for run, again in zip(runs, [_again(strategy, n) for n in range(4)], strict=True))


def _again(strategy: Strategy[Any], seed: int) -> Any:
    return simulate(strategy, SCENARIOS[1], seed, micro_usd=30_000_000, samples=50)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=NAMES)
def test_work_is_only_given_to_free_lanes(strategy: Strategy[Any]) -> None:
    board = strategy.begin(facts_of(1, 10**9))
    assert isinstance(strategy.next(board, Capacity()), Wait)
    decision = strategy.next(board, Capacity(prove=1, rate=1, goals=1))
    assert isinstance(decision, Prove)
    assert decision.parent is None
    assert decision.reason


@pytest.mark.parametrize("strategy", STRATEGIES, ids=NAMES)
def test_a_decided_problem_stops_the_run(strategy: Strategy[Any]) -> None:
    board = strategy.begin(facts_of(1, 10**9))
    for entry in (Decided(0, Prove("agent", "first")), Admitted(0, proved=True)):
        board = strategy.learn(board, entry)
    assert isinstance(strategy.next(board, Capacity(prove=1, rate=1, goals=1)), Stop)


def learned(strategy: Strategy[Any], entries: list[Entry]) -> Any:
    board = strategy.begin(facts_of(3, 10**9))
    for entry in entries:
        board = strategy.learn(board, entry)
    return board


def admitted(step: int, digest: str, *goals: GoalFact, restates: bool = False) -> list[Entry]:
    sketch = SketchFacts(digest, goals=goals, restates=restates, agent=step)
    return [Decided(step, Prove("agent", "r", agent=step)), Admitted(step, status="partial", sketch=sketch)]


def test_the_goal_that_blocks_most_comes_first_and_is_tried_twice() -> None:
    a, b, c = GoalFact("a"), GoalFact("b"), GoalFact("c")
    entries = admitted(0, "s", a, b) + admitted(1, "t", b, c)
    strategy = Graph()
    first = strategy.next(learned(strategy, entries), Capacity(goals=1))
    assert isinstance(first, ProveGoal)
    assert (first.goal, first.seconds) == ("b", 30.0)
    entries += [Decided(2, first), Admitted(2, findings=(GoalFact("b"),))]
    entries += [Decided(3, ProveGoal("s", "a", "r")), Decided(4, ProveGoal("t", "c", "r"))]
    second = strategy.next(learned(strategy, entries), Capacity(goals=1))
    assert isinstance(second, ProveGoal)
    assert (second.goal, second.seconds) == ("b", 120.0)
    entries += [Decided(5, second)]
    assert isinstance(strategy.next(learned(strategy, entries), Capacity(goals=1)), Wait)


def test_a_refuted_goal_takes_its_sketches_out() -> None:
    bad, good = GoalFact("bad"), GoalFact("good")
    entries = admitted(0, "s", bad) + admitted(1, "t", good)
    entries += [Decided(2, ProveGoal("s", "bad", "r")), Admitted(2, findings=(GoalFact("bad", "disproved"),))]
    for strategy in (Best(epsilon=0.0), Graph(fresh=0.0)):
        decision = strategy.next(learned(strategy, entries), Capacity(prove=1))
        assert isinstance(decision, Prove)
        assert decision.parent == "t"
    population = Population()
    board = learned(population, entries)
    assert board.candidates.elo.tolist()[1] == 0.0
    assert board.candidates.elo.tolist()[2] > 1000.0


def test_the_goal_to_work_on_has_its_number_in_the_file_that_is_shown() -> None:
    """What is proved is put into the file first, and the other goals move up."""
    a, b, c = GoalFact("a"), GoalFact("b"), GoalFact("c")
    entries = admitted(0, "s", a, b, c)
    for step, done in ((1, "a"), (2, "c")):
        entries += [Decided(step, ProveGoal("s", done, "r")), Admitted(step, findings=(GoalFact(done, "proved"),))]
    decision = Graph(fresh=0.0).next(learned(Graph(), entries), Capacity(prove=1))
    assert isinstance(decision, Prove)
    assert decision.instruction.startswith("Work on open goal number 1 of the file first")


def test_a_sketch_that_restates_the_target_is_never_the_best() -> None:
    entries = admitted(0, "echo", GoalFact("x"), restates=True) + admitted(1, "real", GoalFact("a"), GoalFact("b"))
    decision = Best(epsilon=0.0).next(learned(Best(), entries), Capacity(prove=1))
    assert isinstance(decision, Prove)
    assert decision.parent == "real"


def test_dropped_work_is_no_visit() -> None:
    strategy = Population()
    entries = admitted(0, "s", GoalFact("a"))
    before = learned(strategy, entries).candidates.visits.tolist()
    entries += [Decided(1, Prove("agent", "r", parent="s")), Dropped(1, "limit")]
    assert learned(strategy, entries).candidates.visits.tolist() == before


def test_raters_never_keep_a_prover_waiting() -> None:
    strategy = Population()
    entries = [entry for number in range(6) for entry in admitted(number, f"s{number}", GoalFact(f"g{number}"))]
    board = learned(strategy, entries)
    rate = strategy.next(board, Capacity(prove=0, rate=1))
    assert isinstance(rate, Rate)
    assert len(rate.entrants) == 6
    assert isinstance(strategy.next(board, Capacity(prove=1, rate=0)), Prove)


def test_arms_are_pruned_as_the_budget_is_used() -> None:
    endless = replace(SCENARIOS[0], step=0.0, spread=0.01)
    run = simulate(Auto(independent=0.0), endless, 5, micro_usd=40_000_000, lanes=Lanes(4, 0, 2))
    attempts = [entry.decision for entry in run.log if isinstance(entry, Decided) and isinstance(entry.decision, Prove)]
    quarter = len(attempts) // 4
    assert len({attempt.agent for attempt in attempts[:quarter]}) >= 8
    assert len({attempt.agent for attempt in attempts[-max(1, quarter // 2) :]}) <= 2


def test_independent_agents_go_on_from_their_own_sketches_and_see_nothing_of_others() -> None:
    endless = replace(SCENARIOS[0], step=0.0, spread=0.01, invalid=0.0)
    run = simulate(Auto(), endless, 5, micro_usd=40_000_000, lanes=Lanes(4, 0, 2))
    attempts = [entry.decision for entry in run.log if isinstance(entry, Decided) and isinstance(entry.decision, Prove)]
    alone = [attempt for attempt in attempts if attempt.agent >= FIRST_INDEPENDENT]
    made = {e.sketch.digest: e.agent for e in run.log if isinstance(e, Admitted) and e.sketch is not None}
    assert 0.1 < len(alone) / len(attempts) < 0.3
    assert not any(attempt.inspirations for attempt in alone)
    followed = [attempt for attempt in alone if attempt.parent is not None]
    assert len(followed) > len(alone) / 2
    assert all(made[attempt.parent] == attempt.agent for attempt in followed if attempt.parent)
    assert any(attempt.inspirations for attempt in attempts)


@pytest.mark.parametrize("strategy", [Population(goals=True), Graph(), Auto(agents=0)], ids=["D", "graph", "auto"])
def test_nothing_is_paid_while_what_is_free_is_at_work_on_the_newest_sketch(strategy: Strategy[Any]) -> None:
    one, all_lanes = Capacity(prove=1), Capacity(prove=1, goals=2)
    entries = admitted(0, "s", GoalFact("a"), GoalFact("b"))
    for goal, other in (("a", "b"), ("b", "a")):
        work = strategy.next(learned(strategy, entries), all_lanes)
        assert isinstance(work, ProveGoal), "goal provers come first"
        entries += [Decided(len(entries), work)]
        assert isinstance(strategy.next(learned(strategy, entries), one), Wait), f"{goal} or {other} may be proved"
    first, second = (entry.decision for entry in entries if isinstance(entry, Decided) and entry.step)
    assert {first.goal, second.goal} == {"a", "b"}  # type: ignore[union-attr]
    steps = [entry.step for entry in entries if isinstance(entry, Decided) and isinstance(entry.decision, ProveGoal)]
    entries += [Admitted(steps[0], findings=(GoalFact("a"),))]
    assert isinstance(strategy.next(learned(strategy, entries), one), Wait), "the other one is at work"
    elsewhere = strategy.next(learned(strategy, entries), Capacity(prove=2))
    assert isinstance(elsewhere, Prove), "the lane of another agent is its own"
    assert elsewhere.parent is None, "and does not start from that sketch"
    entries += [Admitted(steps[1], findings=(GoalFact("b"),))]
    later = strategy.next(learned(strategy, entries), all_lanes)
    assert isinstance(later, ProveGoal), "the second, longer try"
    entries += [Decided(90, later)]
    assert isinstance(strategy.next(learned(strategy, entries), one), Wait)
    for step in (90, 91):
        entries += [Admitted(step, findings=(GoalFact("a"),))]
        again = strategy.next(learned(strategy, entries), all_lanes)
        entries += [Decided(91, again)] if isinstance(again, ProveGoal) else []
    assert isinstance(again, Prove), "all that is free has been tried twice"


def test_goal_provers_that_are_late_for_good_stop_nobody() -> None:
    strategy = Population(goals=True)
    entries = admitted(0, "s", *(GoalFact(f"g{number}") for number in range(PATIENCE + 5)))
    for step in range(1, PATIENCE + 3):
        work = strategy.next(learned(strategy, entries), Capacity(prove=1, goals=1))
        assert isinstance(work, ProveGoal)
        entries += [Decided(step, work)]
        assert isinstance(strategy.next(learned(strategy, entries), Capacity(prove=1)), Wait) == (step <= PATIENCE)
        entries += [Admitted(step, findings=(GoalFact(work.goal),))]


def test_without_lanes_for_goals_nobody_waits_for_goal_provers() -> None:
    strategy = Population(goals=True)
    assert isinstance(strategy.next(learned(strategy, admitted(0, "s", GoalFact("a"))), Capacity(prove=1)), Prove)
