"""Several processes on one database: nothing claimed twice, no limit passed, nothing lost to kill -9."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa
from store_helpers import OWNER, outcome, processes, running_run

from orchestrator.errors import LimitReached
from orchestrator.store import Budget, Store, Usage, collected, open_store, owner_token
from orchestrator.store.sql import attempts as attempt_rows
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.store import SqlStore
from orchestrator.vocabulary import AttemptState

ATTEMPTS = 30
WORKERS = 4
LIMIT = 1000


async def _work(store: Store, run_id: str, worker: int) -> tuple[list[str], int]:
    claimed, settled, owner = [], 0, owner_token()
    while attempt := await store.attempts.claim(run_id, owner):
        claimed.append(attempt.id)
        call = f"{worker}-{attempt.id}"
        try:
            await store.ledger.reserve(run_id, call, micro_usd=60, tokens=1, attempt_id=attempt.id)
        except LimitReached:
            pass
        else:
            await store.ledger.settle(call, Usage(micro_usd=50))
            settled += 50
        await store.attempts.finish(attempt.id, owner, outcome(attempt.id))
    return claimed, settled


def _worker(url: str, run_id: str, worker: int, answers: Connection) -> None:
    async def main() -> tuple[list[str], int]:
        async with open_store(url) as store:
            # Three tasks per process, so that both kinds of competition happen.
            parts = await asyncio.gather(*(_work(store, run_id, worker) for _ in range(3)))
        return [attempt for claimed, _ in parts for attempt in claimed], sum(settled for _, settled in parts)

    answers.send(asyncio.run(main()))


async def compete(url: str) -> None:
    async with open_store(url) as store:
        run = await running_run(store, limits=Budget(micro_usd=LIMIT), attempts=ATTEMPTS)
    pipes = [processes.Pipe(duplex=False) for _ in range(WORKERS)]
    workers = [processes.Process(target=_worker, args=(url, run.id, n, pipe[1])) for n, pipe in enumerate(pipes)]
    for process in workers:
        process.start()
    for _, sender in pipes:
        sender.close()
    answers = [await asyncio.to_thread(receiver.recv) for receiver, _ in pipes]
    for process in workers:
        await asyncio.to_thread(process.join, 60)
    claimed = [attempt for part, _ in answers for attempt in part]
    async with open_store(url) as store:
        assert sorted(claimed) == [a.id for a in await collected(store.attempts.list, run.id, [AttemptState.FINISHED])]
        spent = (await store.runs.get(run.id)).spent
        events = await store.events.since(run.id)
        assert len(await collected(store.sketches.of_run, run.id)) == ATTEMPTS
    assert len(claimed) == ATTEMPTS
    assert spent.micro_usd == sum(settled for _, settled in answers)
    # 19 settled calls of 50 leave room for 50 more, but each call asks for 60.
    assert LIMIT - 60 < spent.micro_usd <= LIMIT
    assert [event.seq for event in events] == list(range(1, len(events) + 1))


async def test_four_processes_share_one_sqlite_file(sqlite_url: str) -> None:
    await compete(sqlite_url)


@pytest.mark.postgres
async def test_four_processes_share_one_postgres_database(postgres_url: str) -> None:
    await compete(postgres_url)


def _die_mid_transaction(url: str, attempt_id: str, ready: Connection) -> None:
    def finish_and_die(tx: Transaction) -> None:
        attempt_rows.finish(tx, attempt_id, OWNER, outcome(), then=())
        ready.send("all written, nothing committed")
        os.kill(os.getpid(), signal.SIGKILL)

    async def main() -> None:
        async with open_store(url) as store:
            assert isinstance(store, SqlStore)
            await store._db.write(finish_and_die)

    asyncio.run(main())


async def check_kill(url: str) -> None:
    async with open_store(url) as store:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        before = await store.events.since(run.id)
        receiver, sender = processes.Pipe(duplex=False)
        process = processes.Process(target=_die_mid_transaction, args=(url, attempt.id, sender))
        process.start()
        sender.close()  # so that a child which fails earlier ends the test
        assert await asyncio.to_thread(receiver.recv)
        await asyncio.to_thread(process.join, 60)
        assert process.exitcode == -signal.SIGKILL
        assert await collected(store.sketches.of_run, run.id) == ()
        assert await store.events.since(run.id) == before
    async with open_store(url) as store:
        done = await store.attempts.finish(attempt.id, OWNER, outcome())
        assert done.state is AttemptState.FINISHED
        assert len(await collected(store.sketches.of_run, run.id)) == 1


async def test_a_process_killed_mid_transaction_leaves_nothing_behind_on_sqlite(sqlite_url: str) -> None:
    await check_kill(sqlite_url)
    with sqlite3.connect(Path(str(sa.make_url(sqlite_url).database))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.postgres
async def test_a_process_killed_mid_transaction_leaves_nothing_behind_on_postgres(postgres_url: str) -> None:
    await check_kill(postgres_url)
