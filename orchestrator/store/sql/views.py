"""Queries for people: each answers with a number of SQL statements that does not grow with the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from orchestrator.errors import UnknownId, UserError
from orchestrator.problems.identity import JsonObject
from orchestrator.store.attempts import Attempt, Check
from orchestrator.store.episodes import HEADER
from orchestrator.store.pages import DEFAULT_PAGE, MAX_PAGE, Page
from orchestrator.store.problems import StatementVersion
from orchestrator.store.sql import attempt_lists, campaigns, episodes, problems, run_rows, runs, sketches
from orchestrator.store.sql import attempts as attempt_rows
from orchestrator.store.sql import tables as t
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.rows import charge_record, episode_record, record, run_record
from orchestrator.store.verdicts import Verdict
from orchestrator.store.views import (
    AttemptDetail,
    CampaignDetail,
    Detail,
    EpisodeDetail,
    ProblemDetail,
    ProblemOverview,
    RunDetail,
    SketchDetail,
    Views,
)
from orchestrator.vocabulary import ProblemState, RunStatus

SHOWN_ROWS = 50
"""How many attempts, verdicts or runs one detail shows at most, newest first."""
SHOWN_ENTRIES = 2_000
SHOWN_CANDIDATES = 5
MIN_DIGEST_PREFIX = 4
DIGITS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz-")
HEX_DIGITS = frozenset("0123456789abcdef")


class SqlViews(Views):
    """See `Views`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def overview(
        self, prefix: str = "", *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[ProblemOverview]:
        return await self._db.read(overview, prefix, after, limit)

    async def sketch(self, digest: str) -> SketchDetail:
        return await self._db.read(_sketch, digest)

    async def show(self, identifier: str) -> Detail:
        return await self._db.read(show, identifier)


def overview(tx: Transaction, prefix: str, after: str | None, limit: int) -> Page[ProblemOverview]:
    """See `Views.overview`; two statements, whose cost does not depend on how many attempts there are."""
    c = t.statement_counts.c
    mine = t.runs.c.statement_id == c.statement_id
    open_cost = sa.select(sa.func.sum(t.runs.c.spent_micro_usd)).where(mine, t.runs.c.status.in_(runs.UNFINISHED))
    running = sa.select(t.runs.c.id).where(mine, t.runs.c.status == RunStatus.RUNNING).exists()
    query = (
        sa.select(
            t.problems.c.id,
            t.problems.c.title,
            t.statement_versions.c.sha256,
            *(column for column in c if column.name != "statement_id"),
            sa.func.coalesce(open_cost.scalar_subquery(), 0).label("open_micro_usd"),
            running.label("running"),
        )
        .join_from(t.problems, t.statement_versions, t.statement_versions.c.id == t.problems.c.current_id)
        .join(t.statement_counts, c.statement_id == t.statement_versions.c.id)
        .where(t.problems.c.id.startswith(prefix, autoescape=True))
    )
    page = read_page(tx, query, t.problems.c.id, lambda row: row, after=after, limit=limit)
    judged = [row["last_verdict_id"] for row in page.items if row["last_verdict_id"] is not None]
    rows = tx.rows(sa.select(t.verdicts).where(t.verdicts.c.id.in_(judged)))
    last = {row["id"]: record(Verdict, row) for row in rows}
    return Page(tuple(_overview_line(row, last) for row in page.items), page.next)


def _overview_line(row: sa.RowMapping, last: Mapping[int, Verdict]) -> ProblemOverview:
    return ProblemOverview(
        problem_id=row["id"],
        title=row["title"],
        statement_sha256=row["sha256"],
        state=_state(row),
        runs=row["runs"],
        attempts=row["attempts"],
        failed_attempts=row["failed_attempts"],
        micro_usd=row["micro_usd"] + int(row["open_micro_usd"]),
        last_verdict=last.get(row["last_verdict_id"]),
    )


def _state(row: sa.RowMapping) -> ProblemState:
    if not row["runs"]:
        return ProblemState.UNTRIED
    decided = (ProblemState.PROVED, ProblemState.DISPROVED, ProblemState.ANSWERED, ProblemState.RUNNING)
    return next((state for state in decided if row[state.value]), ProblemState.TRIED)


def show(tx: Transaction, identifier: str) -> Detail:
    """See `Views.show`."""
    if "/" in identifier:
        return _problem(tx, identifier)
    kinds: dict[str, tuple[sa.Column[Any], Callable[[Transaction, str], Detail]]] = {
        "c-": (t.campaigns.c.id, _campaign),
        "r-": (t.runs.c.id, _run),
        "a-": (t.attempts.c.id, _attempt),
        "e-": (t.episodes.c.id, _episode),
    }
    column, detail = kinds.get(identifier[:2]) or (t.sketches.c.digest, _sketch)
    return detail(tx, _complete(tx, column, identifier))


def _complete(tx: Transaction, column: sa.Column[str], prefix: str) -> str:
    """The one stored id that starts with ``prefix``."""
    kind = column.table.name.rstrip("s") if column.table is not t.sketches else "sketch"
    digits = HEX_DIGITS if column.table is t.sketches else DIGITS
    if not set(prefix) <= digits or (column.table is t.sketches and len(prefix) < MIN_DIGEST_PREFIX):
        raise UnknownId("campaign, run, attempt, episode, sketch or problem", prefix)
    # A range, so that the primary key's index serves; no id has a character above "z" in any collation.
    within = column.between(prefix, prefix + "z" * 32)
    query = sa.select(column).where(within).order_by(column).limit(SHOWN_CANDIDATES)
    found = [str(row[column.name]) for row in tx.rows(query)]
    if not found:
        raise UnknownId(kind, prefix)
    if len(found) > 1 and found[0] != prefix:
        raise UserError(f"{prefix!r} begins more than one {kind}: {', '.join(found)}; give more characters")
    return found[0]


def _problem(tx: Transaction, problem_id: str) -> ProblemDetail:
    problem = problems.get(tx, problem_id)
    versions = sa.select(t.statement_versions).where(t.statement_versions.c.problem_id == problem_id)
    mine = t.statement_versions.c.problem_id == problem_id
    judged = sa.select(t.verdicts).join_from(t.verdicts, t.runs).where(t.runs.c.statement_id == problem.current_id)
    return ProblemDetail(
        problem=problem,
        statements=tuple(
            record(StatementVersion, row) for row in tx.rows(versions.order_by(t.statement_versions.c.id.desc()))
        ),
        runs=tuple(
            run_record(row) for row in tx.rows(run_rows.RUN.where(mine).order_by(t.runs.c.id.desc()).limit(SHOWN_ROWS))
        ),
        verdicts=_verdicts(tx, judged),
    )


def _verdicts(tx: Transaction, query: sa.Select[Any]) -> tuple[Verdict, ...]:
    newest = query.order_by(t.verdicts.c.id.desc()).limit(SHOWN_ROWS)
    return tuple(record(Verdict, row) for row in tx.rows(newest))


def _campaign(tx: Transaction, campaign_id: str) -> CampaignDetail:
    return CampaignDetail(
        campaigns.get(tx, campaign_id),
        runs.list_runs(tx, False, campaign_id, None, False, None, MAX_PAGE).items,
    )


def _run(tx: Transaction, run_id: str) -> RunDetail:
    newest = sa.select(t.attempts).where(t.attempts.c.run_id == run_id).order_by(t.attempts.c.id.desc())
    return RunDetail(
        run=run_rows.get(tx, run_id),
        counts=attempt_lists.counts(tx, run_id),
        attempts=tuple(record(Attempt, row) for row in tx.rows(newest.limit(SHOWN_ROWS))),
        verdicts=_verdicts(tx, sa.select(t.verdicts).where(t.verdicts.c.run_id == run_id)),
    )


def _attempt(tx: Transaction, attempt_id: str) -> AttemptDetail:
    attempt = attempt_rows.get(tx, attempt_id)
    checks = sa.select(t.checks).where(t.checks.c.attempt_id == attempt_id).order_by(t.checks.c.id)
    talks = sa.select(t.episodes).where(t.episodes.c.attempt_id == attempt_id).order_by(t.episodes.c.id)
    digest = attempt.sketch_digest
    return AttemptDetail(
        attempt=attempt,
        history=attempt_rows.history(tx, attempt_id),
        sketch=None if digest is None else sketches.get(tx, digest),
        goals=() if digest is None else sketches.goals_of(tx, digest),
        checks=tuple(record(Check, row) for row in tx.rows(checks)),
        verdicts=_verdicts(tx, sa.select(t.verdicts).where(t.verdicts.c.attempt_id == attempt_id)),
        episodes=tuple(episode_record(row) for row in tx.rows(talks)),
    )


def _sketch(tx: Transaction, digest: str) -> SketchDetail:
    return SketchDetail(
        sketch=sketches.get(tx, digest),
        lineage=sketches.lineage(tx, digest),
        goals=sketches.goals_of(tx, digest),
        verdicts=_verdicts(tx, sa.select(t.verdicts).where(t.verdicts.c.sketch_digest == digest)),
    )


def _episode(tx: Transaction, episode_id: str) -> EpisodeDetail:
    charges = sa.select(t.charges).where(t.charges.c.episode_id == episode_id)
    episode = episodes.get(tx, episode_id)
    return EpisodeDetail(
        episode=episode,
        problem_id=run_rows.get(tx, episode.run_id).problem_id,
        transcript=_transcript(tx, episode_id),
        charges=tuple(
            charge_record(row) for row in tx.rows(charges.order_by(t.charges.c.created_at, t.charges.c.call_id))
        ),
    )


def _transcript(tx: Transaction, episode_id: str) -> JsonObject | None:
    """The header's fields and the entries as one JSON object; the first `SHOWN_ENTRIES`."""
    query = sa.select(t.transcript_entries).where(t.transcript_entries.c.episode_id == episode_id)
    rows = tx.rows(query.order_by(t.transcript_entries.c.seq).limit(SHOWN_ENTRIES))
    header: JsonObject = next((row["payload"] for row in rows if row["kind"] == HEADER), {})
    entries = [{"kind": row["kind"], "at": row["at"], **row["payload"]} for row in rows if row["kind"] != HEADER]
    return {**header, "entries": entries} if rows else None
