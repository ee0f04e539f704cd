"""`SqlStore`: the storage contract on SQLite and PostgreSQL. Each method names the transaction that it is."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from orchestrator.store import schema
from orchestrator.store.contract import Store
from orchestrator.store.inputs import (
    AttemptOutcome,
    Budget,
    JsonObject,
    NewAttempt,
    NewEvent,
    NewGoalResult,
    NewRun,
    NewSketch,
    NewVerdict,
    Usage,
)
from orchestrator.store.records import (
    Attempt,
    Campaign,
    Charge,
    Episode,
    Event,
    GoalResult,
    LineageEdge,
    Run,
    Sketch,
    StatementVersion,
    StoreCheck,
    Verdict,
)
from orchestrator.store.sql import attempts, campaigns, ledger, lifecycle, runs, sketches, views
from orchestrator.store.sql.engine import Database, Transaction, shown
from orchestrator.store.views import Detail, ProblemOverview
from orchestrator.vocabulary import AttemptState, EpisodeStatus, FailureKind, RunOutcome


class SqlStore(Store):
    """See `Store` for what each method promises. Made by `orchestrator.store.open_store`, which also closes it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add_statement(
        self, problem_id: str, *, source: str, title: str, text: str, metadata: JsonObject | None = None
    ) -> StatementVersion:
        return await self._db.write(runs.add_statement, problem_id, source, title, text, dict(metadata or {}))

    async def get_statement(self, statement_id: int) -> StatementVersion:
        return await self._db.read(runs.get_statement, statement_id)

    async def create_campaign(self, limits: Budget) -> Campaign:
        return await self._db.write(campaigns.create, limits)

    async def get_campaign(self, campaign_id: str) -> Campaign:
        return await self._db.read(campaigns.get, campaign_id)

    async def campaign_runs(self, campaign_id: str) -> tuple[Run, ...]:
        return await self._db.read(runs.of_campaign, campaign_id)

    async def create_run(self, new: NewRun) -> Run:
        return await self._db.write(runs.create, new)

    async def get_run(self, run_id: str) -> Run:
        return await self._db.read(runs.get, run_id)

    async def unfinished_runs(self) -> tuple[Run, ...]:
        return await self._db.read(runs.unfinished)

    async def acquire_run(self, run_id: str, owner: str, *, stale_after: float) -> Run | None:
        return await self._db.write(lifecycle.acquire, run_id, owner, stale_after)

    async def heartbeat_run(self, run_id: str, owner: str) -> Run:
        return await self._db.write(lifecycle.heartbeat, run_id, owner)

    async def pause_run(self, run_id: str, owner: str) -> Run:
        return await self._db.write(lifecycle.pause, run_id, owner)

    async def finish_run(self, run_id: str, owner: str, outcome: RunOutcome, *, detail: str = "") -> Run:
        return await self._db.write(lifecycle.finish, run_id, owner, outcome, detail)

    async def add_attempts(self, run_id: str, new: Sequence[NewAttempt]) -> tuple[Attempt, ...]:
        return await self._db.write(attempts.add, run_id, new)

    async def claim_attempt(self, run_id: str, owner: str) -> Attempt | None:
        return await self._db.write(attempts.claim, run_id, owner)

    async def heartbeat_attempt(self, attempt_id: str, owner: str) -> None:
        await self._db.write(attempts.heartbeat, attempt_id, owner)

    async def finish_attempt(
        self, attempt_id: str, owner: str, outcome: AttemptOutcome, *, then: Sequence[NewAttempt] = ()
    ) -> Attempt:
        return await self._db.write(attempts.finish, attempt_id, owner, outcome, then)

    async def fail_attempt(self, attempt_id: str, owner: str, kind: FailureKind, detail: str) -> Attempt | None:
        return await self._db.write(attempts.fail, attempt_id, owner, kind, detail)

    async def cancel_attempt(self, attempt_id: str, *, detail: str) -> Attempt:
        return await self._db.write(attempts.cancel, attempt_id, detail)

    async def retry_stale_attempts(self, run_id: str, *, stale_after: float) -> tuple[Attempt, ...]:
        return await self._db.write(attempts.retry_stale, run_id, stale_after)

    async def attempts(
        self, run_id: str, states: Collection[AttemptState] = tuple(AttemptState)
    ) -> tuple[Attempt, ...]:
        return await self._db.read(attempts.of_run, run_id, tuple(states))

    async def add_sketch(self, statement_id: int, sketch: NewSketch) -> Sketch:
        return await self._db.write(sketches.add_and_get, statement_id, sketch)

    async def get_sketch(self, digest: str) -> Sketch:
        return await self._db.read(sketches.get, digest)

    async def run_sketches(self, run_id: str) -> tuple[Sketch, ...]:
        return await self._db.read(sketches.of_run, run_id)

    async def lineage(self, digest: str) -> tuple[LineageEdge, ...]:
        return await self._db.read(sketches.lineage, digest)

    async def goal_results(self, digests: Sequence[str], toolchain: str) -> Mapping[str, tuple[GoalResult, ...]]:
        return await self._db.read(sketches.find_goal_results, digests, toolchain)

    async def add_goal_results(self, results: Sequence[NewGoalResult], *, attempt_id: str | None = None) -> None:
        await self._db.write(sketches.add_goal_results, results, attempt_id)

    async def add_verdict(self, run_id: str, sketch_digest: str, verdict: NewVerdict) -> Verdict:
        return await self._db.write(sketches.judge_again, run_id, sketch_digest, verdict)

    async def append_event(self, run_id: str, event: NewEvent) -> None:
        await self._db.write(runs.append_event, run_id, event)

    async def events_since(self, run_id: str, seq: int = 0, *, limit: int = 1000) -> tuple[Event, ...]:
        return await self._db.read(runs.events_since, run_id, seq, limit)

    async def start_episode(
        self, attempt_id: str, owner: str, *, profile: str, model: str, prompt_version: str
    ) -> Episode:
        return await self._db.write(ledger.start_episode, attempt_id, owner, profile, model, prompt_version)

    async def finish_episode(
        self,
        episode_id: str,
        owner: str,
        status: EpisodeStatus,
        *,
        transcript: Any,
        edits: int = 0,
        seconds: float = 0.0,
        sketch: NewSketch | None = None,
    ) -> Episode:
        # Compressing megabytes takes tens of milliseconds: not on the event loop, not under the write lock.
        content = await asyncio.to_thread(views.encode_transcript, transcript)
        return await self._db.write(ledger.finish_episode, episode_id, owner, status, content, edits, seconds, sketch)

    async def reserve(
        self,
        run_id: str,
        call_id: str,
        *,
        micro_usd: int,
        tokens: int,
        attempt_id: str | None = None,
        episode_id: str | None = None,
    ) -> Charge:
        return await self._db.write(ledger.reserve, run_id, call_id, micro_usd, tokens, attempt_id, episode_id)

    async def settle(self, call_id: str, usage: Usage) -> Charge:
        return await self._db.write(ledger.settle, call_id, usage)

    async def release(self, call_id: str) -> Charge:
        return await self._db.write(ledger.release, call_id)

    async def overview(self, prefix: str = "") -> tuple[ProblemOverview, ...]:
        return await self._db.read(views.overview, prefix)

    async def show(self, identifier: str) -> Detail:
        return await self._db.read(views.show, identifier)

    async def check(self) -> StoreCheck:
        return await self._db.read(self._check)

    def _check(self, tx: Transaction) -> StoreCheck:
        sqlite = self._db.dialect == "sqlite"
        version = "SELECT sqlite_version()" if sqlite else "SHOW server_version"
        return StoreCheck(
            dialect=self._db.dialect,
            server_version=str(tx.connection.execute(sa.text(version)).scalar_one()),
            location=shown(self._db.url),
            journal_mode=str(tx.connection.execute(sa.text("PRAGMA journal_mode")).scalar_one()) if sqlite else None,
            schema_revision=str(schema.stored_revision(tx.connection)),
            expected_revision=schema.schema_version(),
        )
