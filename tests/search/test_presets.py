"""A strategy is one preset: whatever door a run comes in by, it gets the same plan."""

from __future__ import annotations

from typing import Any

import pytest

from orchestrator.app import PAID_STRATEGIES, plan_for
from orchestrator.cli import agents as agents_command
from orchestrator.cli import prove as prove_command
from orchestrator.cli.ablate_problems import Spending, _plan
from orchestrator.cli.main import run
from orchestrator.search.plan import RunPlan
from orchestrator.search.strategies import STRATEGIES, make_strategy
from orchestrator.search.strategy import Capacity, Prove, RunFacts
from orchestrator.service.driving import StrategyDriving
from orchestrator.service.engine import Wanted
from orchestrator.store import Budget

BUDGET = Budget(seconds=50.0)
EVERY = ("tactics", *PAID_STRATEGIES)


@pytest.fixture(autouse=True)
def profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model without a price, which is never asked."""
    monkeypatch.setenv("ORCHESTRATOR_PROVER_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("ORCHESTRATOR_PROVER_MODEL", "m")
    monkeypatch.setenv("ORCHESTRATOR_PROVER_PRICE", "unpriced")


def preset(plan: RunPlan) -> dict[str, Any]:
    """What belongs to the strategy, and not to what this caller asked for."""
    names = ("strategy", "config", "goal_provers", "goal_seconds", "raters", "episode", "review", "check_seconds")
    return {name: getattr(plan, name) for name in names}


def commanded(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> RunPlan:
    """The plan with which a command of the command line begins to search."""
    plans: list[RunPlan] = []

    def caught(request: prove_command.Request, *_: Any, **__: Any) -> None:
        plans.append(request.plan)

    for command in (prove_command, agents_command):
        monkeypatch.setattr(command, "start", caught)
    assert run(list(arguments)) == 0
    return plans[0]


@pytest.mark.parametrize("name", EVERY)
def test_every_door_gives_the_same_plan(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, within = plan_for(name, BUDGET), ("--time", "50")
    by_command = commanded(monkeypatch, "prove", "erdos/242-even", "--strategy", name, *within)
    assert preset(by_command) == preset(wanted)
    assert by_command.first == wanted.first
    over_http = StrategyDriving().plan(Wanted(strategy=name, limits=BUDGET))  # campaigns over HTTP come this way, too
    assert preset(over_http) == preset(wanted)
    assert over_http.first == wanted.first
    compared = _plan(name, Spending(20.0, None, None, ("prover",), 3, 2))  # leaves out what would favour one of them
    assert preset(compared) == preset(wanted)


def test_the_shorthand_is_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    short = commanded(monkeypatch, "agents", "erdos/242-even", "--agents", "3", "--hours", "1")
    assert preset(short) == preset(plan_for("B", BUDGET))
    assert short.first == plan_for("B", BUDGET).first


@pytest.mark.parametrize(("name", "may"), [("A", False), ("B", True), ("best", True), ("D", True), ("auto", True)])
def test_only_agents_of_a_do_without_goal_provers(name: str, may: bool) -> None:
    """The strategy says so and not the run, so it stays true when a run is switched."""
    strategy = make_strategy(name, {})
    decision = strategy.next(strategy.begin(RunFacts(goal_provers=("portfolio",))), Capacity(prove=1))
    assert isinstance(decision, Prove)
    assert decision.goal_tool is may


def test_every_strategy_but_outside_agents_can_be_asked_for() -> None:
    assert set(EVERY) | {"external"} == set(STRATEGIES)
