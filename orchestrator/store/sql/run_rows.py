"""Reading and locking runs.

Whatever changes a run or something that belongs to it first locks the run's row (`lock`). On PostgreSQL this queues
the writers of one run, so that counters, sequence numbers and states can be read, judged and written without
a gap; on SQLite ``BEGIN IMMEDIATE`` has done so already.
"""

from __future__ import annotations

import sqlalchemy as sa

from orchestrator.errors import AlreadyFinished, OwnershipLost, UnknownId
from orchestrator.store.runs import Run
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.rows import run_record
from orchestrator.store.sql.tables import attempts, runs, statement_versions
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
