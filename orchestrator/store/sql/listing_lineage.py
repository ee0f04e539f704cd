"""The lineage of a run as narrow rows, and the sketch of a statement that came furthest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from orchestrator.store.listing import Growth, Ranking, SketchLine
from orchestrator.store.pages import Page
from orchestrator.store.sql import run_rows
from orchestrator.store.sql import tables as t
from orchestrator.store.sql.engine import Transaction, among
from orchestrator.store.sql.pages import read_page
from orchestrator.vocabulary import GoalStatus, ParentRole, VerdictKind

PLAN_CHARACTERS = 200
NEWEST_SKETCHES = 2000
"""Among how many of a statement's newest sketches the best is looked for."""
_BEST_FIRST = (VerdictKind.ACCEPTED, VerdictKind.NEEDS_REVIEW, VerdictKind.REJECTED, VerdictKind.INFRASTRUCTURE)
_PROVED = (
    sa.select(t.goal_results.c.status)
    .where(
        t.goal_results.c.goal_digest == t.sketch_goals.c.goal_digest,
        t.goal_results.c.toolchain == t.sketch_goals.c.toolchain,
        t.goal_results.c.status == GoalStatus.PROVED,
    )
    .limit(1)
    .scalar_subquery()
    .is_not(None)
)
"""Whether a goal is proved, looked up for each: for EXISTS, PostgreSQL reads what was ever found, and hashes it."""


def sketch_lines(tx: Transaction, run_id: str, after: str | None, limit: int) -> Page[SketchLine]:
    """See `Listing.sketches`."""
    run_rows.get(tx, run_id)
    key, where = t.attempts.c.id, {t.attempts.c.run_id: run_id}
    page = read_page(tx, _made(), key, lambda row: str(row["sketch_digest"]), where=where, after=after, limit=limit)
    return Page(tuple(_lines(tx, page.items)), page.next)


@cache
def _made() -> sa.Select[Any]:
    """The attempts that made a sketch first in their run."""
    earlier = t.attempts.alias("earlier")
    first = ~sa.exists().where(
        earlier.c.sketch_digest == t.attempts.c.sketch_digest,
        earlier.c.run_id + "" == t.attempts.c.run_id,  # not by the index of the run: it has many attempts
        earlier.c.id < t.attempts.c.id,
    )
    return sa.select(t.attempts.c.id, t.attempts.c.sketch_digest).where(t.attempts.c.sketch_digest.is_not(None), first)


@cache
def _bare(dialect: str) -> sa.Executable:
    of = t.sketches.c
    plan = sa.func.substr(of.plan, 1, PLAN_CHARACTERS).label("plan")
    return sa.select(of.digest, of.direction, plan, of.attempt_id, of.created_at).where(among(dialect, of.digest))


@cache
def _parents(dialect: str) -> sa.Executable:
    return sa.select(t.sketch_parents).where(among(dialect, t.sketch_parents.c.sketch_digest))


@cache
def _open_goals(dialect: str) -> sa.Executable:
    goal = t.sketch_goals.c
    query = sa.select(goal.sketch_digest, sa.func.count().label("number"))
    return query.where(among(dialect, goal.sketch_digest), ~_PROVED).group_by(goal.sketch_digest)


@cache
def _answers(dialect: str) -> sa.Executable:
    of = t.verdicts.c
    return sa.select(of.sketch_digest, of.verdict).where(among(dialect, of.sketch_digest)).distinct()


def _lines(tx: Transaction, digests: Sequence[str]) -> list[SketchLine]:
    sketches = {row["digest"]: row for row in tx.rows_among(_bare, digests)}
    parents: dict[str, list[tuple[ParentRole, str]]] = defaultdict(list)
    for row in tx.rows_among(_parents, digests):
        parents[row["sketch_digest"]].append((row["role"], row["parent_digest"]))
    counts = {row["sketch_digest"]: row["number"] for row in tx.rows_among(_open_goals, digests)}
    said: dict[str, set[VerdictKind]] = defaultdict(set)
    for row in tx.rows_among(_answers, digests):
        said[row["sketch_digest"]].add(row["verdict"])
    return [
        SketchLine(
            digest=digest,
            direction=sketches[digest]["direction"],
            parent=next((parent for role, parent in parents[digest] if role is ParentRole.PARENT), None),
            inspirations=tuple(parent for role, parent in parents[digest] if role is ParentRole.INSPIRATION),
            plan=str(sketches[digest]["plan"]).partition("\n")[0],
            open_goals=counts.get(digest, 0),
            verdict=next((kind for kind in _BEST_FIRST if kind in said[digest]), None),
            attempt_id=sketches[digest]["attempt_id"],
            created_at=sketches[digest]["created_at"],
        )
        for digest in digests
    ]


def growth(tx: Transaction, run_id: str, limit: int) -> Growth:
    """See `Listing.growth`."""
    made = (
        sa.select(t.attempts.c.sketch_digest)
        .where(t.attempts.c.run_id == run_id, t.attempts.c.sketch_digest.is_not(None))
        .order_by(t.attempts.c.id)
        .limit(limit)
    ).subquery()
    goal, found = t.sketch_goals.c, t.goal_results.c
    proved_at = (
        sa.select(sa.func.min(found.created_at, type_=found.created_at.type))
        .where(
            found.goal_digest == goal.goal_digest,
            found.toolchain == goal.toolchain,
            found.status == GoalStatus.PROVED,
        )
        .scalar_subquery()
    )
    query = (
        sa.select(t.sketches.c.digest, t.sketches.c.created_at, goal.goal_digest, proved_at.label("proved_at"))
        .join_from(t.sketches, t.sketch_goals, goal.sketch_digest == t.sketches.c.digest, isouter=True)
        .where(t.sketches.c.digest.in_(sa.select(made.c.sketch_digest)))
        .order_by(t.sketches.c.created_at, t.sketches.c.digest)
    )
    times: dict[str, datetime] = {}
    goals: dict[str, list[datetime | None]] = defaultdict(list)
    proved: dict[str, datetime] = {}
    for row in tx.rows(query):
        times[row["digest"]] = row["created_at"]
        if row["proved_at"] is not None:
            proved[row["goal_digest"]] = row["proved_at"]
        if row["goal_digest"] is not None:
            goals[row["digest"]].append(row["proved_at"])
    return Growth([(at, goals[digest]) for digest, at in times.items()], sorted(proved.values()))


def matches(tx: Transaction, run_id: str, limit: int) -> list[tuple[datetime, Ranking]]:
    """See `Listing.matches`."""
    event = t.events.c
    query = (
        sa.select(event.created_at, event.payload)
        # Written out, since SQLite takes a partial index only for a value that it sees.
        .where(event.run_id == run_id, event.kind == sa.literal_column("'match.finished'"))
        .order_by(event.seq.desc())
        .limit(limit)
    )
    return [
        (row["created_at"], tuple(tuple(group) for group in row["payload"]["ranking"]))
        for row in reversed(tx.rows(query))
    ]


def best_sketch(tx: Transaction, statement_id: int) -> str | None:
    """See `Listing.best_sketch`."""
    row = tx.row(_best(), of_statement=statement_id)
    return None if row is None else str(row["digest"])


@cache
def _best() -> sa.Executable:
    newest = (
        sa.select(t.sketches.c.digest, t.sketches.c.created_at)
        .where(t.sketches.c.statement_id == sa.bindparam("of_statement"))
        .order_by(t.sketches.c.created_at.desc())
        .limit(NEWEST_SKETCHES)
    ).subquery()
    unproved = sa.func.sum(sa.case((_PROVED, 0), else_=1))
    return (
        sa.select(newest.c.digest)
        .join_from(newest, t.sketch_goals, t.sketch_goals.c.sketch_digest == newest.c.digest)
        .group_by(newest.c.digest, newest.c.created_at)
        .order_by(unproved, newest.c.created_at.desc(), newest.c.digest)
        .limit(1)
    )
