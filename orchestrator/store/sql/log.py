"""Writing to the log of a run, inside the transaction that it tells of."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from orchestrator.store.events import NewEvent
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.tables import events

_LAST_SEQ = sa.select(sa.func.max(events.c.seq).label("seq")).where(events.c.run_id == sa.bindparam("run_id"))


def log(tx: Transaction, run_id: str, kind: str, /, **payload: object) -> None:
    """Append one event; the caller holds the run's lock."""
    append(tx, run_id, [NewEvent(kind, payload)])


def append(tx: Transaction, run_id: str, new: Sequence[NewEvent]) -> None:
    """Append events in order. Under the run's lock, so a reader who sees ``seq`` has seen all below it."""
    if not new:
        return
    last = tx.row(_LAST_SEQ, run_id=run_id)
    start = 1 + ((last and last["seq"]) or 0)
    rows = [
        {"run_id": run_id, "seq": seq, "kind": event.kind, "payload": dict(event.payload), "created_at": tx.now}
        for seq, event in enumerate(new, start)
    ]
    tx.insert(events, rows)
