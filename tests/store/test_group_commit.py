"""Write transactions that are committed together: nobody suffers for a neighbour."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestrator.errors import StoreError, UnknownId
from orchestrator.store import schema
from orchestrator.store.ids import IdMaker
from orchestrator.store.sql import run_rows
from orchestrator.store.sql.engine import Database, Transaction, parse_url
from orchestrator.store.sql.group_commit import LARGEST_GROUP, GroupCommit, GroupFailed, Outcome
from orchestrator.store.sql.tables import problems


class Recorder:
    """A writer that stores numbers; holds each group back until `let_go`, and can refuse groups."""

    def __init__(self) -> None:
        self.stored: list[int] = []
        self.groups: list[list[int]] = []
        self.bad: set[int] = set()
        self.let_go = asyncio.Event()

    async def together(self, works: Sequence[int]) -> list[Outcome]:
        self.groups.append(list(works))
        await self.let_go.wait()
        if self.bad & set(works):
            if len(works) > 1:
                raise GroupFailed
            raise StoreError("the database refused it")
        self.stored += works
        return [(-work, None) for work in works]


async def test_what_waits_is_committed_together_and_in_order() -> None:
    recorder = Recorder()
    queue = GroupCommit(recorder.together)
    calls = [asyncio.create_task(queue.write(number)) for number in range(LARGEST_GROUP + 3)]
    await asyncio.sleep(0)
    recorder.let_go.set()
    assert await asyncio.gather(*calls) == [-number for number in range(LARGEST_GROUP + 3)]
    assert [len(group) for group in recorder.groups] == [LARGEST_GROUP, 3]
    assert recorder.stored == list(range(LARGEST_GROUP + 3))


async def test_of_a_refused_group_only_the_one_at_fault_fails() -> None:
    recorder = Recorder()
    recorder.bad = {2}
    recorder.let_go.set()
    queue = GroupCommit(recorder.together)
    answers = await asyncio.gather(*(queue.write(number) for number in range(5)), return_exceptions=True)
    assert isinstance(answers[2], StoreError)
    assert [answers[0], answers[1], *answers[3:]] == [0, -1, -3, -4]


async def test_cancelled_before_its_group_begins_it_never_runs_afterwards_it_is_waited_for() -> None:
    recorder = Recorder()
    queue = GroupCommit(recorder.together)
    begun = asyncio.create_task(queue.write(1))
    await asyncio.sleep(0.01)
    queued = asyncio.create_task(queue.write(2))
    later = asyncio.create_task(queue.write(3))
    await asyncio.sleep(0.01)
    queued.cancel()
    begun.cancel()
    await asyncio.sleep(0.01)
    assert queued.cancelled()
    assert not begun.done()
    recorder.let_go.set()
    assert await later == -3
    assert recorder.stored == [1, 3]
    assert begun.cancelled()


def test_ending_the_loop_leaves_nobody_waiting() -> None:
    recorder_groups: list[list[int]] = []

    async def main() -> None:
        recorder = Recorder()
        recorder.groups = recorder_groups
        queue = GroupCommit(recorder.together)
        asyncio.get_running_loop().call_later(0.05, recorder.let_go.set)
        calls = [asyncio.create_task(queue.write(number)) for number in range(LARGEST_GROUP + 5)]
        await asyncio.sleep(0.01)
        assert not any(call.done() for call in calls)

    asyncio.run(main())
    assert recorder_groups == [list(range(LARGEST_GROUP))]


async def test_in_sqlite_an_error_takes_back_its_own_transaction_only(tmp_path: Path) -> None:
    url = parse_url(f"sqlite:///{tmp_path / 'store.db'}")
    schema.prepare(url)
    database = Database(url, lambda: datetime.now(UTC), IdMaker(random.Random(0)))

    def add(tx: Transaction, number: int) -> int:
        row = {"id": f"erdos/{number}", "source": "s", "title": "t", "created_at": tx.now}
        tx.insert(problems, [row])
        if number % 7 == 1:
            run_rows.get(tx, "r-unknown")
        if number % 7 == 2:
            tx.insert(problems, [row])
        return number

    def stored(tx: Transaction) -> list[str]:
        return [row["id"] for row in tx.rows(sa.select(problems.c.id))]

    runs_of_refused: list[int] = []

    def refused(tx: Transaction, number: int) -> None:
        runs_of_refused.append(number)
        run_rows.get(tx, "r-unknown")

    refusals = await asyncio.gather(*(database.write(refused, n) for n in range(100)), return_exceptions=True)
    assert all(isinstance(refusal, UnknownId) for refusal in refusals)
    assert runs_of_refused == list(range(100)), "what changed nothing is not tried again"

    answers = await asyncio.gather(*(database.write(add, n) for n in range(100)), return_exceptions=True)
    for number, answer in enumerate(answers):
        if number % 7 in (1, 2):
            assert isinstance(answer, UnknownId if number % 7 == 1 else StoreError)
        else:
            assert answer == number
    assert set(await database.read(stored)) == {f"erdos/{n}" for n in range(100) if n % 7 not in (1, 2)}
    with pytest.raises(StoreError):
        await database.write(add, 0)
    await database.aclose()
