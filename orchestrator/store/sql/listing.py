"""The queries behind `Listing`. Each page costs a few statements over index ranges of its own rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
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
from orchestrator.store.sql import campaigns, problems, run_rows
from orchestrator.store.sql import tables as t
from orchestrator.store.sql.engine import Database, Transaction, among
from orchestrator.store.sql.listing_goals import Blocks, goal_detail, goal_lines
from orchestrator.store.sql.listing_lineage import best_sketch, growth, matches, sketch_lines
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.remembered import Remembered
from orchestrator.store.sql.rows import campaign_record, record, run_record
from orchestrator.store.verdicts import Verdict
from orchestrator.vocabulary import (
    TRUST_OF_PROOF,
    Direction,
    FailureKind,
    ProblemState,
    RunOutcome,
    RunStatus,
    VerdictKind,
)

_DECIDED = (RunOutcome.PROVED, RunOutcome.DISPROVED, RunOutcome.ANSWERED)
_CURRENT = t.problems.c.current_id
"""The id of a problem's current statement."""


def _has(condition: sa.ColumnElement[bool]) -> sa.Exists:
    return sa.exists().where(t.runs.c.statement_id == t.statement_versions.c.id, condition)


_STATE = sa.case(
    *((_has(t.runs.c.outcome == outcome), outcome.value) for outcome in _DECIDED),
    (_has(t.runs.c.status == RunStatus.RUNNING), ProblemState.RUNNING.value),
    (_has(sa.true()), ProblemState.TRIED.value),
    else_=ProblemState.UNTRIED.value,
)
"""Where a statement stands, best first, as `ProblemState` orders it."""
_OF_STATEMENT = t.runs.c.statement_id == t.statement_versions.c.id
_PROBLEMS = sa.select(
    t.problems.c.id,
    t.problems.c.title,
    t.statement_versions.c.id.label("statement_id"),
    t.statement_versions.c.sha256.label("statement_sha256"),
    t.statement_versions.c.metadata,
    _STATE.label("state"),
    sa.select(sa.func.count()).where(_OF_STATEMENT).scalar_subquery().label("runs"),
    sa.select(sa.func.coalesce(sa.func.sum(t.runs.c.spent_micro_usd), 0))
    .where(_OF_STATEMENT)
    .scalar_subquery()
    .label("micro_usd"),
).join_from(t.problems, t.statement_versions, t.statement_versions.c.id == _CURRENT)
_BARE_VERDICT = [column for column in t.verdicts.c if column.name != "certificate"]
_IS_PROOF = sa.and_(t.verdicts.c.verdict == VerdictKind.ACCEPTED, t.verdicts.c.trust.in_(tuple(TRUST_OF_PROOF)))


class SqlListing(Listing):
    """See `Listing`."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._blocks: Remembered[Blocks] = Remembered()

    async def problems(
        self, which: ProblemFilter, *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[ProblemLine]:
        return await self._db.read(_problems, which, after, limit)

    async def problem(self, problem_id: str) -> ProblemLine:
        return await self._db.read(_problem, problem_id)

    async def statements(
        self, problem_id: str, *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[StatementVersion]:
        return await self._db.read(_statements, problem_id, after, limit)

    async def facets(self) -> tuple[Sequence[str], Sequence[str]]:
        return await self._db.read(_facets)

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


def _problems(tx: Transaction, which: ProblemFilter, after: str | None, limit: int) -> Page[ProblemLine]:
    query = _PROBLEMS
    if which.source:
        query = query.where(t.problems.c.id.startswith(f"{which.source}/", autoescape=True))
    if which.state:
        query = query.where(sa.type_coerce(_STATE, sa.String) == which.state.value)
    if which.known:
        query = query.where(t.statement_versions.c.metadata["status"].as_string() == which.known)
    for axis, state in (("informal", which.informal), ("formal", which.formal)):
        if state:
            query = query.where(t.statement_versions.c.metadata["axes"][axis].as_string() == state)
    if which.tag:
        as_text = sa.cast(t.statement_versions.c.metadata, sa.Text)
        query = query.where(as_text.contains(json.dumps(which.tag), autoescape=True))
    if which.text:
        titled = t.problems.c.title.icontains(which.text, autoescape=True)
        query = query.where(sa.or_(titled, t.problems.c.id.icontains(which.text, autoescape=True)))
    return read_page(tx, query, t.problems.c.id, _problem_line, after=after, limit=limit)


def _problem(tx: Transaction, problem_id: str) -> ProblemLine:
    row = tx.row(_PROBLEMS.where(t.problems.c.id == problem_id))
    if row is None:
        problems.get(tx, problem_id)  # says which ids look alike
        raise UnknownId("problem", problem_id)
    return _problem_line(row)


def _problem_line(row: RowMapping) -> ProblemLine:
    return record(ProblemLine, row, state=ProblemState(row["state"]), micro_usd=int(row["micro_usd"]))


def _statements(tx: Transaction, problem_id: str, after: str | None, limit: int) -> Page[StatementVersion]:
    problems.get(tx, problem_id)
    query = sa.select(t.statement_versions).where(t.statement_versions.c.problem_id == problem_id)

    def version(row: RowMapping) -> StatementVersion:
        return record(StatementVersion, row)

    return read_page(tx, query, t.statement_versions.c.id, version, after=after, limit=limit, newest_first=True)


def _facets(tx: Transaction) -> tuple[Sequence[str], Sequence[str]]:
    sources: set[str] = set()
    tags: set[str] = set()
    columns = sa.select(t.problems.c.id, t.statement_versions.c.metadata["tags"].label("tags"))
    for row in tx.rows(columns.join_from(t.problems, t.statement_versions, t.statement_versions.c.id == _CURRENT)):
        sources.add(str(row["id"]).partition("/")[0])
        tags.update(row["tags"] or ())
    return sorted(sources), sorted(tags)


def _totals(tx: Transaction) -> Totals:
    kept = t.statement_counts.c
    running = sa.select(t.runs.c.statement_id).where(t.runs.c.status == RunStatus.RUNNING)
    state = sa.case(
        *((kept[outcome.value] > 0, outcome.value) for outcome in _DECIDED),
        (kept.statement_id.in_(running), ProblemState.RUNNING.value),
        (kept.runs > 0, ProblemState.TRIED.value),
        else_=ProblemState.UNTRIED.value,
    )
    counted = (
        sa.select(state.label("state"))
        .join_from(t.problems, t.statement_counts, kept.statement_id == _CURRENT, isouter=True)
        .subquery()
    )
    by_state = tx.rows(sa.select(counted.c.state, sa.func.count().label("number")).group_by(counted.c.state))
    by_status = tx.rows(sa.select(t.runs.c.status, sa.func.count().label("number")).group_by(t.runs.c.status))
    # What a run costs is added to the counters when it ends; until then the run has it.
    ended = tx.rows(sa.select(sa.func.coalesce(sa.func.sum(kept.micro_usd), 0).label("micro_usd")))
    others = [status for status in RunStatus if status is not RunStatus.FINISHED]
    unfinished = sa.select(sa.func.coalesce(sa.func.sum(t.runs.c.spent_micro_usd), 0).label("micro_usd"))
    going_on = tx.rows(unfinished.where(t.runs.c.status.in_(others)))
    return Totals(
        {ProblemState(row["state"]): row["number"] for row in by_state},
        {row["status"]: row["number"] for row in by_status},
        int(ended[0]["micro_usd"]) + int(going_on[0]["micro_usd"]),
    )


def _decided(tx: Transaction, limit: int) -> Sequence[tuple[str, str, Run]]:
    newest = (
        sa.select(t.runs.c.id)
        # Written out, since SQLite takes a partial index only for values that it sees.
        .where(t.runs.c.outcome.in_(sa.bindparam("decided", _DECIDED, expanding=True, literal_execute=True)))
        .order_by(t.runs.c.finished_at.desc(), t.runs.c.id.desc())
        .limit(limit)
    ).subquery()
    query = (
        run_rows.RUN.add_columns(t.problems.c.title)
        .join(t.problems, t.problems.c.id == t.statement_versions.c.problem_id)
        .where(t.runs.c.id.in_(sa.select(newest.c.id)))
        .order_by(t.runs.c.finished_at.desc(), t.runs.c.id.desc())
    )
    return [(row["problem_id"], row["title"], run_record(row)) for row in tx.rows(query)]


def _runs(
    tx: Transaction,
    problem_id: str | None,
    campaign_id: str | None,
    status: RunStatus | None,
    after: str | None,
    limit: int,
) -> Page[Run]:
    query = run_rows.RUN
    if problem_id is not None:
        query = query.where(t.statement_versions.c.problem_id == problem_id)
    if campaign_id is not None:
        query = query.where(t.runs.c.campaign_id == campaign_id)
    if status is not None:
        query = query.where(t.runs.c.status == status)
    return read_page(tx, query, t.runs.c.id, run_record, after=after, limit=limit, newest_first=True)


def _decision(tx: Transaction, statement_id: int) -> tuple[Verdict, Direction] | None:
    query = (
        sa.select(t.verdicts, t.sketches.c.direction)
        .join_from(t.sketches, t.verdicts, t.verdicts.c.sketch_digest == t.sketches.c.digest)
        .join(t.runs, t.runs.c.id == t.verdicts.c.run_id)
        .where(t.runs.c.statement_id == statement_id, _IS_PROOF)
        .order_by(t.verdicts.c.id.desc())
        .limit(1)
    )
    row = tx.row(query)
    return None if row is None else (record(Verdict, row), row["direction"])


def _verdict(tx: Transaction, verdict_id: int) -> tuple[Verdict, Direction]:
    query = sa.select(t.verdicts, t.sketches.c.direction).join_from(
        t.verdicts, t.sketches, t.verdicts.c.sketch_digest == t.sketches.c.digest
    )
    row = tx.row(query.where(t.verdicts.c.id == verdict_id))
    if row is None:
        raise UnknownId("verdict", str(verdict_id))
    return record(Verdict, row), row["direction"]


def _verdicts(
    tx: Transaction, run_id: str | None, sketch: str | None, after: str | None, limit: int
) -> Page[tuple[Verdict, Direction, bool]]:
    query = sa.select(
        *_BARE_VERDICT, t.verdicts.c.certificate.is_not(None).label("has_certificate"), t.sketches.c.direction
    ).join_from(t.verdicts, t.sketches, t.verdicts.c.sketch_digest == t.sketches.c.digest)
    if run_id is not None:
        run_rows.get(tx, run_id)
        query = query.where(t.verdicts.c.run_id == run_id)
    if sketch is not None:
        query = query.where(t.verdicts.c.sketch_digest == sketch)

    def line(row: RowMapping) -> tuple[Verdict, Direction, bool]:
        return record(Verdict, row, certificate=None), row["direction"], bool(row["has_certificate"])

    return read_page(tx, query, t.verdicts.c.id, line, after=after, limit=limit, newest_first=True)


def _sketch_run(tx: Transaction, digest: str) -> str | None:
    query = sa.select(t.attempts.c.run_id).where(t.attempts.c.sketch_digest == digest).order_by(t.attempts.c.id)
    row = tx.row(query.limit(1))
    return None if row is None else str(row["run_id"])


def _last_event(tx: Transaction, run_id: str) -> int:
    run_rows.get(tx, run_id)
    rows = tx.rows(
        sa.select(sa.func.coalesce(sa.func.max(t.events.c.seq), 0).label("n")).where(t.events.c.run_id == run_id)
    )
    return int(rows[0]["n"])


def _spend(tx: Transaction, run_id: str | None, campaign_id: str | None) -> Sequence[SpendLine]:
    episode = t.episodes.c
    sums: list[Any] = [
        sa.func.coalesce(sa.func.sum(episode[name]), 0).label(name)
        for name in ("input_tokens", "output_tokens", "micro_usd")
    ]
    query = sa.select(episode.model, sa.func.count().label("calls"), *sums).group_by(episode.model)
    if run_id is not None:
        run_rows.get(tx, run_id)
        query = query.where(episode.run_id == run_id)
    if campaign_id is not None:
        campaigns.get(tx, campaign_id)
        query = query.join(t.runs, t.runs.c.id == episode.run_id).where(t.runs.c.campaign_id == campaign_id)
    sums_of = ("calls", "input_tokens", "output_tokens", "micro_usd")
    lines = [SpendLine(str(row["model"]), *(int(row[name]) for name in sums_of)) for row in tx.rows(query)]
    return sorted(lines, key=lambda line: (-line.micro_usd, line.model))


def _campaigns(tx: Transaction, after: str | None, limit: int) -> Page[Campaign]:
    return read_page(
        tx, sa.select(t.campaigns), t.campaigns.c.id, campaign_record, after=after, limit=limit, newest_first=True
    )


def _campaign_runs(tx: Transaction, campaign_ids: Sequence[str]) -> Mapping[str, Mapping[RunStatus | RunOutcome, int]]:
    found: dict[str, dict[RunStatus | RunOutcome, int]] = {one: {} for one in campaign_ids}
    run = t.runs.c
    query = sa.select(run.campaign_id, run.status, run.outcome, sa.func.count().label("number"))
    for row in tx.rows(
        query.where(among(tx, run.campaign_id, campaign_ids)).group_by(run.campaign_id, run.status, run.outcome)
    ):
        counts = found[row["campaign_id"]]
        for key in (row["status"], row["outcome"]):
            if key is not None:
                counts[key] = counts.get(key, 0) + row["number"]
    return found


def _failures(tx: Transaction, campaign_id: str) -> Mapping[FailureKind, int]:
    query = (
        sa.select(t.attempts.c.failure_kind, sa.func.count().label("number"))
        .join_from(t.runs, t.attempts, t.attempts.c.run_id == t.runs.c.id)
        .where(t.runs.c.campaign_id == campaign_id, t.attempts.c.state == "failed")
        .group_by(t.attempts.c.failure_kind)
    )
    return {row["failure_kind"]: row["number"] for row in tx.rows(query)}
