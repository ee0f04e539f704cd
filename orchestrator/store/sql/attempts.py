"""Attempts: claiming, heartbeats, admission of an outcome, infrastructure failures and their retries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from orchestrator.errors import AlreadyFinished, OwnershipLost, UnknownId
from orchestrator.problems.identity import sha256_hex
from orchestrator.store.attempts import Attempt, AttemptOutcome, Attempts, NewAttempt, NewCheck
from orchestrator.store.events import AnyEvent, AttemptCancelled, AttemptFailed, AttemptFinished, AttemptStarted
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.runs import Run
from orchestrator.store.sql import episodes, goals, log, run_rows, sketches, verdicts
from orchestrator.store.sql.attempt_lists import Capped, counts, list_attempts
from orchestrator.store.sql.counts import count, note_verdict
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import attempts, checks
from orchestrator.store.verdicts import Verdict
from orchestrator.vocabulary import AttemptState, EpisodeStatus, FailureKind, RunStatus

# Every episode makes these; see `run_rows`.
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


class SqlAttempts(Attempts):
    """See `Attempts`."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._capped = Capped()

    async def add(self, run_id: str, new: Sequence[NewAttempt]) -> tuple[Attempt, ...]:
        return await self._db.write(add, run_id, new)

    async def begin(
        self, run_id: str, owner: str, new: Sequence[NewAttempt], *, events: Sequence[AnyEvent] = ()
    ) -> tuple[Attempt, ...]:
        return await self._db.write(begin, run_id, owner, new, events)

    async def get(self, attempt_id: str) -> Attempt:
        return await self._db.read(get, attempt_id)

    async def list(
        self,
        run_id: str,
        states: Collection[AttemptState] = tuple(AttemptState),
        *,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Attempt]:
        return await self._db.read(list_attempts, run_id, tuple(states), newest_first, after, limit)

    async def counts(self, run_id: str, *, at_most: int | None = None) -> Mapping[AttemptState, int]:
        return await self._db.read(counts, run_id, None if at_most is None else (self._capped, at_most))

    async def history(self, attempt_id: str) -> tuple[Attempt, ...]:
        return await self._db.read(history, attempt_id)

    async def claim(self, run_id: str, owner: str) -> Attempt | None:
        return await self._db.write(claim, run_id, owner)

    async def heartbeat(self, attempt_id: str, owner: str) -> None:
        await self._db.write(heartbeat, attempt_id, owner)

    async def finish(
        self, attempt_id: str, owner: str, outcome: AttemptOutcome, *, then: Sequence[NewAttempt] = ()
    ) -> Attempt:
        return await self._db.write(finish, attempt_id, owner, outcome, then)

    async def fail(
        self,
        attempt_id: str,
        owner: str,
        kind: FailureKind,
        detail: str,
        *,
        retry: bool = True,
        events: Sequence[AnyEvent] = (),
    ) -> Attempt | None:
        return await self._db.write(fail, attempt_id, owner, kind, detail, retry, events)

    async def cancel(self, attempt_id: str, *, detail: str, events: Sequence[AnyEvent] = ()) -> Attempt:
        return await self._db.write(cancel, attempt_id, detail, events)

    async def retry_stale(self, run_id: str, *, stale_after: float) -> tuple[Attempt, ...]:
        return await self._db.write(retry_stale, run_id, stale_after)


def get(tx: Transaction, attempt_id: str) -> Attempt:
    """The attempt; raises `UnknownId`."""
    return _load(tx, attempt_id).attempt


def _load(tx: Transaction, attempt_id: str) -> _Stored:
    row = tx.row(_GET, attempt_id=attempt_id)
    if row is None:
        raise UnknownId("attempt", attempt_id)
    return _Stored(record(Attempt, row), row["outcome_digest"])


def in_states(tx: Transaction, run_id: str, states: Sequence[AttemptState]) -> tuple[Attempt, ...]:
    """All attempts of a run in these states, oldest first."""
    query = sa.select(attempts).where(attempts.c.run_id == run_id, attempts.c.state.in_(states)).order_by(attempts.c.id)
    return tuple(record(Attempt, row) for row in tx.rows(query))


def history(tx: Transaction, attempt_id: str) -> tuple[Attempt, ...]:
    """See `Attempts.history`."""
    attempt = get(tx, attempt_id)
    earlier = sa.select(attempts).where(attempts.c.id == attempt.retry_of).cte("earlier", recursive=True)
    earlier = earlier.union_all(sa.select(attempts).where(attempts.c.id == earlier.c.retry_of))
    return tuple(record(Attempt, row) for row in tx.rows(sa.select(earlier).order_by(earlier.c.id.desc())))


def add(tx: Transaction, run_id: str, new: Sequence[NewAttempt]) -> tuple[Attempt, ...]:
    """See `Attempts.add`."""
    run = run_rows.lock_unfinished(tx, run_id)
    added = _add(tx, run_id, new)
    count(tx, run.statement_id, attempts=len(added))
    return added


def _add(tx: Transaction, run_id: str, new: Sequence[NewAttempt], **state: object) -> tuple[Attempt, ...]:
    sketches.require(tx, [attempt.parent_sketch for attempt in new if attempt.parent_sketch])
    return tuple(_insert(tx, run_id, attempt, retry_of=None, retries=0, **state) for attempt in new)


def begin(
    tx: Transaction, run_id: str, owner: str, new: Sequence[NewAttempt], events: Sequence[AnyEvent]
) -> tuple[Attempt, ...]:
    """See `Attempts.begin`."""
    run = run_rows.lock_owned(tx, run_id, owner)
    begun = _add(tx, run_id, new, **_running(tx, owner))
    started = [AttemptStarted(attempt.id, owner, attempt.prover, attempt.direction) for attempt in begun]
    log.append(tx, run_id, [*events, *started])
    count(tx, run.statement_id, attempts=len(begun))
    return begun


def _running(tx: Transaction, owner: str) -> dict[str, object]:
    return {"state": AttemptState.RUNNING, "owner": owner, "heartbeat_at": tx.now, "started_at": tx.now}


def _insert(
    tx: Transaction, run_id: str, new: NewAttempt, *, retry_of: str | None, retries: int, **state: object
) -> Attempt:
    """Store an attempt; it waits, unless ``state`` has the columns that say otherwise."""
    values = asdict(new) | {
        "id": tx.new_id("a"),
        "run_id": run_id,
        "state": AttemptState.WAITING,
        "retry_of": retry_of,
        "retries": retries,
        "detail": "",
        "created_at": tx.now,
        **state,
    }
    row = tx.row(_INSERT, **values)
    assert row is not None
    return record(Attempt, row)


def claim(tx: Transaction, run_id: str, owner: str) -> Attempt | None:
    """See `Attempts.claim`."""
    if run_rows.lock(tx, run_id).status is not RunStatus.RUNNING:
        return None
    claimed = tx.row(_CLAIM, of_run=run_id, **_running(tx, owner))
    if claimed is None:
        return None
    log.log(tx, run_id, AttemptStarted(claimed["id"], owner, claimed["prover"], claimed["direction"]))
    return record(Attempt, claimed)


def heartbeat(tx: Transaction, attempt_id: str, owner: str) -> None:
    """See `Attempts.heartbeat`."""
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
    """See `Attempts.finish`."""
    digest = sha256_hex(repr(outcome))
    run, stored = _lock(tx, attempt_id)
    attempt = stored.attempt
    if attempt.state is AttemptState.FINISHED and attempt.owner == owner:
        if stored.outcome_digest != digest:
            raise AlreadyFinished(f"attempt {attempt_id} was finished with another outcome, which stays")
        return attempt
    if attempt.state is not AttemptState.RUNNING or attempt.owner != owner:
        raise _lost(attempt, owner)
    judged: list[Verdict] = []
    sketch = None if outcome.sketch is None else sketches.add_to_run(tx, run, outcome.sketch, attempt_id)
    if sketch is not None:
        goals.add(tx, outcome.goals)
        sketches.set_goals(tx, sketch, outcome.goals)
        for verdict in outcome.verdicts:
            judged.append(verdicts.add(tx, run.id, attempt_id, sketch, verdict))
    if outcome.goal_results:
        goals.add_results(tx, outcome.goal_results, attempt_id)
    _add_checks(tx, attempt_id, outcome.checks)
    last = outcome.verdicts[-1].verdict if outcome.verdicts else None
    episodes.close_all(tx, run.id, attempt_id, EpisodeStatus.FAILED)
    for new in then:
        _insert(tx, run.id, new, retry_of=None, retries=0)
    ended = _end(
        tx,
        attempt,
        AttemptState.FINISHED,
        *outcome.events,
        AttemptFinished(attempt.id, sketch, last, attempt.prover, outcome.detail),
        sketch_digest=sketch,
        outcome_digest=digest,
        detail=outcome.detail,
    )
    count(tx, run.statement_id, attempts=len(then))
    for each in judged:
        note_verdict(tx, run.statement_id, each)
    return ended


def _end(tx: Transaction, attempt: Attempt, state: AttemptState, *events: AnyEvent, **values: object) -> Attempt:
    """Write the final state, by compare-and-set, and the events that tell of it."""
    values |= {"state": state, "finished_at": tx.now}
    ended = tx.row(_END, ended_id=attempt.id, former_state=attempt.state, **values)
    assert ended is not None, "the run's lock keeps other writers out"
    log.append(tx, attempt.run_id, events)
    return record(Attempt, ended)


def fail(
    tx: Transaction,
    attempt_id: str,
    owner: str,
    kind: FailureKind,
    detail: str,
    retry: bool,
    events: Sequence[AnyEvent],
) -> Attempt | None:
    """See `Attempts.fail`."""
    run, stored = _lock(tx, attempt_id)
    attempt = stored.attempt
    if attempt.state is AttemptState.FAILED and attempt.owner == owner:
        return _retry_of(tx, attempt_id)
    if attempt.state is not AttemptState.RUNNING or attempt.owner != owner:
        raise _lost(attempt, owner)
    log.append(tx, run.id, events)
    again = _fail(tx, run, attempt, kind, detail, retry)
    count(tx, run.statement_id, failed_attempts=1, attempts=0 if again is None else 1)
    return again


def _fail(
    tx: Transaction, run: Run, attempt: Attempt, kind: FailureKind, detail: str, retry: bool = True
) -> Attempt | None:
    episodes.close_all(tx, run.id, attempt.id, EpisodeStatus.FAILED)
    again = None
    if retry and run.status is not RunStatus.FINISHED and attempt.retries < run.max_retries:
        again = _repeat(tx, attempt, retries=attempt.retries + 1)
    event = AttemptFailed(attempt.id, kind, detail, None if again is None else again.id)
    _end(tx, attempt, AttemptState.FAILED, event, failure_kind=kind, detail=detail)
    return again


def _repeat(tx: Transaction, attempt: Attempt, *, retries: int) -> Attempt:
    again = NewAttempt(attempt.prover, attempt.seed, attempt.direction, attempt.parent_sketch, attempt.task)
    return _insert(tx, attempt.run_id, again, retry_of=attempt.id, retries=retries)


def _retry_of(tx: Transaction, attempt_id: str) -> Attempt | None:
    row = tx.row(sa.select(attempts).where(attempts.c.retry_of == attempt_id))
    return None if row is None else record(Attempt, row)


def retry_stale(tx: Transaction, run_id: str, stale_after: float) -> tuple[Attempt, ...]:
    """See `Attempts.retry_stale`."""
    run = run_rows.lock(tx, run_id)
    running = sa.and_(attempts.c.run_id == run_id, attempts.c.state == AttemptState.RUNNING)
    query = sa.select(attempts).where(running, tx.silent(attempts.c.heartbeat_at, stale_after)).order_by(attempts.c.id)
    stale = [record(Attempt, row) for row in tx.rows(query)]
    silence = f"no heartbeat for {stale_after:g} s"
    failed = [_fail(tx, run, attempt, FailureKind.WORKER_LOST, silence) for attempt in stale]
    retries = tuple(retry for retry in failed if retry is not None)
    count(tx, run.statement_id, failed_attempts=len(failed), attempts=len(retries))
    return retries


def cancel(tx: Transaction, attempt_id: str, detail: str, events: Sequence[AnyEvent]) -> Attempt:
    """See `Attempts.cancel`."""
    run, stored = _lock(tx, attempt_id)
    if not stored.attempt.state.final:
        log.append(tx, run.id, events)
    return _cancel(tx, stored.attempt, detail)


def _cancel(tx: Transaction, attempt: Attempt, detail: str) -> Attempt:
    if attempt.state.final:
        return attempt
    episodes.close_all(tx, attempt.run_id, attempt.id, EpisodeStatus.CANCELLED)
    return _end(tx, attempt, AttemptState.CANCELLED, AttemptCancelled(attempt.id, detail), detail=detail)


def cancel_all(tx: Transaction, run_id: str, detail: str) -> None:
    """Cancel everything that waits or runs in a run whose lock the caller holds."""
    for attempt in in_states(tx, run_id, (AttemptState.WAITING, AttemptState.RUNNING)):
        _cancel(tx, attempt, detail)


def set_aside_running(tx: Transaction, run_id: str, detail: str) -> int:
    """Cancel what runs and queue the same work again; an interruption on purpose is no retry.

    Returns:
        How many attempts were made, which the caller counts.
    """
    running = in_states(tx, run_id, (AttemptState.RUNNING,))
    for attempt in running:
        _cancel(tx, attempt, detail)
        _repeat(tx, attempt, retries=attempt.retries)
    return len(running)


def _add_checks(tx: Transaction, attempt_id: str, new: Sequence[NewCheck]) -> None:
    """Store checks of an attempt."""
    rows = [
        {
            "attempt_id": attempt_id,
            "outcome": check.outcome,
            "seconds": check.seconds,
            "messages": [dict(message) for message in check.messages],
            "created_at": tx.now,
        }
        for check in new
    ]
    tx.insert(checks, rows)
