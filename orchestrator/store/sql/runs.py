"""The life of a run: created, acquired by one owner at a time, paused, taken over, finished once."""

from __future__ import annotations

import sqlalchemy as sa

from orchestrator.errors import AlreadyFinished
from orchestrator.store.events import RunAcquired, RunCreated, RunFinished, RunPaused
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.runs import NewRun, Run, Runs
from orchestrator.store.sql import attempts, campaigns, ledger, log, problems, run_rows
from orchestrator.store.sql.counts import count
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.rows import run_record
from orchestrator.store.sql.tables import runs, sketches, statement_versions, verdicts
from orchestrator.vocabulary import TRUST_OF_PROOF, Direction, RunOutcome, RunStatus, VerdictKind

EVIDENCE = {
    RunOutcome.PROVED: (Direction.PROVE,),
    RunOutcome.DISPROVED: (Direction.DISPROVE,),
    RunOutcome.ANSWERED: tuple(Direction),
}
"""What an accepted sketch must argue for before a run may end so."""
UNFINISHED = tuple(status for status in RunStatus if status is not RunStatus.FINISHED)
_UNFINISHED = run_rows.RUN.where(runs.c.status.in_(UNFINISHED))


class SqlRuns(Runs):
    """See `Runs`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def create(self, new: NewRun) -> Run:
        return await self._db.write(create, new)

    async def get(self, run_id: str) -> Run:
        return await self._db.read(run_rows.get, run_id)

    async def list(
        self,
        *,
        unfinished: bool = False,
        campaign_id: str | None = None,
        problem_id: str | None = None,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Run]:
        return await self._db.read(list_runs, unfinished, campaign_id, problem_id, newest_first, after, limit)

    async def acquire(self, run_id: str, owner: str, *, stale_after: float) -> Run | None:
        return await self._db.write(acquire, run_id, owner, stale_after)

    async def heartbeat(self, run_id: str, owner: str) -> Run:
        return await self._db.write(heartbeat, run_id, owner)

    async def pause(self, run_id: str, owner: str, *, detail: str = "") -> Run:
        return await self._db.write(pause, run_id, owner, detail)

    async def finish(self, run_id: str, owner: str, outcome: RunOutcome, *, detail: str = "") -> Run:
        return await self._db.write(finish, run_id, owner, outcome, detail)


def create(tx: Transaction, new: NewRun) -> Run:
    """A queued run."""
    problems.get_statement(tx, new.statement_id)
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
    log.log(tx, run_id, RunCreated(new.strategy))
    count(tx, new.statement_id, runs=1)
    return run_rows.get(tx, run_id)


def list_runs(
    tx: Transaction,
    unfinished: bool,
    campaign_id: str | None,
    problem_id: str | None,
    newest_first: bool,
    after: str | None,
    limit: int,
) -> Page[Run]:
    """See `Runs.list`."""
    if campaign_id is not None:
        campaigns.get(tx, campaign_id)
    return read_page(
        tx,
        _UNFINISHED if unfinished else run_rows.RUN,
        runs.c.id,
        run_record,
        where={runs.c.campaign_id: campaign_id, statement_versions.c.problem_id: problem_id},
        after=after,
        limit=limit,
        newest_first=newest_first,
    )


def acquire(tx: Transaction, run_id: str, owner: str, stale_after: float) -> Run | None:
    """See `Runs.acquire`."""
    run = run_rows.lock_unfinished(tx, run_id)
    if run.status is RunStatus.RUNNING and run.owner == owner:
        return run
    if run.campaign_id is not None:
        campaigns.require_active(campaigns.get(tx, run.campaign_id))
    if run.status is RunStatus.RUNNING:
        assert run.heartbeat_at is not None
        # A heartbeat from the future is as silent as an old one: the clock was set back, and the living beat again.
        if abs((tx.now - run.heartbeat_at).total_seconds()) <= stale_after:
            return None
        # Calls that no attempt made (raters) died with the old owner; those of attempts end with their attempt.
        ledger.settle_lost(tx, run_id, attempt_id=None)
    started_at = run.started_at or tx.now
    values = {
        "status": RunStatus.RUNNING,
        "owner": owner,
        "heartbeat_at": tx.now,
        "started_at": started_at,
        "detail": "",
    }
    tx.execute(sa.update(runs).where(runs.c.id == run_id).values(values))
    log.log(tx, run_id, RunAcquired(owner, run.owner))
    return run_rows.get(tx, run_id)


def heartbeat(tx: Transaction, run_id: str, owner: str) -> Run:
    """See `Runs.heartbeat`."""
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


def pause(tx: Transaction, run_id: str, owner: str, detail: str) -> Run:
    """See `Runs.pause`."""
    run = run_rows.lock_owned(tx, run_id, owner)
    _pass_time(tx, run)
    again = attempts.set_aside_running(tx, run_id, "the run was paused")
    ledger.settle_lost(tx, run_id, attempt_id=None)
    log.log(tx, run_id, RunPaused(detail))
    values = {"status": RunStatus.PAUSED, "owner": None, "detail": detail}
    tx.execute(sa.update(runs).where(runs.c.id == run_id).values(values))
    count(tx, run.statement_id, attempts=again)
    return run_rows.get(tx, run_id)


def finish(tx: Transaction, run_id: str, owner: str, outcome: RunOutcome, detail: str) -> Run:
    """See `Runs.finish`."""
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
    log.log(tx, run_id, RunFinished(outcome, detail))
    values = {"status": RunStatus.FINISHED, "outcome": outcome, "detail": detail, "finished_at": tx.now}
    tx.execute(sa.update(runs).where(runs.c.id == run_id).values(values))
    ended = run_rows.get(tx, run_id)
    decided = {outcome.value: 1} if outcome.decided else {}
    count(tx, run.statement_id, micro_usd=ended.spent.micro_usd, **decided)
    return ended


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
