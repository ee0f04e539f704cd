"""The goals of a run, those that block most of its sketches first, and one goal with what was tried on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from orchestrator.errors import UnknownId, UnknownPlace
from orchestrator.lean.checker import Hypothesis
from orchestrator.store.goals import GoalResult
from orchestrator.store.listing import GoalLine
from orchestrator.store.pages import Page
from orchestrator.store.sql import run_rows
from orchestrator.store.sql import tables as t
from orchestrator.store.sql.engine import Transaction, among
from orchestrator.store.sql.pages import require_limit
from orchestrator.store.sql.remembered import Remembered
from orchestrator.store.sql.rows import record
from orchestrator.vocabulary import GoalStatus

MOST_FINDINGS = 200
NEWEST_SKETCHES = 2000
"""Among how many of a run's newest sketches it is counted what a goal blocks."""


Blocks = Sequence[tuple[int, str, str]]
"""How many sketches a goal blocks, its digest, its toolchain; those that block most first."""


def goal_lines(
    tx: Transaction, known: Remembered[Blocks], run_id: str, after: str | None, limit: int
) -> Page[GoalLine]:
    """See `Listing.goals`; what the goals block is counted once for each state of the run."""
    run_rows.get(tx, run_id)
    require_limit(limit)
    blocks = known.of(tx, run_id, lambda: _blocks(tx, run_id))
    if after is not None:
        number, digest = _goal_cursor(after)
        blocks = [each for each in blocks if (-each[0], each[1]) > (-number, digest)]
    shown = blocks[:limit]
    lines = _Lines(tx, [(digest, toolchain) for _, digest, toolchain in shown])
    items = tuple(lines(digest, toolchain, number) for number, digest, toolchain in shown)
    following = f"{shown[-1][0]}-{shown[-1][1]}" if len(blocks) > limit else None
    return Page(items, following)


def _blocks(tx: Transaction, run_id: str) -> Blocks:
    rows = [(row["blocks"], row["goal_digest"], row["toolchain"]) for row in tx.rows(_blocks_query(), of_run=run_id)]
    return sorted(rows, key=lambda row: (-row[0], row[1], row[2]))


@cache
def _blocks_query() -> sa.Executable:
    newest = (
        sa.select(t.attempts.c.sketch_digest)
        .where(t.attempts.c.run_id == sa.bindparam("of_run"), t.attempts.c.sketch_digest.is_not(None))
        .order_by(t.attempts.c.id.desc())
        .limit(NEWEST_SKETCHES)
    ).subquery()
    goal = t.sketch_goals.c
    blocks = sa.func.count(sa.distinct(goal.sketch_digest)).label("blocks")
    return (
        sa.select(blocks, goal.goal_digest, goal.toolchain)
        .where(goal.sketch_digest.in_(sa.select(newest.c.sketch_digest)))
        .group_by(goal.goal_digest, goal.toolchain)
    )


def _goal_cursor(after: str) -> tuple[int, str]:
    number, _, digest = after.partition("-")
    if not number.isascii() or not number.isdecimal() or len(number) > 9 or not digest:
        raise UnknownPlace(f"no page of this list ends at {after!r}; start again without a cursor")
    return int(number), digest


@cache
def _goals(dialect: str) -> sa.Executable:
    return sa.select(t.goals).where(among(dialect, t.goals.c.digest))


@cache
def _sums(dialect: str) -> sa.Executable:
    found = t.goal_results.c
    sums = sa.select(
        found.goal_digest,
        found.toolchain,
        found.status,
        sa.func.count().label("tries"),
        sa.func.sum(found.seconds).label("seconds"),
    )
    where = among(dialect, found.goal_digest)
    return sums.where(where).group_by(found.goal_digest, found.toolchain, found.status)


class _Lines:
    """Makes `GoalLine` s of some goals, with what is known of them, from three statements for all."""

    def __init__(self, tx: Transaction, keys: Sequence[tuple[str, str]]) -> None:
        digests = sorted({digest for digest, _ in keys})
        self._goals = {(row["digest"], row["toolchain"]): row for row in tx.rows_among(_goals, digests)}
        self._sums: dict[tuple[str, str], list[RowMapping]] = defaultdict(list)
        for row in tx.rows_among(_sums, digests):
            self._sums[row["goal_digest"], row["toolchain"]].append(row)

    def __call__(self, digest: str, toolchain: str, blocks: int) -> GoalLine:
        row, sums = self._goals[digest, toolchain], self._sums[digest, toolchain]
        known = {each["status"] for each in sums}
        settled = (GoalStatus.PROVED, GoalStatus.DISPROVED)
        return GoalLine(
            digest=digest,
            toolchain=toolchain,
            target=row["target"],
            hypotheses=tuple(Hypothesis(**hypothesis) for hypothesis in row["hypotheses"]),
            status=next((status for status in settled if status in known), GoalStatus.UNKNOWN),
            blocks=blocks,
            tries=sum(each["tries"] for each in sums),
            seconds=float(sum(each["seconds"] for each in sums)),
        )


def goal_detail(tx: Transaction, digest: str, toolchain: str | None) -> tuple[GoalLine, Sequence[GoalResult]]:
    """See `Listing.goal`."""
    query = sa.select(t.goals.c.toolchain).where(t.goals.c.digest == digest)
    if toolchain is not None:
        query = query.where(t.goals.c.toolchain == toolchain)
    row = tx.row(query.order_by(t.goals.c.created_at.desc()).limit(1))
    if row is None:
        raise UnknownId("goal", digest)
    known = row["toolchain"]
    place = sa.and_(t.sketch_goals.c.goal_digest == digest, t.sketch_goals.c.toolchain == known)
    blocks = tx.rows(sa.select(sa.func.count(sa.distinct(t.sketch_goals.c.sketch_digest)).label("n")).where(place))
    of_goal = sa.and_(t.goal_results.c.goal_digest == digest, t.goal_results.c.toolchain == known)
    results = tx.rows(sa.select(t.goal_results).where(of_goal).order_by(t.goal_results.c.id).limit(MOST_FINDINGS))
    line = _Lines(tx, [(digest, known)])(digest, known, blocks[0]["n"])
    return line, [record(GoalResult, each) for each in results]
