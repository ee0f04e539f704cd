"""Sketches with their lineage and the goals that they leave open."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from orchestrator.errors import UnknownId
from orchestrator.problems.identity import sketch_digest
from orchestrator.store.goals import GoalResult, NewGoal
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.runs import Run
from orchestrator.store.sketches import LineageEdge, NewSketch, Sketch, Sketches, SketchGoal
from orchestrator.store.sql import problems, run_rows
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.pages import require_limit
from orchestrator.store.sql.rows import record, sketch_goal_record
from orchestrator.store.sql.tables import (
    attempts,
    goal_results,
    goals,
    sketch_goals,
    sketch_parents,
    sketches,
    statement_counts,
    verdicts,
)
from orchestrator.vocabulary import ParentRole

# Every attempt makes these; see `run_rows`.
_GET = sa.select(sketches).where(sketches.c.digest == sa.bindparam("digest"))
_KNOWN = sa.select(sketches.c.digest).where(sketches.c.digest == sa.bindparam("digest"))
_SAME_GOAL = sa.and_(sketch_goals.c.goal_digest == goals.c.digest, sketch_goals.c.toolchain == goals.c.toolchain)
_GOALS = (
    sa.select(sketch_goals.c.position, goals)
    .join_from(sketch_goals, goals, _SAME_GOAL)
    .where(sketch_goals.c.sketch_digest == sa.bindparam("digest"))
    .order_by(goals.c.toolchain, "position")
)
_ITS_GOALS = sa.select(sketch_goals.c.goal_digest).where(sketch_goals.c.sketch_digest == sa.bindparam("digest"))
_RESULTS = sa.select(goal_results).where(goal_results.c.goal_digest.in_(_ITS_GOALS)).order_by(goal_results.c.id)


class SqlSketches(Sketches):
    """See `Sketches`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add(self, statement_id: int, sketch: NewSketch) -> Sketch:
        return await self._db.write(add_and_get, statement_id, sketch)

    async def get(self, digest: str) -> Sketch:
        return await self._db.read(get, digest)

    async def accepted(self, statement_id: int) -> Sketch | None:
        return await self._db.read(accepted, statement_id)

    async def of_run(
        self, run_id: str, *, newest_first: bool = False, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[Sketch]:
        return await self._db.read(of_run, run_id, newest_first, after, limit)

    async def lineage(self, digest: str) -> tuple[LineageEdge, ...]:
        return await self._db.read(lineage, digest)

    async def goals(self, digest: str) -> tuple[SketchGoal, ...]:
        return await self._db.read(goals_of, digest)


def add_to_run(tx: Transaction, run: Run, new: NewSketch, attempt_id: str) -> str:
    """Store what an attempt of ``run`` made, as `_add` does."""
    return _add(tx, run.statement_id, run.statement_sha256, new, attempt_id)


def add_and_get(tx: Transaction, statement_id: int, new: NewSketch) -> Sketch:
    """See `Sketches.add`."""
    statement = problems.get_statement(tx, statement_id)
    return get(tx, _add(tx, statement_id, statement.sha256, new, None))


def _add(tx: Transaction, statement_id: int, statement_sha256: str, new: NewSketch, attempt_id: str | None) -> str:
    """Store a sketch and its lineage unless it is there already; its digest.

    Lineage is written with the sketch only. Ancestors exist before it (foreign keys), so lineage has no cycles even
    when an edit is later undone.
    """
    digest = sketch_digest(statement_sha256, new.direction, new.regions)
    parents = [(new.parent, ParentRole.PARENT)] if new.parent else []
    parents += [(parent, ParentRole.INSPIRATION) for parent in dict.fromkeys(new.inspirations)]
    values = {
        "digest": digest,
        "statement_id": statement_id,
        "direction": new.direction,
        "regions": list(new.regions),
        "plan": new.plan,
        "attempt_id": attempt_id,
        "created_at": tx.now,
    }
    if tx.insert_missing(sketches, values):
        require(tx, [parent for parent, _ in parents])
        edges = [{"sketch_digest": digest, "parent_digest": parent, "role": role} for parent, role in parents]
        tx.insert(sketch_parents, [edge for edge in edges if edge["parent_digest"] != digest])
    return digest


def get(tx: Transaction, digest: str) -> Sketch:
    """The sketch; raises `UnknownId`."""
    row = tx.row(_GET, digest=digest)
    if row is None:
        raise UnknownId("sketch", digest)
    return record(Sketch, row)


def require(tx: Transaction, digests: Sequence[str]) -> None:
    """Raise `UnknownId` unless there is a sketch for each digest."""
    for digest in dict.fromkeys(digests):
        if tx.row(_KNOWN, digest=digest) is None:
            raise UnknownId("sketch", digest)


def lineage(tx: Transaction, digest: str) -> tuple[LineageEdge, ...]:
    """See `Sketches.lineage`."""
    get(tx, digest)
    columns = (sketch_parents.c.sketch_digest, sketch_parents.c.parent_digest, sketch_parents.c.role)
    edges = sa.select(*columns).where(sketch_parents.c.sketch_digest == digest).cte("ancestry", recursive=True)
    # UNION, not UNION ALL: each edge once, however many paths lead to it.
    edges = edges.union(sa.select(*columns).where(sketch_parents.c.sketch_digest == edges.c.parent_digest))
    by_child: dict[str, list[tuple[str, ParentRole]]] = {}
    for row in tx.rows(sa.select(edges).order_by(edges.c.parent_digest)):
        by_child.setdefault(row["sketch_digest"], []).append((row["parent_digest"], row["role"]))
    found: list[LineageEdge] = []
    level, seen, depth = [digest], {digest}, 0
    while level:
        following: list[str] = []
        for child in level:
            for parent, role in sorted(by_child.get(child, []), key=lambda edge: edge[1] is not ParentRole.PARENT):
                found.append(LineageEdge(child, parent, role, depth))
                if parent not in seen:
                    seen.add(parent)
                    following.append(parent)
        level, depth = following, depth + 1
    return tuple(found)


def set_goals(tx: Transaction, digest: str, new: Sequence[NewGoal]) -> None:
    """Store the open goals of a sketch in file order unless they are there for this toolchain."""
    for position, goal in enumerate(new):
        values = {
            "sketch_digest": digest,
            "toolchain": goal.toolchain,
            "position": position,
            "goal_digest": goal.digest,
        }
        tx.insert_missing(sketch_goals, values)


def goals_of(tx: Transaction, digest: str) -> tuple[SketchGoal, ...]:
    """The open goals of a sketch with all findings, in file order; two queries."""
    rows = tx.rows(_GOALS, digest=digest)
    results: dict[tuple[str, str], list[GoalResult]] = {}
    for row in tx.rows(_RESULTS, digest=digest):
        results.setdefault((row["goal_digest"], row["toolchain"]), []).append(record(GoalResult, row))
    return tuple(sketch_goal_record(row, tuple(results.get((row["digest"], row["toolchain"]), ()))) for row in rows)


def accepted(tx: Transaction, statement_id: int) -> Sketch | None:
    """See `Sketches.accepted`."""
    query = (
        sa.select(sketches)
        .join_from(statement_counts, verdicts, verdicts.c.id == statement_counts.c.proof_verdict_id)
        .join(sketches, sketches.c.digest == verdicts.c.sketch_digest)
        .where(statement_counts.c.statement_id == statement_id)
    )
    row = tx.row(query)
    return None if row is None else record(Sketch, row)


def of_run(tx: Transaction, run_id: str, newest_first: bool, after: str | None, limit: int) -> Page[Sketch]:
    """See `Sketches.of_run`."""
    run_rows.get(tx, run_id)
    require_limit(limit)
    made = sa.select(attempts.c.sketch_digest).where(attempts.c.run_id == run_id)
    authored = sa.select(attempts.c.id).where(attempts.c.run_id == run_id)
    mine = sa.or_(sketches.c.digest.in_(made), sketches.c.attempt_id.in_(authored))
    key = sa.tuple_(sketches.c.created_at, sketches.c.digest)
    query = sa.select(sketches).where(mine)
    if after is not None:
        last = get(tx, after)
        place = sa.tuple_(sa.literal(last.created_at, sketches.c.created_at.type), sa.literal(last.digest))
        query = query.where(key < place if newest_first else key > place)
    order = (sketches.c.created_at, sketches.c.digest)
    query = query.order_by(*(column.desc() if newest_first else column for column in order))
    rows = tx.rows(query.limit(limit + 1))
    found = tuple(record(Sketch, row) for row in rows[:limit])
    return Page(found, found[-1].digest if len(rows) > limit else None)
