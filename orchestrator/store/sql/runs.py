"""Problems, runs and their event log.

Whatever changes a run or something that belongs to it first locks the run's row (`lock`). On PostgreSQL this puts
the writers of one run in a line, so that counters, sequence numbers and states can be read, judged and written without
a gap; on SQLite ``BEGIN IMMEDIATE`` has done so already.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from orchestrator.errors import AlreadyFinished, OwnershipLost, UnknownId
from orchestrator.problems.identity import sha256_hex
from orchestrator.store.inputs import JsonObject, NewEvent, NewRun
from orchestrator.store.records import (
    Event,
    Problem,
    Run,
    StatementVersion,
)
from orchestrator.store.sql import campaigns
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.rows import record, run_record
from orchestrator.store.sql.tables import attempts, events, problems, runs, statement_versions
from orchestrator.vocabulary import RunStatus

RUN = sa.select(runs, statement_versions.c.problem_id, statement_versions.c.sha256.label("statement_sha256")).join_from(
    runs, statement_versions
)

# What every model call or episode needs is made once: SQLAlchemy need not build and recognize it each time.
_GET = RUN.where(runs.c.id == sa.bindparam("run_id"))
_LOCK = _GET.with_for_update(of=runs)
_LOCK_OF_ATTEMPT = RUN.where(
    runs.c.id == sa.select(attempts.c.run_id).where(attempts.c.id == sa.bindparam("attempt_id")).scalar_subquery()
).with_for_update(of=runs)
_LAST_SEQ = sa.select(sa.func.max(events.c.seq).label("seq")).where(events.c.run_id == sa.bindparam("run_id"))


def add_statement(
    tx: Transaction, problem_id: str, source: str, title: str, text: str, metadata: JsonObject
) -> StatementVersion:
    """The stored version of this text, made (and the problem with it) where it is new; the title is kept current."""
    tx.insert_missing(problems, {"id": problem_id, "source": source, "title": title, "created_at": tx.now})
    tx.execute(sa.update(problems).where(problems.c.id == problem_id, problems.c.title != title).values(title=title))
    digest = sha256_hex(text)
    values = {"problem_id": problem_id, "sha256": digest, "text": text, "metadata": metadata, "created_at": tx.now}
    tx.insert_missing(statement_versions, values)
    row = tx.row(
        sa.select(statement_versions).where(
            statement_versions.c.problem_id == problem_id, statement_versions.c.sha256 == digest
        )
    )
    assert row is not None
    return record(StatementVersion, row)


def get_statement(tx: Transaction, statement_id: int) -> StatementVersion:
    """The statement version; raises `UnknownId`."""
    row = tx.row(sa.select(statement_versions).where(statement_versions.c.id == statement_id))
    if row is None:
        raise UnknownId("statement version", str(statement_id))
    return record(StatementVersion, row)


def get_problem(tx: Transaction, problem_id: str) -> Problem | None:
    """The problem, or None."""
    row = tx.row(sa.select(problems).where(problems.c.id == problem_id))
    return None if row is None else record(Problem, row)


def create(tx: Transaction, new: NewRun) -> Run:
    """A queued run."""
    get_statement(tx, new.statement_id)
    if new.campaign_id is not None:
        campaigns.get(tx, new.campaign_id)
    run_id = tx.new_id("r")
    values = {
        "id": run_id,
        "statement_id": new.statement_id,
        "strategy": new.strategy,
        "config": new.config,
        "toolchain": new.toolchain,
        "status": RunStatus.QUEUED,
        "detail": "",
        "limit_micro_usd": new.limits.micro_usd,
        "limit_tokens": new.limits.tokens,
        "limit_seconds": new.limits.seconds,
        "limit_episodes": new.limits.episodes,
        "max_retries": new.max_retries,
        "campaign_id": new.campaign_id,
        "created_at": tx.now,
    }
    tx.insert(runs, [values])
    log(tx, run_id, "run.created", strategy=new.strategy)
    return get(tx, run_id)


def get(tx: Transaction, run_id: str) -> Run:
    """The run; raises `UnknownId`."""
    row = tx.row(_GET, run_id=run_id)
    if row is None:
        raise UnknownId("run", run_id)
    return run_record(row)


def lock(tx: Transaction, run_id: str) -> Run:
    """The run, held against other writers until the transaction ends."""
    row = tx.row(_LOCK, run_id=run_id)
    if row is None:
        raise UnknownId("run", run_id)
    return run_record(row)


def lock_of_attempt(tx: Transaction, attempt_id: str) -> Run:
    """Like `lock`, for the run of an attempt; raises `UnknownId` where there is no such attempt."""
    row = tx.row(_LOCK_OF_ATTEMPT, attempt_id=attempt_id)
    if row is None:
        raise UnknownId("attempt", attempt_id)
    return run_record(row)


def lock_unfinished(tx: Transaction, run_id: str) -> Run:
    """Like `lock`; raises `AlreadyFinished`."""
    run = lock(tx, run_id)
    require_unfinished(run)
    return run


def require_unfinished(run: Run) -> None:
    """Raise `AlreadyFinished` if the run has ended."""
    if run.status is RunStatus.FINISHED:
        raise AlreadyFinished(f"run {run.id} is finished ({run.outcome}); start a new run for more work")


def lock_owned(tx: Transaction, run_id: str, owner: str) -> Run:
    """Like `lock_unfinished`; raises `OwnershipLost` unless ``owner`` has it running."""
    run = lock_unfinished(tx, run_id)
    if run.owner != owner or run.status is not RunStatus.RUNNING:
        raise OwnershipLost(f"run {run_id} is {run.status} and no longer belongs to {owner}; stop working on it")
    return run


def unfinished(tx: Transaction) -> tuple[Run, ...]:
    """Every run that is not finished, oldest first."""
    open_states = [status for status in RunStatus if status is not RunStatus.FINISHED]
    return tuple(run_record(row) for row in tx.rows(RUN.where(runs.c.status.in_(open_states)).order_by(runs.c.id)))


def of_campaign(tx: Transaction, campaign_id: str) -> tuple[Run, ...]:
    """See `Store.campaign_runs`."""
    campaigns.get(tx, campaign_id)
    return tuple(run_record(row) for row in tx.rows(RUN.where(runs.c.campaign_id == campaign_id).order_by(runs.c.id)))


def log(tx: Transaction, run_id: str, kind: str, /, **payload: object) -> None:
    """Append one event; the caller holds the run's lock."""
    append_events(tx, run_id, [NewEvent(kind, payload)])


def append_events(tx: Transaction, run_id: str, new: Sequence[NewEvent]) -> None:
    """Append events in order. Under the run's lock, so a reader who sees ``seq`` has seen all below it."""
    if not new:
        return
    last = tx.row(_LAST_SEQ, run_id=run_id)
    start = 1 + ((last and last["seq"]) or 0)
    rows = [
        {"run_id": run_id, "seq": seq, "kind": event.kind, "payload": dict(event.payload), "created_at": tx.now}
        for seq, event in enumerate(new, start)
    ]
    tx.insert(events, rows)


def append_event(tx: Transaction, run_id: str, event: NewEvent) -> None:
    """See `Store.append_event`."""
    lock(tx, run_id)
    append_events(tx, run_id, [event])


def events_since(tx: Transaction, run_id: str, seq: int, limit: int) -> tuple[Event, ...]:
    """See `Store.events_since`."""
    get(tx, run_id)
    query = sa.select(events).where(events.c.run_id == run_id, events.c.seq > seq).order_by(events.c.seq).limit(limit)
    return tuple(record(Event, row) for row in tx.rows(query))
