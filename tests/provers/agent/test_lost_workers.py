"""A worker that dies in the middle of an episode: what was said stays readable, and the work is booked once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from agent_support import CHALLENGE, agent_plan, edit, turn
from fake_server import Answer, FakeServer, Received, Step
from llm_support import make_profile
from scripted import ScriptedJudge

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.errors import LeanCrashed
from orchestrator.lean.checker import CheckRequest, CheckResult
from orchestrator.lean.fake import FAKE, FakeChecker
from orchestrator.models.factory import open_model
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.driver.spending import StoreLedger
from orchestrator.store import Budget, EpisodeDetail, Store, collected, open_store, owner_token
from orchestrator.vocabulary import AttemptState, ChargeState, EpisodeStatus

IDEA = "-- an idea"


@dataclass
class MortalLean:
    """Opens a checker that stops at an idea until it is told to die there, once; then it answers."""

    folder: Path
    kills_process: bool

    async def __call__(self) -> MortalChecker:
        return MortalChecker(self.folder, self.kills_process)


class MortalChecker(FakeChecker):
    def __init__(self, folder: Path, kills_process: bool) -> None:
        super().__init__()
        self._folder, self._kills_process = folder, kills_process

    async def check(self, request: CheckRequest) -> CheckResult:
        if IDEA in request.source and not (self._folder / "died").exists():
            while not (self._folder / "die").exists():  # noqa: ASYNC110 - another process may make it
                await asyncio.sleep(0.02)
            (self._folder / "died").touch()
            if self._kills_process:
                os.kill(os.getpid(), signal.SIGKILL)
            raise LeanCrashed("the Lean process was killed")
        return await super().check(request)


async def no_judge() -> ScriptedJudge:
    return ScriptedJudge()


def script(request: Received) -> Step:
    if any(message["role"] == "assistant" for message in request.body["messages"]):
        return Answer("Nothing came of it.")
    return turn(edit(("  sorry\n", f"  {IDEA}\n  sorry\n")))


async def transcripts(store: Store, run_id: str) -> list[list[str]]:
    told = []
    for attempt in await collected(store.attempts.list, run_id):
        for episode in await collected(store.episodes.list, attempt_id=attempt.id):
            told.append([str(entry.payload) for entry in (await store.episodes.transcript(episode.id)).items])
    return told


async def dies_and_goes_on(executor: Executor, folder: Path) -> None:
    async with open_store(f"sqlite:///{folder / 'lost.db'}") as store, FakeServer(script) as server:
        ledger = StoreLedger(store)
        run = await create_run(store, CHALLENGE, agent_plan(budget=Budget(episodes=1), review=False), FAKE.name)
        async with executor, open_model(make_profile(server.url, max_output_tokens=512), ledger=ledger) as model:
            parts = DriverParts(store, executor, ledger, {"prover": model})
            driving = asyncio.create_task(drive_run(parts, run.id, owner_token()))
            live: list[list[str]] = []
            while not (live and any(IDEA in entry for entry in live[0])):
                await asyncio.sleep(0.1)
                live = await transcripts(store, run.id)
                assert not driving.done(), "the check of the idea waits for this test"
            (folder / "die").touch()
            done = await driving
        (attempt,) = await collected(store.attempts.list, run.id, (AttemptState.FINISHED,))
        (after,) = await transcripts(store, run.id)
        (episode,) = await collected(store.episodes.list, attempt_id=attempt.id)
        shown = await store.views.show(episode.id)
        assert isinstance(shown, EpisodeDetail)
    assert after[: len(live[0])] == live[0], "what was read while it ran is there after its worker was killed"
    assert any("Nothing came of it" in entry for entry in after), "the check is repeated, and the episode goes on"
    assert episode.status is EpisodeStatus.PARTIAL
    assert done.spent.episodes == 1
    assert all(charge.state is ChargeState.SETTLED for charge in shown.charges)
    assert len(shown.charges) == len(server.received) == 2
    assert done.spent.tokens == sum(charge.usage.tokens for charge in shown.charges)
    assert done.spent.tokens == server.billed.input + server.billed.output
    assert done.spent.reserved_tokens == 0


async def test_a_lean_that_is_killed_under_a_local_worker(tmp_path: Path) -> None:
    parts = WorkerParts(MortalLean(tmp_path, kills_process=False), no_judge)
    async with asyncio.timeout(60.0):
        await dies_and_goes_on(LocalExecutor(parts, 1), tmp_path)


@pytest.mark.slow
@pytest.mark.ray
async def test_a_ray_worker_that_is_killed(tmp_path: Path) -> None:
    import ray.cloudpickle
    import scripted

    from orchestrator.cluster.ray_executor import RayExecutor

    for module in (scripted, sys.modules[__name__]):
        ray.cloudpickle.register_pickle_by_value(module)
    parts = WorkerParts(MortalLean(tmp_path, kills_process=True), no_judge)
    async with asyncio.timeout(240.0):
        await dies_and_goes_on(RayExecutor(parts, 1), tmp_path)
