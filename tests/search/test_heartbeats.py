"""Signs of life of attempts: one that arrives after the end is no harm, one that nobody accepts stops the run."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest
from scripted import TOOLCHAIN, challenge
from waiting import eventually, says

from orchestrator.cluster.executor import Executor
from orchestrator.errors import OwnershipLost
from orchestrator.search.plan import Plan
from orchestrator.search.run import create_run, drive_run
from orchestrator.store import Attempt, AttemptOutcome, Attempts, Store, collected, owner_token
from orchestrator.vocabulary import FailureKind, RunStatus


class CrossingAttempts:
    """Attempts of which one's sign of life is under way while its end is stored, and arrives after it."""

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts
        self.sent, self._ended, self._arrived = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._attempts, name)

    async def heartbeat(self, attempt_id: str, owner: str) -> None:
        self.sent.set()
        await self._ended.wait()
        try:
            await self._attempts.heartbeat(attempt_id, owner)
        finally:
            self._arrived.set()

    async def finish(self, attempt_id: str, owner: str, outcome: AttemptOutcome) -> Attempt:
        finished = await self._attempts.finish(attempt_id, owner, outcome)
        self._ended.set()
        await self._arrived.wait()
        await asyncio.sleep(0)  # whoever sent it may react before the caller hears of the end
        return finished

    async def fail(self, attempt_id: str, owner: str, kind: FailureKind, detail: str) -> Attempt | None:
        retry = await self._attempts.fail(attempt_id, owner, kind, detail)
        self._ended.set()
        await self._arrived.wait()
        return retry


class CrossingStore:
    """A store with `CrossingAttempts`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.attempts = CrossingAttempts(store.attempts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class AfterHeartbeat:
    """An executor whose jobs begin once an attempt's sign of life is under way."""

    def __init__(self, executor: Executor, sent: asyncio.Event) -> None:
        self._executor = executor
        self._sent = sent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._executor, name)

    async def submit(self, job: Any) -> Any:
        await self._sent.wait()
        return await self._executor.submit(job)


@pytest.mark.parametrize("prover", ["sketches", "crashes"])
async def test_a_sign_of_life_that_meets_the_end_of_its_attempt_is_no_loss(
    prover: str, store: Store, executor: Executor
) -> None:
    crossing = CrossingStore(store)
    run = await create_run(store, challenge(), Plan(600.0, provers=(prover,)), TOOLCHAIN)
    late = cast(Executor, AfterHeartbeat(executor, crossing.attempts.sent))
    finished = await drive_run(cast(Store, crossing), late, run.id, owner_token(), heartbeat_seconds=0.01)
    assert finished.status is RunStatus.FINISHED


async def test_an_attempt_that_was_taken_away_stops_the_run(store: Store, executor: Executor, tmp_path: Path) -> None:
    run = await create_run(store, challenge(), Plan(600.0, provers=("sleeps",)), TOOLCHAIN)
    driving = asyncio.create_task(drive_run(store, executor, run.id, owner_token(), heartbeat_seconds=0.01))
    await eventually(says(tmp_path / "sleeps", "started"))
    [attempt] = await collected(store.attempts.list, run.id)
    await store.attempts.cancel(attempt.id, detail="by somebody else")
    with pytest.raises(OwnershipLost):
        await driving
