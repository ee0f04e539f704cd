"""Reading the logs of runs, and adding what the store does not write itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import sqlalchemy as sa

from orchestrator.store.events import AnyEvent, Event, Events
from orchestrator.store.sql import log, run_rows
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.tables import events, runs, statement_versions

EVENT = (
    sa.select(events, statement_versions.c.problem_id)
    .join_from(events, runs, runs.c.id == events.c.run_id, isouter=True)
    .join(statement_versions, statement_versions.c.id == runs.c.statement_id, isouter=True)
)

_SINCE = (
    EVENT.where(events.c.run_id == sa.bindparam("of_run"), events.c.seq > sa.bindparam("after"))
    .order_by(events.c.seq)
    .limit(sa.bindparam("at_most"))
)


class SqlEvents(Events):
    """See `Events`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def append(self, run_id: str, events: Sequence[AnyEvent]) -> None:
        await self._db.write(append, run_id, events)

    async def since(
        self, run_id: str, seq: int = 0, *, kinds: Collection[str] = (), limit: int = 1000
    ) -> tuple[Event, ...]:
        return await self._db.read(since, run_id, seq, tuple(kinds), limit)


def append(tx: Transaction, run_id: str, new: Sequence[AnyEvent]) -> None:
    """See `Events.append`."""
    run_rows.lock(tx, run_id)
    log.append(tx, run_id, new)


def since(tx: Transaction, run_id: str, seq: int, kinds: Sequence[str], limit: int) -> tuple[Event, ...]:
    """See `Events.since`."""
    run_rows.get(tx, run_id)
    rows = tx.rows(_since(frozenset(kinds)), of_run=run_id, after=seq, at_most=limit)
    return tuple(log.read_event(row) for row in rows)


@lru_cache(maxsize=64)
def _since(kinds: frozenset[str]) -> sa.Executable:
    """A driver reads its run's log after every attempt; see `run_rows`."""
    return _SINCE.where(sa.or_(*(events.c.kind == kind for kind in sorted(kinds)))) if kinds else _SINCE
