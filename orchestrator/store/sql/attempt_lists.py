"""The attempts of a run as pages, and how many are in each state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from orchestrator.store.attempts import Attempt
from orchestrator.store.pages import Page
from orchestrator.store.sql import run_rows
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.remembered import Remembered
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import attempts
from orchestrator.vocabulary import AttemptState

Capped = Remembered[dict[AttemptState, int]]
"""Counts of attempts, each up to a cap."""
_SOME = (
    sa.select(attempts.c.id)
    .where(attempts.c.run_id == sa.bindparam("of_run"), attempts.c.state == sa.bindparam("in_state"))
    .limit(sa.bindparam("at_most"))
)
_COUNTED = sa.select(sa.func.count().label("number")).select_from(_SOME.subquery())


def list_attempts(
    tx: Transaction,
    run_id: str,
    states: Sequence[AttemptState],
    newest_first: bool,
    after: str | None,
    limit: int,
) -> Page[Attempt]:
    """See `Attempts.list`."""
    run_rows.get(tx, run_id)
    return read_page(
        tx,
        _in(frozenset(states)),
        attempts.c.id,
        lambda row: record(Attempt, row),
        where={attempts.c.run_id: run_id},
        after=after,
        limit=limit,
        newest_first=newest_first,
    )


@cache
def _in(states: frozenset[AttemptState]) -> sa.Select[Any]:
    query = sa.select(attempts)
    return query if states == frozenset(AttemptState) else query.where(attempts.c.state.in_(sorted(states)))


def counts(tx: Transaction, run_id: str, capped: tuple[Capped, int] | None = None) -> dict[AttemptState, int]:
    """See `Attempts.counts`; a capped count is made once for each state of the run."""
    run_rows.get(tx, run_id)
    if capped is not None:
        known, at_most = capped
        made = known.of(tx, run_id, lambda: _all_counted(tx, run_id, at_most), at_most)
        return {state: number for state, number in made.items() if number}
    query = sa.select(attempts.c.state, sa.func.count().label("number")).where(attempts.c.run_id == run_id)
    return {row["state"]: row["number"] for row in tx.rows(query.group_by(attempts.c.state))}


def _all_counted(tx: Transaction, run_id: str, at_most: int) -> dict[AttemptState, int]:
    return {state: _counted(tx, run_id, state, at_most) for state in AttemptState}


def _counted(tx: Transaction, run_id: str, state: AttemptState, at_most: int) -> int:
    return int(tx.rows(_COUNTED, of_run=run_id, in_state=state, at_most=at_most)[0]["number"])
