"""Attempts: claiming, heartbeats, admission of an outcome, failures of ours and their retries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

import sqlalchemy as sa

from orchestrator.errors import AlreadyFinished, OwnershipLost, UnknownId
from orchestrator.problems.identity import canonical_json, sha256_hex
from orchestrator.store.inputs import AttemptOutcome, NewAttempt
from orchestrator.store.records import (
    Attempt,
    Run,
)
from orchestrator.store.sql import ledger, sketches
from orchestrator.store.sql import runs as run_rows
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import attempts
from orchestrator.vocabulary import AttemptState, EpisodeStatus, FailureKind, RunStatus

# Every episode makes these; see `runs`.
_GET = sa.select(attempts).where(attempts.c.id == sa.bindparam("attempt_id"))
_INSERT = sa.insert(attempts).returning(attempts)
_FIRST = (
    sa.select(attempts.c.id)
    .where(attempts.c.run_id == sa.bindparam("of_run"), attempts.c.state == AttemptState.WAITING)
    .order_by(attempts.c.id)
    .limit(1)
)
_CLAIM = sa.update(attempts).where(attempts.c.id == _FIRST.scalar_subquery()).returning(attempts)
_UNCHANGED = sa.and_(attempts.c.id == sa.bindparam("ended_id"), attempts.c.state == sa.bindparam("former_state"))
_END = sa.update(attempts).where(_UNCHANGED).returning(attempts)


@dataclass(frozen=True, slots=True)
class _Stored:
    """An attempt with the digest of the outcome it was finished with."""

    attempt: Attempt
    outcome_digest: str | None


def get(tx: Transaction, attempt_id: str) -> Attempt:
    """The attempt; raises `UnknownId`."""
    return _load(tx, attempt_id).attempt


def _load(tx: Transaction, attempt_id: str) -> _Stored:
    row = tx.row(_GET, attempt_id=attempt_id)
    if row is None:
        raise UnknownId("attempt", attempt_id)
    return _Stored(record(Attempt, row), row["outcome_digest"])


def of_run(tx: Transaction, run_id: str, states: Sequence[AttemptState]) -> tuple[Attempt, ...]:
    """See `Store.attempts`."""
    run_rows.get(tx, run_id)
    query = sa.select(attempts).where(attempts.c.run_id == run_id, attempts.c.state.in_(states)).order_by(attempts.c.id)
    return tuple(record(Attempt, row) for row in tx.rows(query))


def add(tx: Transaction, run_id: str, new: Sequence[NewAttempt]) -> tuple[Attempt, ...]:
    """See `Store.add_attempts`."""
    run_rows.lock_unfinished(tx, run_id)
    for digest in sorted({attempt.parent_sketch for attempt in new if attempt.parent_sketch}):
        sketches.get(tx, digest)
    return tuple(_insert(tx, run_id, attempt, retry_of=None, retries=0) for attempt in new)


def _insert(tx: Transaction, run_id: str, new: NewAttempt, *, retry_of: str | None, retries: int) -> Attempt:
    values = asdict(new) | {
        "id": tx.new_id("a"),
        "run_id": run_id,
        "state": AttemptState.WAITING,
        "retry_of": retry_of,
        "retries": retries,
        "detail": "",
        "created_at": tx.now,
    }
    row = tx.row(_INSERT, **values)
    assert row is not None
    return record(Attempt, row)


def claim(tx: Transaction, run_id: str, owner: str) -> Attempt | None:
    """See `Store.claim_attempt`."""
    if run_rows.lock(tx, run_id).status is not RunStatus.RUNNING:
        return None
    values = {"state": AttemptState.RUNNING, "owner": owner, "heartbeat_at": tx.now, "started_at": tx.now}
    claimed = tx.row(_CLAIM, of_run=run_id, **values)
    if claimed is None:
        return None
    run_rows.log(tx, run_id, "attempt.started", attempt=claimed["id"], owner=owner)
    return record(Attempt, claimed)


def heartbeat(tx: Transaction, attempt_id: str, owner: str) -> None:
    """See `Store.heartbeat_attempt`."""
    mine = sa.and_(attempts.c.id == attempt_id, attempts.c.state == AttemptState.RUNNING, attempts.c.owner == owner)
    if tx.execute(sa.update(attempts).where(mine).values(heartbeat_at=tx.now)) == 0:
        raise _lost(get(tx, attempt_id), owner)


def _lost(attempt: Attempt, owner: str) -> OwnershipLost:
    return OwnershipLost(f"attempt {attempt.id} is {attempt.state} and not {owner}'s any more; stop working on it")


def _lock(tx: Transaction, attempt_id: str) -> tuple[Run, _Stored]:
    return run_rows.lock_of_attempt(tx, attempt_id), _load(tx, attempt_id)


def finish(
    tx: Transaction, attempt_id: str, owner: str, outcome: AttemptOutcome, then: Sequence[NewAttempt]
) -> Attempt:
    """See `Store.finish_attempt`."""
    digest = sha256_hex(canonical_json(asdict(outcome)))
    run, stored = _lock(tx, attempt_id)
    attempt = stored.attempt
    if attempt.state is AttemptState.FINISHED and attempt.owner == owner:
        if stored.outcome_digest != digest:
            raise AlreadyFinished(f"attempt {attempt_id} was finished with another outcome, which stays")
        return attempt
    if attempt.state is not AttemptState.RUNNING or attempt.owner != owner:
        raise _lost(attempt, owner)
    sketch = None if outcome.sketch is None else sketches.add_to_run(tx, run, outcome.sketch, attempt_id)
    if sketch is not None:
        sketches.add_goals(tx, outcome.goals)
        sketches.set_sketch_goals(tx, sketch, outcome.goals)
        for verdict in outcome.verdicts:
            sketches.add_verdict(tx, run.id, attempt_id, sketch, verdict)
    if outcome.goal_results:
        sketches.add_goal_results(tx, outcome.goal_results, attempt_id)
    sketches.add_checks(tx, attempt_id, outcome.checks)
    run_rows.append_events(tx, run.id, outcome.events)
    last = outcome.verdicts[-1].verdict if outcome.verdicts else None
    ledger.close_episodes(tx, run.id, attempt_id, EpisodeStatus.FAILED)
    for new in then:
        _insert(tx, run.id, new, retry_of=None, retries=0)
    return _end(
        tx,
        attempt,
        AttemptState.FINISHED,
        {"sketch": sketch, "verdict": last},
        sketch_digest=sketch,
        outcome_digest=digest,
        detail=outcome.detail,
    )


def _end(
    tx: Transaction, attempt: Attempt, state: AttemptState, payload: dict[str, object], **values: object
) -> Attempt:
    """Write the final state, by compare-and-set, and the event that tells of it."""
    values |= {"state": state, "finished_at": tx.now}
    ended = tx.row(_END, ended_id=attempt.id, former_state=attempt.state, **values)
    assert ended is not None, "the run's lock keeps other writers out"
    run_rows.log(tx, attempt.run_id, f"attempt.{state}", attempt=attempt.id, **payload)
    return record(Attempt, ended)


def fail(tx: Transaction, attempt_id: str, owner: str, kind: FailureKind, detail: str) -> Attempt | None:
    """See `Store.fail_attempt`."""
    run, stored = _lock(tx, attempt_id)
    attempt = stored.attempt
    if attempt.state is AttemptState.FAILED and attempt.owner == owner:
        return _retry_of(tx, attempt_id)
    if attempt.state is not AttemptState.RUNNING or attempt.owner != owner:
        raise _lost(attempt, owner)
    return _fail(tx, run, attempt, kind, detail)


def _fail(tx: Transaction, run: Run, attempt: Attempt, kind: FailureKind, detail: str) -> Attempt | None:
    ledger.close_episodes(tx, run.id, attempt.id, EpisodeStatus.FAILED)
    _end(tx, attempt, AttemptState.FAILED, {"kind": kind}, failure_kind=kind, detail=detail)
    if run.status is RunStatus.FINISHED or attempt.retries >= run.max_retries:
        return None
    return _repeat(tx, attempt, retries=attempt.retries + 1)


def _repeat(tx: Transaction, attempt: Attempt, *, retries: int) -> Attempt:
    again = NewAttempt(attempt.prover, attempt.seed, attempt.direction, attempt.parent_sketch)
    return _insert(tx, attempt.run_id, again, retry_of=attempt.id, retries=retries)


def _retry_of(tx: Transaction, attempt_id: str) -> Attempt | None:
    row = tx.row(sa.select(attempts).where(attempts.c.retry_of == attempt_id))
    return None if row is None else record(Attempt, row)


def retry_stale(tx: Transaction, run_id: str, stale_after: float) -> tuple[Attempt, ...]:
    """See `Store.retry_stale_attempts`."""
    run = run_rows.lock(tx, run_id)
    before = tx.now - timedelta(seconds=stale_after)
    running = sa.and_(attempts.c.run_id == run_id, attempts.c.state == AttemptState.RUNNING)
    query = sa.select(attempts).where(running, attempts.c.heartbeat_at < before).order_by(attempts.c.id)
    stale = [record(Attempt, row) for row in tx.rows(query)]
    silence = f"no heartbeat for {stale_after:g} s"
    retries = (_fail(tx, run, attempt, FailureKind.WORKER_LOST, silence) for attempt in stale)
    return tuple(retry for retry in retries if retry is not None)


def cancel(tx: Transaction, attempt_id: str, detail: str) -> Attempt:
    """See `Store.cancel_attempt`."""
    _, stored = _lock(tx, attempt_id)
    return _cancel(tx, stored.attempt, detail)


def _cancel(tx: Transaction, attempt: Attempt, detail: str) -> Attempt:
    if attempt.state not in (AttemptState.WAITING, AttemptState.RUNNING):
        return attempt
    ledger.close_episodes(tx, attempt.run_id, attempt.id, EpisodeStatus.CANCELLED)
    return _end(tx, attempt, AttemptState.CANCELLED, {}, detail=detail)


def cancel_all(tx: Transaction, run_id: str, detail: str) -> None:
    """Cancel everything that waits or runs in a run whose lock the caller holds."""
    for attempt in of_run(tx, run_id, (AttemptState.WAITING, AttemptState.RUNNING)):
        _cancel(tx, attempt, detail)


def set_aside_running(tx: Transaction, run_id: str, detail: str) -> None:
    """Cancel what runs and put the same work back in line; an interruption on purpose is no retry."""
    for attempt in of_run(tx, run_id, (AttemptState.RUNNING,)):
        _cancel(tx, attempt, detail)
        _repeat(tx, attempt, retries=attempt.retries)
