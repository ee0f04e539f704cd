"""The provers against a scripted checker: what counts as closed, budgets, order, cancellation."""

from __future__ import annotations

import asyncio
import pickle
import re

import pytest
from tactics_support import CHALLENGE, GOALS, QUESTION, QUESTION_GOALS, ScriptedLean

from orchestrator.lean.checker import CheckRequest, CheckResult, Outcome
from orchestrator.lean.fake import FakeChecker
from orchestrator.provers.prover import Prover, ProverEvent, ProverStatus, ProverTask
from orchestrator.provers.tactics.provers import portfolio_prover, tree_search_prover

BY_INDUCTION = "induction n <;> grind [double]"


@pytest.fixture(params=[portfolio_prover, tree_search_prover])
def prover(request: pytest.FixtureRequest) -> Prover:
    made = request.param()
    assert isinstance(made, Prover)
    return made


async def test_a_script_that_closes_the_target_makes_a_complete_sketch() -> None:
    events: list[ProverEvent] = []
    checker = FakeChecker(ScriptedLean(BY_INDUCTION, goals=GOALS))
    outcome = await portfolio_prover().prove(ProverTask(CHALLENGE), checker, events.append)
    assert outcome.status is ProverStatus.COMPLETE
    assert outcome.direction == "prove"
    assert outcome.regions == ("", "  intro n\n  induction n <;> grind [double]\n")
    assert outcome.open_goals == ()
    assert outcome.checks == (await checker.statistics()).checks
    assert [event.kind for event in events] == ["lanes", "closed"]


async def test_a_script_that_leaves_sorry_behind_is_not_taken(prover: Prover) -> None:
    lean = ScriptedLean(goals=GOALS, admitted=("simp", "grind", "rfl"))
    outcome = await prover.prove(ProverTask(CHALLENGE, direction="prove", max_checks=60), FakeChecker(lean))
    assert outcome.status is ProverStatus.FAILED
    assert outcome.regions == CHALLENGE.initial
    assert [goal.goal.target for goal in outcome.open_goals] == [GOALS[0].target]


@pytest.mark.parametrize("smallest", [0, 5, 23, 341])
async def test_the_smallest_counterexample_is_handed_in_as_a_disproof(smallest: int) -> None:
    lean = ScriptedLean(f"absurd (h {smallest})", goals=GOALS)

    def answer(request: CheckRequest) -> CheckResult:
        asked = re.search(r"_ : n < (\d+)\) => h (?:n|\((\d+) \+ n\))\)", request.source)
        if asked and int(asked[2] or 0) + int(asked[1]) > smallest:
            return CheckResult(Outcome.ERRORS)
        return lean(request)

    outcome = await portfolio_prover().prove(ProverTask(CHALLENGE), FakeChecker(answer))
    assert (outcome.status, outcome.direction) == (ProverStatus.COMPLETE, "disprove")
    assert outcome.regions[-1] == f"  exact fun h => absurd (h {smallest}) (by decide +kernel)\n"


async def test_an_answer_is_chosen_with_its_proof() -> None:
    proves_false = ScriptedLean("unfold answer decide +kernel", goals=QUESTION_GOALS)
    proves_true = ScriptedLean(goals=QUESTION_GOALS)

    def answer(request: CheckRequest) -> CheckResult:
        return (proves_false if "False\n  -- EVOLVE-VALUE-END" in request.source else proves_true)(request)

    outcome = await portfolio_prover().prove(ProverTask(QUESTION), FakeChecker(answer))
    assert outcome.status is ProverStatus.COMPLETE
    assert outcome.regions == ("  False\n", "  unfold answer\n  decide +kernel\n")


async def test_no_more_checks_than_allowed(prover: Prover) -> None:
    for allowed in (3, 10, 25):
        checker = FakeChecker(ScriptedLean(goals=GOALS))
        outcome = await prover.prove(ProverTask(CHALLENGE, max_checks=allowed), checker)
        assert outcome.status is ProverStatus.FAILED
        assert (await checker.statistics()).checks == outcome.checks <= allowed


async def test_the_same_seed_tries_the_same_in_the_same_order(prover: Prover) -> None:
    tried = []
    for seed in (7, 7, 8):
        lean = ScriptedLean(goals=GOALS)
        await prover.prove(ProverTask(CHALLENGE, seed=seed, max_checks=60), FakeChecker(lean))
        tried.append(lean.sources)
    assert tried[0] == tried[1]
    assert (tried[0] != tried[2]) == (prover.name == "tree-search")


async def test_after_a_slow_kernel_evaluation_no_other_is_tried() -> None:
    lean = ScriptedLean(goals=GOALS, slow=("decide +kernel",))
    await portfolio_prover().prove(ProverTask(CHALLENGE, direction="prove"), FakeChecker(lean))
    assert sum("decide +kernel" in source for source in lean.sources) == 1


@pytest.mark.parametrize(("wall_seconds", "expected"), [(4.0, 3.0), (100.0, 5.0), (1000.0, 10.0)])
async def test_a_try_gets_more_time_where_the_task_has_more(wall_seconds: float, expected: float) -> None:
    limits: set[float] = set()
    lean = ScriptedLean(goals=GOALS)

    def answer(request: CheckRequest) -> CheckResult:
        if "decide +kernel" in request.source:
            limits.add(request.limits.wall_seconds)
        return lean(request)

    task = ProverTask(CHALLENGE, direction="prove", wall_seconds=wall_seconds, max_checks=3)
    await portfolio_prover().prove(task, FakeChecker(answer))
    assert limits == {expected}


async def test_a_challenge_with_errors_fails_with_its_messages(prover: Prover) -> None:
    task = ProverTask(CHALLENGE, direction="prove", parent=("theorem broken\n", "  exact nonsense\n"))
    outcome = await prover.prove(task, FakeChecker(ScriptedLean(goals=GOALS)))
    assert outcome.status is ProverStatus.FAILED
    assert outcome.messages[0].text == "tactic failed"
    assert outcome.regions == task.parent


async def test_cancelling_ends_the_work(prover: Prover) -> None:
    checker = FakeChecker(ScriptedLean(goals=GOALS), latency_seconds=30.0)
    task = asyncio.create_task(prover.prove(ProverTask(CHALLENGE), checker))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_tasks_travel_to_workers() -> None:
    task = ProverTask(CHALLENGE, direction="disprove", seed=3)
    assert pickle.loads(pickle.dumps(task)) == task
