"""Sketches with their lineage, goals with what is known of them, checks and verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

import sqlalchemy as sa

from orchestrator.errors import UnknownId
from orchestrator.problems.identity import sketch_digest
from orchestrator.store.inputs import NewCheck, NewGoal, NewGoalResult, NewSketch, NewVerdict
from orchestrator.store.records import (
    GoalResult,
    LineageEdge,
    Run,
    Sketch,
    SketchGoal,
    Verdict,
)
from orchestrator.store.sql import runs as run_rows
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.rows import record, sketch_goal_record
from orchestrator.store.sql.tables import (
    attempts,
    checks,
    goal_results,
    goals,
    sketch_goals,
    sketch_parents,
    sketches,
    verdicts,
)
from orchestrator.vocabulary import ParentRole

_GET = sa.select(sketches).where(sketches.c.digest == sa.bindparam("digest"))


def add_to_run(tx: Transaction, run: Run, new: NewSketch, attempt_id: str) -> str:
    """Store what an attempt of ``run`` made, as `_add` does."""
    return _add(tx, run.statement_id, run.statement_sha256, new, attempt_id)


def add_and_get(tx: Transaction, statement_id: int, new: NewSketch) -> Sketch:
    """See `Store.add_sketch`."""
    statement = run_rows.get_statement(tx, statement_id)
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
        for parent, _ in parents:
            get(tx, parent)
        edges = [{"sketch_digest": digest, "parent_digest": parent, "role": role} for parent, role in parents]
        tx.insert(sketch_parents, [edge for edge in edges if edge["parent_digest"] != digest])
    return digest


def get(tx: Transaction, digest: str) -> Sketch:
    """The sketch; raises `UnknownId`."""
    row = tx.row(_GET, digest=digest)
    if row is None:
        raise UnknownId("sketch", digest)
    return record(Sketch, row)


def of_run(tx: Transaction, run_id: str) -> tuple[Sketch, ...]:
    """See `Store.run_sketches`."""
    run_rows.get(tx, run_id)
    made = sa.select(attempts.c.sketch_digest).where(attempts.c.run_id == run_id)
    authored = sa.select(attempts.c.id).where(attempts.c.run_id == run_id)
    mine = sa.or_(sketches.c.digest.in_(made), sketches.c.attempt_id.in_(authored))
    query = sa.select(sketches).where(mine).order_by(sketches.c.created_at, sketches.c.digest)
    return tuple(record(Sketch, row) for row in tx.rows(query))


def lineage(tx: Transaction, digest: str) -> tuple[LineageEdge, ...]:
    """See `Store.lineage`."""
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


def add_goals(tx: Transaction, new: Iterable[NewGoal]) -> None:
    """Store goals that are new. In key order, so that two writers never wait for each other."""
    for goal in sorted(set(new), key=lambda goal: (goal.digest, goal.toolchain)):
        values = asdict(goal) | {"hypotheses": [asdict(h) for h in goal.hypotheses], "created_at": tx.now}
        tx.insert_missing(goals, values)


def set_sketch_goals(tx: Transaction, digest: str, new: Sequence[NewGoal]) -> None:
    """Store the open goals of a sketch in file order unless they are there for this toolchain."""
    for position, goal in enumerate(new):
        values = {
            "sketch_digest": digest,
            "toolchain": goal.toolchain,
            "position": position,
            "goal_digest": goal.digest,
        }
        tx.insert_missing(sketch_goals, values)


def add_goal_results(tx: Transaction, new: Sequence[NewGoalResult], attempt_id: str | None) -> None:
    """Store findings and the goals that they are about."""
    if attempt_id and tx.row(sa.select(attempts.c.id).where(attempts.c.id == attempt_id)) is None:
        raise UnknownId("attempt", attempt_id)
    add_goals(tx, (result.goal for result in new))
    rows = [
        {
            "goal_digest": result.goal.digest,
            "toolchain": result.goal.toolchain,
            "status": result.status,
            "proof": result.proof,
            "prover": result.prover,
            "seconds": result.seconds,
            "scope": result.scope,
            "budget_seconds": result.budget_seconds,
            "attempt_id": attempt_id,
            "created_at": tx.now,
        }
        for result in new
    ]
    tx.insert(goal_results, rows)


def find_goal_results(tx: Transaction, digests: Sequence[str], toolchain: str) -> dict[str, tuple[GoalResult, ...]]:
    """See `Store.goal_results`."""
    wanted = sa.and_(goal_results.c.goal_digest.in_(digests), goal_results.c.toolchain == toolchain)
    found: dict[str, list[GoalResult]] = {}
    for row in tx.rows(sa.select(goal_results).where(wanted).order_by(goal_results.c.id)):
        found.setdefault(row["goal_digest"], []).append(record(GoalResult, row))
    return {digest: tuple(results) for digest, results in found.items()}


def goals_of(tx: Transaction, digest: str) -> tuple[SketchGoal, ...]:
    """The open goals of a sketch with all findings, in file order; two queries."""
    on = sa.and_(sketch_goals.c.goal_digest == goals.c.digest, sketch_goals.c.toolchain == goals.c.toolchain)
    query = sa.select(sketch_goals.c.position, goals).join_from(sketch_goals, goals, on)
    rows = tx.rows(query.where(sketch_goals.c.sketch_digest == digest).order_by(goals.c.toolchain, "position"))
    mine = sa.select(sketch_goals.c.goal_digest).where(sketch_goals.c.sketch_digest == digest)
    results: dict[tuple[str, str], list[GoalResult]] = {}
    found = sa.select(goal_results).where(goal_results.c.goal_digest.in_(mine)).order_by(goal_results.c.id)
    for row in tx.rows(found):
        results.setdefault((row["goal_digest"], row["toolchain"]), []).append(record(GoalResult, row))
    return tuple(sketch_goal_record(row, tuple(results.get((row["digest"], row["toolchain"]), ()))) for row in rows)


def add_checks(tx: Transaction, attempt_id: str, new: Sequence[NewCheck]) -> None:
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


def add_verdict(tx: Transaction, run_id: str, attempt_id: str | None, digest: str, new: NewVerdict) -> Verdict:
    """Store a verdict on a sketch."""
    values = asdict(new) | {
        "axioms": list(new.axioms),
        "run_id": run_id,
        "attempt_id": attempt_id,
        "sketch_digest": digest,
        "created_at": tx.now,
    }
    row = tx.connection.execute(sa.insert(verdicts).values(values).returning(verdicts)).mappings().one()
    return record(Verdict, row)


def judge_again(tx: Transaction, run_id: str, digest: str, new: NewVerdict) -> Verdict:
    """See `Store.add_verdict`."""
    run = run_rows.lock(tx, run_id)
    if get(tx, digest).statement_id != run.statement_id:
        raise ValueError(f"sketch {digest} belongs to another statement than run {run_id}")
    verdict = add_verdict(tx, run_id, None, digest, new)
    run_rows.log(tx, run_id, "verdict", sketch=digest, verdict=new.verdict, trust=new.trust)
    return verdict
