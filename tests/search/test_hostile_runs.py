"""What raters, budgets, people and databases do to a run at the worst moment: it ends, and its log adds up."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from scripted import TOOLCHAIN, challenge
from test_hopeless import no_judge, no_lean, plan

from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.errors import LimitReached, OperatorError
from orchestrator.provers.prover import Bench, ProverOutcome, ProverStatus, ProverTask
from orchestrator.provers.raters.rater import Entrant, Ranking, RaterBench
from orchestrator.search.board import Board
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.log import RunLog, event_of
from orchestrator.search.driver.parts import driver_parts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.strategies import make_strategy
from orchestrator.search.strategies.switching import Switching
from orchestrator.search.strategy import Admitted, Decided, Dropped, Entry, Rate, Rated, RunFacts, Switched
from orchestrator.store import Run, Store, open_store, owner_token
from orchestrator.vocabulary import Direction, RunOutcome, RunStatus


class AtMatch:
    """A rater that does something in the middle of a match, and then ranks in the order of arrival."""

    name = "model"

    def __init__(self, at: Callable[[int], Awaitable[None]]) -> None:
        self._at = at
        self.matches = 0

    async def rank(
        self, entrants: Sequence[Entrant], bench: RaterBench, seed: int, *, problem: str, profile: str | None = None
    ) -> Ranking:
        self.matches += 1
        await self._at(self.matches)
        return Ranking(tuple((entrant.digest,) for entrant in entrants))


class Steady:
    """A prover that hands in another sketch every time, and leaves raters their time."""

    name = "broken"

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        await asyncio.sleep(0.03)
        regions = ("", f"  -- {task.seed}\n  sorry\n")
        return ProverOutcome(ProverStatus.PARTIAL, self.name, Direction.PROVE, regions, lean_seconds=1.0)


def steady() -> LocalExecutor:
    return LocalExecutor(WorkerParts(no_lean, no_judge, provers={"broken": Steady}), 2)


async def driven(store: Store, rater: AtMatch, lean_seconds: float = 30.0) -> tuple[Run, list[Entry]]:
    async with steady() as executor:
        run = await create_run(store, challenge(), plan("C", lean_seconds=lean_seconds, raters=("model",)), TOOLCHAIN)
        done = await drive_run(driver_parts(store, executor, raters={"model": rater}), run.id, owner_token())
        return done, await RunLog(store.events, run.id).history()


async def test_a_budget_that_ends_in_the_middle_of_a_match(tmp_path: Path) -> None:
    async def spent(match: int) -> None:
        if match == 3:
            raise LimitReached("usd", "the run has no money left")

    async with open_store(f"sqlite:///{tmp_path / 'runs.db'}") as store:
        done, entries = await driven(store, AtMatch(spent), lean_seconds=1e6)
    assert done.outcome is RunOutcome.NOT_PROVED
    assert "no money left" in done.detail
    matches = {entry.step for entry in entries if isinstance(entry, Decided) and isinstance(entry.decision, Rate)}
    ended = [entry.step for entry in entries if isinstance(entry, Rated | Dropped) and entry.step in matches]
    assert sorted(ended) == sorted(matches), "every match ends once"
    board = Board(RunFacts())
    for entry in entries:
        board.learn(entry)
    assert not board.in_flight
    assert board.matches == sum(isinstance(entry, Rated) for entry in entries), "the match that was not played is none"


async def test_a_run_that_is_switched_in_the_middle_of_a_match(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'runs.db'}") as store:

        async def switch(match: int) -> None:
            if match == 2:
                (run,) = (await store.runs.list(unfinished=True)).items
                await store.events.append(run.id, [event_of(Switched("A", {"prover": "broken"}, "in a match"))])
                await asyncio.sleep(0.05)

        done, entries = await driven(store, AtMatch(switch))
    assert done.outcome is RunOutcome.NOT_PROVED
    at = next(number for number, entry in enumerate(entries) if isinstance(entry, Switched))
    begun = {entry.step for entry in entries[:at] if isinstance(entry, Decided) and isinstance(entry.decision, Rate)}
    assert begun <= {entry.step for entry in entries if isinstance(entry, Rated)}, "what was begun counts"
    later = [entry.decision for entry in entries[at:] if isinstance(entry, Decided)]
    assert later
    assert all(decision.kind == "prove" for decision in later), "A rates nothing"
    first: Any = make_strategy("C", {"prover": "broken"})
    strategy = Switching(first, make_strategy)
    board = strategy.begin(RunFacts(run_id=done.id, raters=("model",)))
    for entry in entries:
        board = strategy.learn(board, entry)
    assert board.strategy.name == "A"


class Repeats:
    """A prover that hands in the same sketch again and again."""

    name = "broken"

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        return ProverOutcome(ProverStatus.PARTIAL, self.name, Direction.PROVE, ("", "  sorry\n"), lean_seconds=1.0)


async def test_the_same_sketch_a_hundred_times_is_one_member(tmp_path: Path) -> None:
    async with (
        open_store(f"sqlite:///{tmp_path / 'runs.db'}") as store,
        LocalExecutor(WorkerParts(no_lean, no_judge, provers={"broken": Repeats}), 2) as executor,
    ):
        run = await create_run(store, challenge(), plan("C", lean_seconds=100.0, raters=("model",)), TOOLCHAIN)

        async def nothing(match: int) -> None:
            raise AssertionError("one sketch has nobody to play")

        parts = driver_parts(store, executor, raters={"model": AtMatch(nothing)})
        done = await drive_run(parts, run.id, owner_token())
        entries = await RunLog(store.events, run.id).history()
    board = Board(RunFacts())
    for entry in entries:
        board.learn(entry)
    assert done.outcome is RunOutcome.NOT_PROVED
    assert sum(isinstance(entry, Admitted) for entry in entries) >= 100
    assert len(board.sketches) <= 1
    assert board.matches == 0


async def test_a_database_that_another_process_locks_for_a_moment(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    locked = threading.Event()

    def hold() -> None:
        with sqlite3.connect(path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            locked.set()
            time.sleep(0.5)
            other.execute("COMMIT")

    async def lock(match: int) -> None:
        if match == 1:
            threading.Thread(target=hold).start()
            await asyncio.to_thread(locked.wait, 5)

    async with open_store(f"sqlite:///{path}") as store:
        done, entries = await driven(store, AtMatch(lock))
    assert done.outcome is RunOutcome.NOT_PROVED
    assert locked.is_set()
    steps = [entry.step for entry in entries if isinstance(entry, Decided)]
    assert sorted(steps) == list(range(len(steps)))


async def test_a_database_that_goes_away_ends_the_command_and_the_run_goes_on_later(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"

    async def lose(match: int) -> None:
        if match == 2:
            with sqlite3.connect(path) as other:
                other.execute("ALTER TABLE events RENAME TO hidden")

    async with open_store(f"sqlite:///{path}") as store, steady() as executor:
        run = await create_run(store, challenge(), plan("C", lean_seconds=30.0, raters=("model",)), TOOLCHAIN)
        parts = driver_parts(store, executor, raters={"model": AtMatch(lose)})
        owner = owner_token()
        with pytest.raises(OperatorError):
            await drive_run(parts, run.id, owner)
        with sqlite3.connect(path) as other:
            other.execute("ALTER TABLE hidden RENAME TO events")

        async def nothing(match: int) -> None:
            return None

        left = await store.runs.get(run.id)
        assert left.status is not RunStatus.FINISHED
        parts = driver_parts(store, executor, raters={"model": AtMatch(nothing)})
        done = await drive_run(parts, run.id, owner)
        entries = await RunLog(store.events, run.id).history()
    assert done.outcome is RunOutcome.NOT_PROVED
    board = Board(RunFacts())
    for entry in entries:
        board.learn(entry)
    assert not board.in_flight
