"""Goals and what was found out about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

import sqlalchemy as sa

from orchestrator.errors import UnknownId
from orchestrator.store.goals import GoalResult, Goals, NewGoal, NewGoalResult
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import attempts, goal_results, goals


class SqlGoals(Goals):
    """See `Goals`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def results(self, digests: Sequence[str], toolchain: str) -> Mapping[str, tuple[GoalResult, ...]]:
        return await self._db.read(results, digests, toolchain)

    async def add_results(self, results: Sequence[NewGoalResult], *, attempt_id: str | None = None) -> None:
        await self._db.write(add_results, results, attempt_id)


def add(tx: Transaction, new: Iterable[NewGoal]) -> None:
    """Store goals that are new. In key order, so that two writers never wait for each other."""
    for goal in sorted(set(new), key=lambda goal: (goal.digest, goal.toolchain)):
        values = asdict(goal) | {"hypotheses": [asdict(h) for h in goal.hypotheses], "created_at": tx.now}
        tx.insert_missing(goals, values)


def add_results(tx: Transaction, new: Sequence[NewGoalResult], attempt_id: str | None) -> None:
    """Store findings and the goals that they are about."""
    if attempt_id and tx.row(sa.select(attempts.c.id).where(attempts.c.id == attempt_id)) is None:
        raise UnknownId("attempt", attempt_id)
    add(tx, (result.goal for result in new))
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


def results(tx: Transaction, digests: Sequence[str], toolchain: str) -> dict[str, tuple[GoalResult, ...]]:
    """See `Goals.results`."""
    wanted = sa.and_(goal_results.c.goal_digest.in_(digests), goal_results.c.toolchain == toolchain)
    found: dict[str, list[GoalResult]] = {}
    for row in tx.rows(sa.select(goal_results).where(wanted).order_by(goal_results.c.id)):
        found.setdefault(row["goal_digest"], []).append(record(GoalResult, row))
    return {digest: tuple(results) for digest, results in found.items()}
