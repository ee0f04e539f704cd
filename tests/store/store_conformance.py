"""The conformance suite of the storage contract: every `Store` must pass it. Subclasses provide the fixture ``url``."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace

import psycopg
import pytest
import sqlalchemy as sa
from conformance_knowledge import KnowledgeConformance
from conformance_runs import RunsConformance
from conformance_spending import SpendingConformance
from conformance_views import ViewsConformance
from store_helpers import OWNER, outcome, running_run

from orchestrator.errors import OwnershipLost
from orchestrator.problems.identity import sketch_digest
from orchestrator.store import (
    AttemptOutcome,
    NewAttempt,
    NewEntry,
    NewSketch,
    Note,
    Store,
    Usage,
    collected,
)
from orchestrator.store.sql import events
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.store import SqlStore
from orchestrator.vocabulary import (
    AttemptState,
    Direction,
    EpisodeStatus,
    RunOutcome,
)


def execute(url: str, *statements: str) -> None:
    """Run SQL behind the store's back."""
    if url.startswith("sqlite"):
        with sqlite3.connect(str(sa.make_url(url).database)) as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()
    else:
        with psycopg.connect(url) as connection:
            for statement in statements:
                connection.execute(statement.encode())


class StoreConformance(RunsConformance, KnowledgeConformance, SpendingConformance, ViewsConformance):
    """All parts, and that what is final stays so at the level of the database."""

    async def fill(self, store: Store) -> None:
        """A row in every table, all final."""
        run = await running_run(store, attempts=2)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        root = await store.sketches.add(run.statement_id, NewSketch(Direction.PROVE, ("sorry",)))
        episode = await store.episodes.start(attempt.id, OWNER, profile="p", model="m", prompt_version="1")
        await store.ledger.reserve(run.id, "c", micro_usd=1, tokens=1, episode_id=episode.id)
        await store.ledger.settle("c", Usage(1, 1, 0))
        await store.episodes.finish(
            episode.id, OWNER, EpisodeStatus.COMPLETE, entries=[NewEntry("note", 0.0, {"text": "x"})]
        )
        full = outcome()
        assert full.sketch
        await store.attempts.finish(attempt.id, OWNER, replace(full, sketch=replace(full.sketch, parent=root.digest)))
        await store.runs.finish(run.id, OWNER, RunOutcome.PROVED)

    async def test_final_rows_withstand_handwritten_sql(self, store: Store, url: str) -> None:
        await self.fill(store)
        columns = {
            "statement_versions": "text",
            "sketches": "plan",
            "sketch_parents": "role",
            "goals": "target",
            "sketch_goals": "goal_digest",
            "goal_results": "proof",
            "checks": "messages",
            "verdicts": "verdict",
            "events": "payload",
            "transcript_entries": "kind",
            "runs": "outcome",
            "attempts": "state",
            "episodes": "status",
            "charges": "state",
        }
        for table, column in columns.items():
            for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
                with pytest.raises((sqlite3.IntegrityError, psycopg.errors.IntegrityError), match="never changes"):
                    execute(url, statement)

    async def test_a_cancelled_caller_leaves_the_store_usable(self, store: Store) -> None:
        run = await running_run(store)
        tasks = [asyncio.create_task(store.events.append(run.id, [Note("n", {"n": n})])) for n in range(10)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        notes = [event.event for event in await store.events.since(run.id)]
        seen = {note.detail["n"] for note in notes if isinstance(note, Note)}
        assert {1, 3, 5, 7, 9} <= seen
        await store.events.append(run.id, [Note("last")])

    async def test_a_transaction_that_has_begun_ends_before_its_caller_is_cancelled(self, store: Store) -> None:
        run = await running_run(store)
        assert isinstance(store, SqlStore)

        def be_cancelled_and_append(tx: Transaction) -> None:
            task.cancel()
            events.append(tx, run.id, [Note("written")])

        task = asyncio.create_task(store._db.write(be_cancelled_and_append))
        with pytest.raises(asyncio.CancelledError):
            await task
        assert [event.kind for event in await store.events.since(run.id, 2)] == ["note"]

    async def test_calls_are_charged_to_the_run_they_belong_to(self, store: Store) -> None:
        run, other = await running_run(store, attempts=1), await running_run(store, problem="erdos/2")
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        with pytest.raises(ValueError, match="belongs to run"):
            await store.ledger.reserve(other.id, "c", micro_usd=1, tokens=1, attempt_id=attempt.id)

    async def test_what_comes_next_is_put_in_line_with_the_outcome(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        made = outcome()
        assert made.sketch
        start = sketch_digest(run.statement_sha256, made.sketch.direction, made.sketch.regions)
        then = [NewAttempt("agent", 7, parent_sketch=start)]
        with pytest.raises(OwnershipLost):
            await store.attempts.finish(attempt.id, "somebody else", made, then=then)
        for _ in range(2):
            await store.attempts.finish(attempt.id, OWNER, made, then=then)
        (waiting,) = await collected(store.attempts.list, run.id, [AttemptState.WAITING])
        assert (waiting.prover, waiting.seed, waiting.parent_sketch) == ("agent", 7, start)

    async def test_an_empty_outcome_is_one_too(self, store: Store) -> None:
        run = await running_run(store, attempts=1)
        attempt = await store.attempts.claim(run.id, OWNER)
        assert attempt
        done = await store.attempts.finish(attempt.id, OWNER, AttemptOutcome(detail="nothing found"))
        assert (done.state, done.sketch_digest) == (AttemptState.FINISHED, None)
