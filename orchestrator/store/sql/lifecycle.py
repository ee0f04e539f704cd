"""The life of a run: acquired by one owner at a time, paused, taken over, finished once."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from orchestrator.errors import AlreadyFinished
from orchestrator.store.records import (
    Run,
)
from orchestrator.store.sql import attempts, campaigns, ledger
from orchestrator.store.sql import runs as run_rows
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.tables import runs, sketches, verdicts
from orchestrator.vocabulary import TRUST_OF_PROOF, Direction, RunOutcome, RunStatus, VerdictKind

EVIDENCE = {
    RunOutcome.PROVED: (Direction.PROVE,),
    RunOutcome.DISPROVED: (Direction.DISPROVE,),
    RunOutcome.ANSWERED: tuple(Direction),
}
"""What an accepted sketch must argue for before a run may end so."""


def acquire(tx: Transaction, run_id: str, owner: str, stale_after: float) -> Run | None:
    """See `Store.acquire_run`."""
    run = run_rows.lock_unfinished(tx, run_id)
    if run.status is RunStatus.RUNNING:
        if run.owner == owner:
            return run
        assert run.heartbeat_at is not None
        if run.heartbeat_at >= tx.now - timedelta(seconds=stale_after):
            return None
        # Calls that no attempt made (raters) died with the old owner; those of attempts end with their attempt.
        ledger.settle_lost(tx, run_id, attempt_id=None)
    started_at = run.started_at or tx.now
    values = {"status": RunStatus.RUNNING, "owner": owner, "heartbeat_at": tx.now, "started_at": started_at}
    tx.execute(sa.update(runs).where(runs.c.id == run_id).values(values))
    run_rows.log(tx, run_id, "run.acquired", owner=owner, previous_owner=run.owner)
    return run_rows.get(tx, run_id)


def heartbeat(tx: Transaction, run_id: str, owner: str) -> Run:
    """See `Store.heartbeat_run`."""
    run = run_rows.lock_owned(tx, run_id, owner)
    _pass_time(tx, run)
    return run_rows.get(tx, run_id)


def _pass_time(tx: Transaction, run: Run) -> None:
    # The store counts a run's seconds itself, heartbeat to heartbeat: time without an owner costs nothing, and a
    # killed process loses at most one interval.
    assert run.heartbeat_at is not None
    elapsed = max(0.0, (tx.now - run.heartbeat_at).total_seconds())
    values = {"heartbeat_at": tx.now, "spent_seconds": runs.c.spent_seconds + elapsed}
    tx.execute(sa.update(runs).where(runs.c.id == run.id).values(values))
    if run.campaign_id is not None:
        campaigns.pass_time(tx, run.campaign_id, run.heartbeat_at)


def pause(tx: Transaction, run_id: str, owner: str) -> Run:
    """See `Store.pause_run`."""
    run = run_rows.lock_owned(tx, run_id, owner)
    _pass_time(tx, run)
    attempts.set_aside_running(tx, run_id, "the run was paused")
    ledger.settle_lost(tx, run_id, attempt_id=None)
    run_rows.log(tx, run_id, "run.paused")
    tx.execute(sa.update(runs).where(runs.c.id == run_id).values(status=RunStatus.PAUSED, owner=None))
    return run_rows.get(tx, run_id)


def finish(tx: Transaction, run_id: str, owner: str, outcome: RunOutcome, detail: str) -> Run:
    """See `Store.finish_run`."""
    run = run_rows.lock(tx, run_id)
    if run.status is RunStatus.FINISHED:
        if run.outcome is not outcome:
            raise AlreadyFinished(f"run {run_id} is finished ({run.outcome}) and cannot become {outcome}")
        return run
    run_rows.lock_owned(tx, run_id, owner)
    _require_evidence(tx, run_id, outcome)
    _pass_time(tx, run)
    attempts.cancel_all(tx, run_id, f"the run ended: {outcome}")
    ledger.settle_lost(tx, run_id, attempt_id=None)
    run_rows.log(tx, run_id, "run.finished", outcome=outcome, detail=detail)
    values = {"status": RunStatus.FINISHED, "outcome": outcome, "detail": detail, "finished_at": tx.now}
    tx.execute(sa.update(runs).where(runs.c.id == run_id).values(values))
    return run_rows.get(tx, run_id)


def _require_evidence(tx: Transaction, run_id: str, outcome: RunOutcome) -> None:
    if outcome not in EVIDENCE:
        return
    query = (
        sa.select(verdicts.c.id)
        .join_from(verdicts, sketches)
        .where(
            verdicts.c.run_id == run_id,
            verdicts.c.verdict == VerdictKind.ACCEPTED,
            verdicts.c.trust.in_(TRUST_OF_PROOF),
            sketches.c.direction.in_(EVIDENCE[outcome]),
        )
    )
    if tx.row(query.limit(1)) is None:
        raise ValueError(f"run {run_id} has no accepted verdict that makes it {outcome}")
