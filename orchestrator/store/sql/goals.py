"""Goals and what was found out about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

import sqlalchemy as sa

from orchestrator.errors import OwnershipLost, UnknownId
from orchestrator.store.goals import GoalClaim, GoalEdge, GoalResult, Goals, NewGoal, NewGoalEdge, NewGoalResult
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import attempts, goal_claims, goal_edges, goal_results, goals, sketch_goals

_RESULTS = (
    sa.select(goal_results)
    .where(
        goal_results.c.goal_digest.in_(sa.bindparam("digests", expanding=True)),
        goal_results.c.toolchain == sa.bindparam("of_toolchain"),
    )
    .order_by(goal_results.c.id)
)
_CONTAINING = sa.select(sketch_goals.c.sketch_digest).distinct()


class SqlGoals(Goals):
    """See `Goals`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def results(self, digests: Sequence[str], toolchain: str) -> Mapping[str, tuple[GoalResult, ...]]:
        return await self._db.read(results, digests, toolchain)

    async def add_results(self, results: Sequence[NewGoalResult], *, attempt_id: str | None = None) -> None:
        await self._db.write(add_results, results, attempt_id)

    async def add(self, new: Sequence[NewGoal]) -> None:
        await self._db.write(add, new)

    async def claim(self, goal: NewGoal, owner: str, *, stale_after: float) -> GoalClaim | None:
        return await self._db.write(claim, goal, owner, stale_after)

    async def heartbeat(self, goal_digest: str, toolchain: str, owner: str) -> None:
        await self._db.write(heartbeat, goal_digest, toolchain, owner)

    async def release(
        self, goal_digest: str, toolchain: str, owner: str, results: Sequence[NewGoalResult] = ()
    ) -> None:
        await self._db.write(release, goal_digest, toolchain, owner, results)

    async def add_edges(self, edges: Sequence[NewGoalEdge]) -> None:
        await self._db.write(add_edges, edges)

    async def edges(self, digests: Sequence[str], toolchain: str) -> Mapping[str, tuple[GoalEdge, ...]]:
        return await self._db.read(edges_of, digests, toolchain)

    async def containing(
        self, goal_digest: str, toolchain: str, *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[str]:
        return await self._db.read(containing, goal_digest, toolchain, after, limit)


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
            "names": [hypothesis.name for hypothesis in result.goal.hypotheses if not hypothesis.unused],
            "attempt_id": attempt_id,
            "created_at": tx.now,
        }
        for result in new
    ]
    tx.insert(goal_results, rows)


def results(tx: Transaction, digests: Sequence[str], toolchain: str) -> dict[str, tuple[GoalResult, ...]]:
    """See `Goals.results`."""
    found: dict[str, list[GoalResult]] = {}
    for row in tx.rows(_RESULTS, digests=list(digests), of_toolchain=toolchain):
        found.setdefault(row["goal_digest"], []).append(_result(record(GoalResult, row)))
    return {digest: tuple(results) for digest, results in found.items()}


def _result(found: GoalResult) -> GoalResult:
    """JSON knows lists only."""
    return found if found.names is None else replace(found, names=tuple(found.names))


def claim(tx: Transaction, goal: NewGoal, owner: str, stale_after: float) -> GoalClaim | None:
    """See `Goals.claim`."""
    add(tx, [goal])
    values = {
        "goal_digest": goal.digest,
        "toolchain": goal.toolchain,
        "owner": owner,
        "claimed_at": tx.now,
        "heartbeat_at": tx.now,
    }
    made = tx.insert_missing(goal_claims, values)
    if made is None:
        # One statement, by compare-and-set: of two who take it over at once the second sees the first's heartbeat.
        stale = tx.silent(goal_claims.c.heartbeat_at, stale_after)
        free = sa.and_(_is(goal.digest, goal.toolchain), sa.or_(goal_claims.c.owner == owner, stale))
        made = tx.row(sa.update(goal_claims).where(free).values(values).returning(goal_claims))
    return None if made is None else record(GoalClaim, made)


def _is(digest: str, toolchain: str) -> sa.ColumnElement[bool]:
    return sa.and_(goal_claims.c.goal_digest == digest, goal_claims.c.toolchain == toolchain)


def heartbeat(tx: Transaction, digest: str, toolchain: str, owner: str) -> None:
    """See `Goals.heartbeat`."""
    mine = sa.and_(_is(digest, toolchain), goal_claims.c.owner == owner)
    if tx.execute(sa.update(goal_claims).where(mine).values(heartbeat_at=tx.now)) == 0:
        raise OwnershipLost(f"goal {digest} is no longer {owner}'s to compute; stop working on it")


def release(tx: Transaction, digest: str, toolchain: str, owner: str, found: Sequence[NewGoalResult]) -> None:
    """See `Goals.release`."""
    add_results(tx, found, None)
    tx.execute(sa.delete(goal_claims).where(_is(digest, toolchain), goal_claims.c.owner == owner))


def add_edges(tx: Transaction, new: Sequence[NewGoalEdge]) -> None:
    """See `Goals.add_edges`."""
    for digest, toolchain in sorted({(each, edge.toolchain) for edge in new for each in _ends(edge)}):
        known = sa.select(goals.c.digest).where(goals.c.digest == digest, goals.c.toolchain == toolchain)
        if tx.row(known) is None:
            raise UnknownId("goal", digest)
    tx.insert_new(goal_edges, [asdict(edge) | {"created_at": tx.now} for edge in new])


def _ends(edge: NewGoalEdge) -> tuple[str, str]:
    return edge.goal_digest, edge.other_digest


def edges_of(tx: Transaction, digests: Sequence[str], toolchain: str) -> dict[str, tuple[GoalEdge, ...]]:
    """See `Goals.edges`."""
    wanted = sa.and_(goal_edges.c.goal_digest.in_(digests), goal_edges.c.toolchain == toolchain)
    found: dict[str, list[GoalEdge]] = {}
    for row in tx.rows(sa.select(goal_edges).where(wanted).order_by(goal_edges.c.id)):
        found.setdefault(row["goal_digest"], []).append(record(GoalEdge, row))
    return {digest: tuple(edges) for digest, edges in found.items()}


def containing(tx: Transaction, digest: str, toolchain: str, after: str | None, limit: int) -> Page[str]:
    """See `Goals.containing`."""
    key = sketch_goals.c.sketch_digest
    where = {sketch_goals.c.goal_digest: digest, sketch_goals.c.toolchain: toolchain}
    return read_page(tx, _CONTAINING, key, lambda row: str(row[key.name]), where=where, after=after, limit=limit)
