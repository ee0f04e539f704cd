"""The queries behind `Listing`. Each page costs a few statements over index ranges of its own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from orchestrator.errors import UnknownId
from orchestrator.store.campaigns import Campaign
from orchestrator.store.goals import GoalResult
from orchestrator.store.listing import (
    GoalLine,
    Growth,
    Listing,
    ProblemFilter,
    ProblemLine,
    Ranking,
    SketchLine,
    SpendLine,
    Totals,
)
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.problems import StatementVersion
from orchestrator.store.runs import Run
from orchestrator.store.sql import campaigns, run_rows
from orchestrator.store.sql import tables as t
from orchestrator.store.sql.engine import Database, Transaction, among
from orchestrator.store.sql.listing_goals import Blocks, goal_detail, goal_lines
from orchestrator.store.sql.listing_lineage import best_sketch, growth, matches, sketch_lines
from orchestrator.store.sql.listing_problems import (
    DECIDED,
    STATE,
    facets,
    problem_line,
    problem_lines,
    statement_versions,
    with_counts,
)
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.remembered import Remembered
from orchestrator.store.sql.rows import record, run_record
from orchestrator.store.sql.verdicts import IS_PROOF
from orchestrator.store.verdicts import Verdict
from orchestrator.vocabulary import (
    AttemptState,
    Direction,
    FailureKind,
    ProblemState,
    RunOutcome,
    RunStatus,
)

_BARE_VERDICT = [column for column in t.verdicts.c if column.name != "certificate"]

# Made once: to make a statement and to recognize it takes longer than most of them run.
_OF_SKETCH = t.verdicts.c.sketch_digest == t.sketches.c.digest
_DECISION = (
    sa.select(t.verdicts, t.sketches.c.direction)
    .join_from(t.sketches, t.verdicts, _OF_SKETCH)
    .join(t.runs, t.runs.c.id == t.verdicts.c.run_id)
    .where(t.runs.c.statement_id == sa.bindparam("of_statement"), IS_PROOF)
    .order_by(t.verdicts.c.id.desc())
    .limit(1)
)
_VERDICT = (
    sa.select(t.verdicts, t.sketches.c.direction)
    .join_from(t.verdicts, t.sketches, _OF_SKETCH)
    .where(t.verdicts.c.id == sa.bindparam("verdict_id"))
)
_VERDICTS = sa.select(
    *_BARE_VERDICT, t.verdicts.c.certificate.is_not(None).label("has_certificate"), t.sketches.c.direction
).join_from(t.verdicts, t.sketches, _OF_SKETCH)
_LAST_EVENT = sa.select(sa.func.coalesce(sa.func.max(t.events.c.seq), 0).label("n")).where(
    t.events.c.run_id == sa.bindparam("of_run")
)
_SUMS = ("input_tokens", "output_tokens", "micro_usd")
_SPEND = sa.select(
    t.episodes.c.model,
    sa.func.count().label("calls"),
    *(sa.func.coalesce(sa.func.sum(t.episodes.c[name]), 0).label(name) for name in _SUMS),
).group_by(t.episodes.c.model)
_SPEND_OF_RUN = _SPEND.where(t.episodes.c.run_id == sa.bindparam("of"))
_SPEND_OF_CAMPAIGN = _SPEND.join(t.runs, t.runs.c.id == t.episodes.c.run_id).where(
    t.runs.c.campaign_id == sa.bindparam("of")
)
_FAILURES = (
    sa.select(t.attempts.c.failure_kind, sa.func.count().label("number"))
    .join_from(t.runs, t.attempts, t.attempts.c.run_id == t.runs.c.id)
    .where(t.runs.c.campaign_id == sa.bindparam("of_campaign"), t.attempts.c.state == AttemptState.FAILED)
    .group_by(t.attempts.c.failure_kind)
)


class SqlListing(Listing):
    """See `Listing`."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._blocks: Remembered[Blocks] = Remembered()

    async def problems(
        self, which: ProblemFilter, *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[ProblemLine]:
        return await self._db.read(problem_lines, which, after, limit)

    async def problem(self, problem_id: str) -> ProblemLine:
        return await self._db.read(problem_line, problem_id)

    async def statements(
        self, problem_id: str, *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[StatementVersion]:
        return await self._db.read(statement_versions, problem_id, after, limit)

    async def facets(self) -> tuple[Sequence[str], Sequence[str]]:
        return await self._db.read(facets)

    async def totals(self) -> Totals:
        return await self._db.read(_totals)

    async def decided(self, limit: int) -> Sequence[tuple[str, str, Run]]:
        return await self._db.read(_decided, limit)

    async def runs(
        self,
        *,
        problem_id: str | None = None,
        campaign_id: str | None = None,
        status: RunStatus | None = None,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Run]:
        return await self._db.read(_runs, problem_id, campaign_id, status, after, limit)

    async def decision(self, statement_id: int) -> tuple[Verdict, Direction] | None:
        return await self._db.read(_decision, statement_id)

    async def verdict(self, verdict_id: int) -> tuple[Verdict, Direction]:
        return await self._db.read(_verdict, verdict_id)

    async def verdicts(
        self,
        *,
        run_id: str | None = None,
        sketch: str | None = None,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[tuple[Verdict, Direction, bool]]:
        return await self._db.read(_verdicts, run_id, sketch, after, limit)

    async def sketches(self, run_id: str, *, after: str | None = None, limit: int = DEFAULT_PAGE) -> Page[SketchLine]:
        return await self._db.read(sketch_lines, run_id, after, limit)

    async def sketch_run(self, digest: str) -> str | None:
        return await self._db.read(_sketch_run, digest)

    async def best_sketch(self, statement_id: int) -> str | None:
        return await self._db.read(best_sketch, statement_id)

    async def goals(self, run_id: str, *, after: str | None = None, limit: int = DEFAULT_PAGE) -> Page[GoalLine]:
        return await self._db.read(goal_lines, self._blocks, run_id, after, limit)

    async def growth(self, run_id: str, limit: int) -> Growth:
        return await self._db.read(growth, run_id, limit)

    async def matches(self, run_id: str, limit: int) -> Sequence[tuple[datetime, Ranking]]:
        return await self._db.read(matches, run_id, limit)

    async def last_event(self, run_id: str) -> int:
        return await self._db.read(_last_event, run_id)

    async def goal(self, digest: str, toolchain: str | None) -> tuple[GoalLine, Sequence[GoalResult]]:
        return await self._db.read(goal_detail, digest, toolchain)

    async def spend(self, *, run_id: str | None = None, campaign_id: str | None = None) -> Sequence[SpendLine]:
        return await self._db.read(_spend, run_id, campaign_id)

    async def campaigns(self, *, after: str | None = None, limit: int = DEFAULT_PAGE) -> Page[Campaign]:
        return await self._db.read(_campaigns, after, limit)

    async def campaign_runs(self, campaign_ids: Sequence[str]) -> Mapping[str, Mapping[RunStatus | RunOutcome, int]]:
        return await self._db.read(_campaign_runs, campaign_ids)

    async def failures(self, campaign_id: str) -> Mapping[FailureKind, int]:
        return await self._db.read(_failures, campaign_id)


def _totals(tx: Transaction) -> Totals:
    by_state, by_status, ended, going_on = (tx.rows(query) for query in _totals_queries())
    return Totals(
        {ProblemState(row["state"]): row["number"] for row in by_state},
        {row["status"]: row["number"] for row in by_status},
        int(ended[0]["micro_usd"]) + int(going_on[0]["micro_usd"]),
    )


@cache
def _totals_queries() -> Sequence[sa.Executable]:
    """Problems by state, runs by status, what ended runs have cost, what the others have."""
    kept = t.statement_counts.c
    counted = with_counts(sa.select(STATE.label("state")).select_from(t.problems)).subquery()
    # What a run costs is added to the counters when it ends; until then the run has it.
    others = [status for status in RunStatus if status is not RunStatus.FINISHED]
    unfinished = sa.select(sa.func.coalesce(sa.func.sum(t.runs.c.spent_micro_usd), 0).label("micro_usd"))
    return (
        sa.select(counted.c.state, sa.func.count().label("number")).group_by(counted.c.state),
        sa.select(t.runs.c.status, sa.func.count().label("number")).group_by(t.runs.c.status),
        sa.select(sa.func.coalesce(sa.func.sum(kept.micro_usd), 0).label("micro_usd")),
        unfinished.where(t.runs.c.status.in_(others)),
    )


def _decided(tx: Transaction, limit: int) -> Sequence[tuple[str, str, Run]]:
    rows = tx.rows(_decided_query(), at_most=limit)
    return [(row["problem_id"], row["title"], run_record(row)) for row in rows]


@cache
def _decided_query() -> sa.Select[Any]:
    newest = (
        sa.select(t.runs.c.id)
        # Written out, since SQLite takes a partial index only for values that it sees.
        .where(t.runs.c.outcome.in_(sa.bindparam("decided", DECIDED, expanding=True, literal_execute=True)))
        .order_by(t.runs.c.finished_at.desc(), t.runs.c.id.desc())
        .limit(sa.bindparam("at_most"))
    ).subquery()
    return (
        run_rows.RUN.add_columns(t.problems.c.title)
        .join(t.problems, t.problems.c.id == t.statement_versions.c.problem_id)
        .where(t.runs.c.id.in_(sa.select(newest.c.id)))
        .order_by(t.runs.c.finished_at.desc(), t.runs.c.id.desc())
    )


def _runs(
    tx: Transaction,
    problem_id: str | None,
    campaign_id: str | None,
    status: RunStatus | None,
    after: str | None,
    limit: int,
) -> Page[Run]:
    where = {
        t.statement_versions.c.problem_id: problem_id,
        t.runs.c.campaign_id: campaign_id,
        t.runs.c.status: status,
    }
    return read_page(
        tx, run_rows.RUN, t.runs.c.id, run_record, where=where, after=after, limit=limit, newest_first=True
    )


def _decision(tx: Transaction, statement_id: int) -> tuple[Verdict, Direction] | None:
    row = tx.row(_DECISION, of_statement=statement_id)
    return None if row is None else (record(Verdict, row), row["direction"])


def _verdict(tx: Transaction, verdict_id: int) -> tuple[Verdict, Direction]:
    row = tx.row(_VERDICT, verdict_id=verdict_id)
    if row is None:
        raise UnknownId("verdict", str(verdict_id))
    return record(Verdict, row), row["direction"]


def _verdicts(
    tx: Transaction, run_id: str | None, sketch: str | None, after: str | None, limit: int
) -> Page[tuple[Verdict, Direction, bool]]:
    if run_id is not None:
        run_rows.get(tx, run_id)
    where = {t.verdicts.c.run_id: run_id, t.verdicts.c.sketch_digest: sketch}

    def line(row: RowMapping) -> tuple[Verdict, Direction, bool]:
        return record(Verdict, row, certificate=None), row["direction"], bool(row["has_certificate"])

    return read_page(tx, _VERDICTS, t.verdicts.c.id, line, where=where, after=after, limit=limit, newest_first=True)


def _sketch_run(tx: Transaction, digest: str) -> str | None:
    query = sa.select(t.attempts.c.run_id).where(t.attempts.c.sketch_digest == digest).order_by(t.attempts.c.id)
    row = tx.row(query.limit(1))
    return None if row is None else str(row["run_id"])


def _last_event(tx: Transaction, run_id: str) -> int:
    run_rows.get(tx, run_id)
    return int(tx.rows(_LAST_EVENT, of_run=run_id)[0]["n"])


def _spend(tx: Transaction, run_id: str | None, campaign_id: str | None) -> Sequence[SpendLine]:
    query, of = _SPEND, ""
    if run_id is not None:
        of = run_rows.get(tx, run_id).id
        query = _SPEND_OF_RUN
    if campaign_id is not None:
        of = campaigns.get(tx, campaign_id).id
        query = _SPEND_OF_CAMPAIGN
    rows = tx.rows(query, of=of) if of else tx.rows(query)
    lines = [SpendLine(str(row["model"]), *(int(row[name]) for name in ("calls", *_SUMS))) for row in rows]
    return sorted(lines, key=lambda line: (-line.micro_usd, line.model))


def _campaigns(tx: Transaction, after: str | None, limit: int) -> Page[Campaign]:
    return campaigns.list_campaigns(tx, None, None, True, after, limit)


def _campaign_runs(tx: Transaction, campaign_ids: Sequence[str]) -> Mapping[str, Mapping[RunStatus | RunOutcome, int]]:
    found: dict[str, dict[RunStatus | RunOutcome, int]] = {one: {} for one in campaign_ids}
    for row in tx.rows_among(_runs_by_campaign, campaign_ids):
        counts = found[row["campaign_id"]]
        for key in (row["status"], row["outcome"]):
            if key is not None:
                counts[key] = counts.get(key, 0) + row["number"]
    return found


@cache
def _runs_by_campaign(dialect: str) -> sa.Executable:
    run = t.runs.c
    query = sa.select(run.campaign_id, run.status, run.outcome, sa.func.count().label("number"))
    return query.where(among(dialect, run.campaign_id)).group_by(run.campaign_id, run.status, run.outcome)


def _failures(tx: Transaction, campaign_id: str) -> Mapping[FailureKind, int]:
    return {row["failure_kind"]: row["number"] for row in tx.rows(_FAILURES, of_campaign=campaign_id)}
