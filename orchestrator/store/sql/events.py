"""Reading the logs of runs, and adding what the store does not write itself."""

from __future__ import annotations

import sqlalchemy as sa

from orchestrator.store.events import Event, Events, NewEvent
from orchestrator.store.sql import log, run_rows
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import events


class SqlEvents(Events):
    """See `Events`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def append(self, run_id: str, event: NewEvent) -> None:
        await self._db.write(append_one, run_id, event)

    async def since(self, run_id: str, seq: int = 0, *, limit: int = 1000) -> tuple[Event, ...]:
        return await self._db.read(since, run_id, seq, limit)


def append_one(tx: Transaction, run_id: str, event: NewEvent) -> None:
    """See `Events.append`."""
    run_rows.lock(tx, run_id)
    log.append(tx, run_id, [event])


def since(tx: Transaction, run_id: str, seq: int, limit: int) -> tuple[Event, ...]:
    """See `Events.since`."""
    run_rows.get(tx, run_id)
    query = sa.select(events).where(events.c.run_id == run_id, events.c.seq > seq).order_by(events.c.seq).limit(limit)
    return tuple(record(Event, row) for row in tx.rows(query))
