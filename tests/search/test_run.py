"""The run loop on scripted provers: what is stored, what is tried again, what survives an interruption."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scripted import TOOLCHAIN, challenge, scripted_parts
from waiting import eventually, says

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.local import LocalExecutor
from orchestrator.errors import AlreadyFinished, OperatorError, OwnershipLost, StoreError, UserError
from orchestrator.lean.environment import Environment
from orchestrator.lean.fake import FAKE
from orchestrator.problems.naming import as_argument
from orchestrator.search.campaigns import _Shares, drive_campaign
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.owners import stale_after
from orchestrator.search.driver.ownership import end_without_agent, is_an_agents
from orchestrator.search.driver.parts import driver_parts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.events import RunEvent, RunEventKind
from orchestrator.search.plan import ProfileSnapshot, RunPlan
from orchestrator.store import AttemptDetail, Budget, NewRun, Run, RunDetail, Store, collected, open_store, owner_token
from orchestrator.vocabulary import AttemptState, Direction, FailureKind, RunOutcome, RunStatus, TrustLevel, VerdictKind

PATIENT = 600.0


def tactics(seconds: float, *provers: str, **others: Any) -> RunPlan:
    return RunPlan(config={"provers": provers}, budget=Budget(seconds=seconds), seed=7, **others)


async def queued(store: Store, *provers: str, name: str = "one", statement: str = "1 + 1 = 2") -> Run:
    plan = tactics(PATIENT, *provers)
    return await create_run(store, challenge(name, statement), plan, TOOLCHAIN)


async def run_detail(store: Store, run_id: str) -> RunDetail:
    detail = await store.views.show(run_id)
    assert isinstance(detail, RunDetail)
    return detail


async def drive(store: Store, executor: Executor, *provers: str, statement: str = "1 + 1 = 2") -> RunDetail:
    run = await queued(store, *provers, statement=statement)
    await drive_run(driver_parts(store, executor), run.id, owner_token(), parallel=1)
    return await run_detail(store, run.id)


# --- outcomes ------------------------------------------------------------------------------------------------------


async def test_a_proof_is_judged_and_stored_with_all_that_belongs_to_it(store: Store, executor: Executor) -> None:
    detail = await drive(store, executor, "fails", "proves", "sketches")

    run = detail.run
    assert (run.status, run.outcome, run.detail) == (RunStatus.FINISHED, RunOutcome.PROVED, "it is a proof")
    assert detail.counts[AttemptState.FINISHED] == 2
    assert AttemptState.CANCELLED not in detail.counts, "what was no longer needed was never decided"
    (verdict,) = detail.verdicts
    assert (verdict.verdict, verdict.trust) == (VerdictKind.ACCEPTED, TrustLevel.REPLAYED)
    attempt = await store.views.show(verdict.attempt_id or "")
    assert isinstance(attempt, AttemptDetail)
    assert attempt.attempt.prover == "proves"
    assert attempt.attempt.seed == 7
    assert attempt.sketch is not None
    assert attempt.sketch.regions == ("", "  by_the_book\n")
    assert attempt.checks[0].messages[0]["text"] == "seed 7"
    kinds = [event.kind for event in await store.events.since(run.id)]
    assert kinds.count("prover.result") == 2
    assert kinds[-1] == "run.finished"


async def test_a_disproof(store: Store, executor: Executor) -> None:
    detail = await drive(store, executor, "refutes")
    assert detail.run.outcome is RunOutcome.DISPROVED
    (sketch,) = await collected(store.sketches.of_run, detail.run.id)
    assert sketch.direction is Direction.DISPROVE


async def test_what_the_judge_rejects_is_kept_and_the_next_prover_has_its_go(store: Store, executor: Executor) -> None:
    detail = await drive(store, executor, "cheats", "proves")
    assert detail.run.outcome is RunOutcome.PROVED
    assert [verdict.verdict for verdict in detail.verdicts] == [VerdictKind.ACCEPTED, VerdictKind.REJECTED]


async def test_partial_progress_is_kept_with_its_goals(store: Store, executor: Executor) -> None:
    detail = await drive(store, executor, "sketches")
    assert detail.run.outcome is RunOutcome.NOT_PROVED
    assert not detail.verdicts
    attempt = await store.views.show(detail.attempts[0].id)
    assert isinstance(attempt, AttemptDetail)
    assert [goal.target for goal in attempt.goals] == ["1 + 1 = 2"]


async def test_no_time_left_begins_nothing(store: Store, executor: Executor) -> None:
    run = await create_run(store, challenge(), tactics(0.1, "proves"), TOOLCHAIN)
    finished = await drive_run(driver_parts(store, executor), run.id, owner_token())
    assert finished.outcome is RunOutcome.NOT_PROVED
    assert finished.detail == "the time of 0.1 s was used up"


async def test_a_challenge_that_does_not_elaborate_fails_with_its_line(store: Store, executor: Executor) -> None:
    detail = await drive(store, executor, "proves", statement="BROKEN = 2")
    assert detail.run.outcome is RunOutcome.FAILED
    assert detail.run.detail == "line 12: test/one does not elaborate: unknown identifier 'BROKEN'"


# --- what was judged before ------------------------------------------------------------------------------------------


async def test_the_same_sketch_is_not_judged_twice(store: Store, executor: Executor, tmp_path: Path) -> None:
    first = await drive(store, executor, "proves")
    async with LocalExecutor(scripted_parts(tmp_path, judge_crashes=99), 1) as without_judge:
        second = await drive(store, without_judge, "proves")
        assert [(attempt.prover, attempt.state) for attempt in second.attempts] == [
            ("recheck", AttemptState.FINISHED),
        ], "what settled it before is checked first, and that is all"
        third = await drive(store, without_judge, "proves")
    sentence = f"it is a proof; judged before, in run {first.run.id}"
    assert (second.run.outcome, second.run.detail) == (RunOutcome.PROVED, sentence)
    assert (third.run.outcome, third.run.detail) == (RunOutcome.PROVED, sentence), "the run that was judged is named"
    assert second.verdicts[0].certificate == first.verdicts[0].certificate


@pytest.mark.parametrize("change", ["another Lean", "another statement", "asked to judge again", "another judge"])
async def test_what_differs_is_judged_again(
    store: Store, executor: Executor, tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await drive(store, executor, "proves")
    lean = Environment("fake-1+000000000000") if change == "another Lean" else FAKE
    async with LocalExecutor(scripted_parts(tmp_path, judge_crashes=99, environment=lean), 1) as without_judge:
        if change == "another judge":
            monkeypatch.setattr("orchestrator.search.known.JUDGE_VERSION", "next")
        problem = challenge(statement="2 + 2 = 4") if change == "another statement" else challenge()
        plan = tactics(PATIENT, "proves", reuse_verdicts=change != "asked to judge again")
        run = await create_run(store, problem, plan, TOOLCHAIN)
        finished = await drive_run(driver_parts(store, without_judge), run.id, owner_token())
    assert finished.outcome is RunOutcome.FAILED, "the judge was asked and could not answer"


async def test_an_old_disproof_is_looked_at_in_its_direction(store: Store, executor: Executor) -> None:
    await drive(store, executor, "refutes")
    detail = await drive(store, executor, "fails")
    assert detail.run.outcome is RunOutcome.DISPROVED
    assert detail.attempts[-1].direction is Direction.DISPROVE


async def test_a_proof_of_another_version_is_not_looked_at(store: Store, executor: Executor) -> None:
    await drive(store, executor, "proves")
    detail = await drive(store, executor, "fails", statement="2 + 2 = 4")
    assert detail.run.outcome is RunOutcome.NOT_PROVED
    assert [attempt.prover for attempt in detail.attempts] == ["fails"]


# --- infrastructure failures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("prover", "kind"), [("crashes", FailureKind.LEAN_CRASHED), ("breaks", FailureKind.INTERNAL)])
async def test_failures_are_counted_apart_and_tried_again(
    store: Store, executor: Executor, prover: str, kind: FailureKind
) -> None:
    detail = await drive(store, executor, prover)
    failed = [attempt for attempt in detail.attempts if attempt.state is AttemptState.FAILED]
    assert [attempt.failure_kind for attempt in failed] == [kind] * (1 + detail.run.max_retries)
    assert detail.run.outcome is RunOutcome.FAILED
    assert "through no fault of the proof" in detail.run.detail


async def test_a_failure_beside_a_say_is_not_a_failed_run(store: Store, executor: Executor) -> None:
    detail = await drive(store, executor, "crashes", "fails")
    assert detail.run.outcome is RunOutcome.NOT_PROVED
    assert detail.counts[AttemptState.FAILED] == 3


async def test_a_judge_that_fails_twice_is_asked_a_third_time(store: Store, tmp_path: Path) -> None:
    async with LocalExecutor(scripted_parts(tmp_path, judge_crashes=2), 1) as executor:
        detail = await drive(store, executor, "proves")
    assert detail.run.outcome is RunOutcome.PROVED


async def test_a_judge_that_keeps_failing_neither_accepts_nor_rejects(store: Store, tmp_path: Path) -> None:
    async with LocalExecutor(scripted_parts(tmp_path, judge_crashes=99), 1) as executor:
        detail = await drive(store, executor, "proves")
    assert detail.run.outcome is RunOutcome.FAILED
    assert [verdict.verdict for verdict in detail.verdicts] == [VerdictKind.INFRASTRUCTURE]
    assert len(await collected(store.sketches.of_run, detail.run.id)) == 1, "the sketch is not lost"


async def test_an_executor_that_ends_pauses_the_run(store: Store, tmp_path: Path) -> None:
    executor = LocalExecutor(scripted_parts(tmp_path), 1)
    await executor.start()
    run = await queued(store, "sleeps", "proves")
    driving = asyncio.create_task(drive_run(driver_parts(store, executor), run.id, owner_token()))
    await eventually(says(tmp_path / "sleeps", "started"))
    await executor.aclose()
    finished = await driving
    assert finished.outcome is RunOutcome.FAILED
    assert "closed" in finished.detail


# --- interruptions -------------------------------------------------------------------------------------------------


async def test_an_interrupted_run_goes_on_from_the_database_alone(database: str, tmp_path: Path) -> None:
    async with open_store(database) as store, LocalExecutor(scripted_parts(tmp_path), 1) as executor:
        run = await queued(store, "fails", "sleeps", "proves")
        driving = asyncio.create_task(drive_run(driver_parts(store, executor), run.id, owner_token()))
        await eventually(says(tmp_path / "sleeps", "started"))
        driving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await driving
        assert (tmp_path / "sleeps").read_text() == "cancelled"
        assert (await store.runs.get(run.id)).status is RunStatus.PAUSED

    other = scripted_parts(tmp_path)
    provers = {**other.provers, "sleeps": other.provers["fails"]}
    parts = type(other)(other.open_checker, other.open_judge, provers)
    async with open_store(database) as store, LocalExecutor(parts, 1) as executor:
        assert [one.id for one in await collected(store.runs.list, unfinished=True)] == [run.id]
        finished = await drive_run(driver_parts(store, executor), run.id, owner_token())
        assert finished.outcome is RunOutcome.PROVED
        attempts = await collected(store.attempts.list, run.id, (AttemptState.FINISHED,))
        assert [attempt.prover for attempt in attempts] == ["fails", "sleeps", "proves"]
        assert {attempt.retries for attempt in attempts} == {0}, "an interruption is no failure"
        with pytest.raises(AlreadyFinished):
            await drive_run(driver_parts(store, executor), run.id, owner_token())


DRIVER = """
import asyncio, sys
from pathlib import Path
from scripted import scripted_parts
from orchestrator.cluster.local import LocalExecutor
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import driver_parts
from orchestrator.store import open_store, owner_token

async def main(database, run_id, folder):
    async with open_store(database) as store, LocalExecutor(scripted_parts(Path(folder)), 1) as executor:
        await drive_run(driver_parts(store, executor), run_id, owner_token())

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_killed_driver_leaves_a_run_that_goes_on_at_once(
    store: Store, database: str, executor: Executor, tmp_path: Path
) -> None:
    run = await queued(store, "fails", "kills", "proves")
    support = Path(__file__).parent.parent / "support"
    arguments = [sys.executable, "-c", DRIVER, database, run.id, str(tmp_path)]
    env = os.environ | {"PYTHONPATH": str(support)}
    killed = await asyncio.to_thread(subprocess.run, arguments, env=env, check=False)
    assert killed.returncode == -signal.SIGKILL
    left = await store.runs.get(run.id)
    assert left.status is RunStatus.RUNNING
    assert stale_after(left.owner) == 0

    finished = await drive_run(driver_parts(store, executor), run.id, owner_token())
    assert finished.outcome is RunOutcome.PROVED
    attempts = await collected(store.attempts.list, run.id)
    done = [attempt.prover for attempt in attempts if attempt.state is AttemptState.FINISHED]
    assert done.count("fails") == 1, "what was settled before is not done again"
    assert all(attempt.retries == 0 for attempt in attempts), "the driver's death is no failure of an attempt"


async def test_a_living_driver_is_left_alone(store: Store, executor: Executor, tmp_path: Path) -> None:
    run = await queued(store, "sleeps")
    owner = owner_token()
    driving = asyncio.create_task(drive_run(driver_parts(store, executor), run.id, owner))
    await eventually(says(tmp_path / "sleeps", "started"))
    with pytest.raises(UserError, match=f"run {run.id} is being driven by process {os.getpid()} of this machine"):
        await drive_run(driver_parts(store, executor), run.id, owner_token())
    driving.cancel()
    await asyncio.gather(driving, return_exceptions=True)


async def test_a_driver_that_was_taken_over_stops_and_stores_nothing(
    store: Store, executor: Executor, tmp_path: Path
) -> None:
    run = await queued(store, "sleeps", "proves")
    driving = asyncio.create_task(
        drive_run(driver_parts(store, executor, heartbeat_seconds=0.05), run.id, owner_token())
    )
    await eventually(says(tmp_path / "sleeps", "started"))
    thief = owner_token()
    await eventually(lambda: _stolen(store, run.id, thief))
    with pytest.raises(OwnershipLost):
        await driving
    assert (tmp_path / "sleeps").read_text() == "cancelled"
    assert (await store.runs.get(run.id)).owner == thief


async def _stolen(store: Store, run_id: str, thief: str) -> bool:
    return await store.runs.acquire(run_id, thief, stale_after=0) is not None


def test_whose_silence_must_last() -> None:
    assert stale_after(None) > 0
    assert stale_after(owner_token()) > 0, "this process lives"
    assert stale_after("elsewhere:1:00") > 0, "another machine's processes cannot be seen"
    assert stale_after("no token") > 0


async def test_a_run_of_another_strategy_is_not_resumed(store: Store, executor: Executor) -> None:
    run = await queued(store, "proves")
    other = await store.runs.create(NewRun(run.statement_id, "alien", TOOLCHAIN))
    with pytest.raises(StoreError, match="cannot be resumed by this version"):
        await drive_run(driver_parts(store, executor), other.id, owner_token())


async def test_a_run_whose_agent_outside_is_gone_ends_and_says_so(store: Store) -> None:
    budget = Budget(seconds=PATIENT, episodes=1)
    plan = RunPlan(strategy="external", budget=budget, profiles=(ProfileSnapshot("mcp"),), max_retries=0)
    run = await create_run(store, challenge(), plan, TOOLCHAIN)
    assert is_an_agents(run)
    await store.runs.acquire(run.id, "elsewhere:1:00", stale_after=PATIENT)
    await store.runs.pause(run.id, "elsewhere:1:00")
    said = await end_without_agent(store, run, owner_token())
    assert f"`orchestrator mcp {as_argument(run.problem_id)}` starts anew" in said
    finished = await store.runs.get(run.id)
    assert (finished.outcome, finished.detail) == (RunOutcome.STOPPED, "no agent came")


# --- campaigns -----------------------------------------------------------------------------------------------------


async def test_a_campaign_drives_every_run_and_tells_of_each(store: Store, executor: Executor) -> None:
    names = ("proves", "refutes", "fails", "sketches", "crashes")
    runs = [await queued(store, name, name=name) for name in names]
    events: list[RunEvent] = []
    await drive_campaign(driver_parts(store, executor), runs, owner_token(), listener=events.append)

    outcomes = [(await store.runs.get(run.id)).outcome for run in runs]
    assert outcomes == [
        RunOutcome.PROVED,
        RunOutcome.DISPROVED,
        RunOutcome.NOT_PROVED,
        RunOutcome.NOT_PROVED,
        RunOutcome.FAILED,
    ]
    finished = {event.problem_id for event in events if event.kind is RunEventKind.FINISHED}
    assert finished == {f"local/test/{name}" for name in names}
    assert sum(event.kind is RunEventKind.TROUBLE for event in events) == 3


async def test_an_interrupted_campaign_pauses_what_runs_and_leaves_the_rest_queued(
    store: Store, executor: Executor, tmp_path: Path
) -> None:
    runs = [await queued(store, "sleeps", name=f"n{n}") for n in range(4)]
    campaign = asyncio.create_task(drive_campaign(driver_parts(store, executor), runs, owner_token()))
    await eventually(says(tmp_path / "sleeps", "started"))
    await eventually(lambda: _running(store, 2))
    campaign.cancel()
    with pytest.raises(asyncio.CancelledError):
        await campaign
    statuses = [(await store.runs.get(run.id)).status for run in runs]
    assert statuses == [RunStatus.PAUSED] * 2 + [RunStatus.QUEUED] * 2


async def _running(store: Store, count: int) -> bool:
    runs = await collected(store.runs.list, unfinished=True)
    return sum(run.status is RunStatus.RUNNING for run in runs) == count


async def test_a_campaign_leaves_a_run_that_another_drives(store: Store, executor: Executor) -> None:
    theirs, ours = await queued(store, "proves", name="theirs"), await queued(store, "proves", name="ours")
    await store.runs.acquire(theirs.id, owner_token(), stale_after=PATIENT)
    events: list[RunEvent] = []
    await drive_campaign(driver_parts(store, executor), [theirs, ours], owner_token(), listener=events.append)
    assert (await store.runs.get(ours.id)).outcome is RunOutcome.PROVED
    (trouble,) = [event for event in events if event.kind is RunEventKind.TROUBLE]
    assert (trouble.problem_id, "is being driven by" in trouble.text) == ("local/test/theirs", True)


async def test_what_is_tried_again_within_no_time_is_not_begun(store: Store, executor: Executor) -> None:
    runs = [await queued(store, "proves", name=f"n{n}") for n in range(4)]
    again = [run.id for run in runs[1:]]
    await drive_campaign(driver_parts(store, executor), runs, owner_token(), again=again, again_within=0.1)
    first, *details = [(await store.runs.get(run.id)).detail for run in runs]
    assert first == "it is a proof", "it was not tried before, so its time is its own"
    assert all(detail.startswith("the time of 0.0") and detail.endswith(" s was used up") for detail in details)


def test_what_a_run_leaves_over_goes_to_those_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 1.0, 1.0, 9.0, 9.0, 9.0])
    monkeypatch.setattr("orchestrator.search.campaigns.time.monotonic", lambda: next(now))
    shares = _Shares(12.0, 3)
    given = []
    for _ in range(3):
        with shares.share() as seconds:
            given.append(seconds)
    assert given == [4.0, 5.5, 5.5], "the first left 3 s over; the second took longer than it was given, of its own"


async def test_a_campaign_of_nothing(store: Store, executor: Executor) -> None:
    await drive_campaign(driver_parts(store, executor), [], owner_token())


async def test_a_broken_worker_stops_the_campaign_with_its_reason(store: Store, tmp_path: Path) -> None:
    parts = scripted_parts(tmp_path)

    async def open_judge() -> object:
        raise OperatorError("the judge cannot be opened")

    broken = type(parts)(parts.open_checker, open_judge, parts.provers)  # type: ignore[arg-type]
    async with LocalExecutor(broken, 1) as executor:
        run = await queued(store, "proves")
        with pytest.raises(OperatorError, match="the judge cannot be opened"):
            await drive_campaign(driver_parts(store, executor), [run], owner_token())
    assert (await store.runs.get(run.id)).status is RunStatus.PAUSED
