"""The provers against a scripted checker: what counts as closed, budgets, order, cancellation."""

from __future__ import annotations

import asyncio
import pickle

import pytest
from tactics_support import CHALLENGE, GOALS, QUESTION, QUESTION_GOALS, ScriptedLean

from orchestrator.lean.checker import CheckRequest, CheckResult
from orchestrator.lean.fake import FakeChecker
from orchestrator.provers.bench import CheckerBench
from orchestrator.provers.prover import Prover, ProverEvent, ProverStatus, ProverTask
from orchestrator.provers.tactics.provers import portfolio_prover

CLOSER = "simp_all"


@pytest.fixture
def prover() -> Prover:
    return portfolio_prover()


async def test_a_script_that_closes_the_target_makes_a_complete_sketch(prover: Prover) -> None:
    events: list[ProverEvent] = []
    checker = FakeChecker(ScriptedLean(CLOSER, goals=GOALS))
    outcome = await prover.prove(ProverTask(CHALLENGE), CheckerBench(checker), events.append)
    assert outcome.status is ProverStatus.COMPLETE
    assert outcome.direction == "prove"
    assert CLOSER in outcome.regions[1]
    assert outcome.open_goals == ()
    assert outcome.checks == (await checker.statistics()).checks
    assert [event.kind for event in events] == ["lanes", "tried", "tried", "spent", "closed"]


async def test_a_script_that_leaves_sorry_behind_is_not_taken(prover: Prover) -> None:
    lean = ScriptedLean(goals=GOALS, admitted=("simp", "grind", "rfl"))
    outcome = await prover.prove(
        ProverTask(CHALLENGE, direction="prove", max_checks=60), CheckerBench(FakeChecker(lean))
    )
    assert outcome.status is ProverStatus.FAILED
    assert outcome.regions == CHALLENGE.initial
    assert [goal.goal.target for goal in outcome.open_goals] == [GOALS[0].target]


async def test_an_answer_is_chosen_with_its_proof() -> None:
    proves_false = ScriptedLean(CLOSER, goals=QUESTION_GOALS)
    proves_true = ScriptedLean(goals=QUESTION_GOALS)

    def answer(request: CheckRequest) -> CheckResult:
        return (proves_false if "False\n  -- EVOLVE-VALUE-END" in request.source else proves_true)(request)

    outcome = await portfolio_prover().prove(ProverTask(QUESTION), CheckerBench(FakeChecker(answer)))
    assert outcome.status is ProverStatus.COMPLETE
    assert outcome.regions == ("  False\n", f"  {CLOSER}\n")


async def test_no_more_checks_than_allowed(prover: Prover) -> None:
    for allowed in (3, 10, 25):
        checker = FakeChecker(ScriptedLean(goals=GOALS))
        outcome = await prover.prove(ProverTask(CHALLENGE, max_checks=allowed), CheckerBench(checker))
        assert outcome.status is ProverStatus.FAILED
        assert (await checker.statistics()).checks == outcome.checks <= allowed


async def test_the_same_task_tries_the_same_in_the_same_order(prover: Prover) -> None:
    tried = []
    for _ in range(2):
        lean = ScriptedLean(goals=GOALS)
        await prover.prove(ProverTask(CHALLENGE, seed=7, max_checks=60), CheckerBench(FakeChecker(lean)))
        tried.append(lean.sources)
    assert tried[0] == tried[1]
    assert len(tried[0]) > 10


async def test_what_was_tried_and_why_it_stopped_is_told(prover: Prover) -> None:
    events: list[ProverEvent] = []
    lean = ScriptedLean(goals=GOALS)
    outcome = await prover.prove(ProverTask(CHALLENGE, max_checks=9), CheckerBench(FakeChecker(lean)), events.append)
    assert outcome.plan.endswith("out of checks")
    outcome = await prover.prove(ProverTask(CHALLENGE), CheckerBench(FakeChecker(lean)), events.append)
    assert outcome.plan.endswith("nothing left to try")
    told = [event.payload for event in events if event.kind == "tried"]
    assert {payload["direction"] for payload in told} == {"prove", "disprove"}
    assert all(kind["scripts"] > 0 for payload in told for kind in payload["kinds"])
    assert [event.payload["why"] for event in events if event.kind == "gave_up"] == [
        "out of checks",
        "nothing left to try",
    ]


async def test_a_challenge_with_errors_fails_with_its_messages(prover: Prover) -> None:
    task = ProverTask(CHALLENGE, direction="prove", parent=("theorem broken\n", "  exact nonsense\n"))
    outcome = await prover.prove(task, CheckerBench(FakeChecker(ScriptedLean(goals=GOALS))))
    assert outcome.status is ProverStatus.FAILED
    assert outcome.messages[0].text == "tactic failed"
    assert outcome.regions == task.parent


async def test_cancelling_ends_the_work(prover: Prover) -> None:
    checker = FakeChecker(ScriptedLean(goals=GOALS), latency_seconds=30.0)
    task = asyncio.create_task(prover.prove(ProverTask(CHALLENGE), CheckerBench(checker)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_tasks_travel_to_workers() -> None:
    task = ProverTask(CHALLENGE, direction="disprove", seed=3)
    assert pickle.loads(pickle.dumps(task)) == task
