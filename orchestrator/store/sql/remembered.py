"""What costs much to count and changes only together with the log of a run, kept in memory until that log grows.

Whatever makes, claims, ends or gives back an attempt logs an event in the same transaction, and the events of a run are
numbered without gaps. So the number of its newest event, which the transaction that asks reads first, says whether a
kept value is still what the database would answer: never ahead of it, never behind.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Generic, TypeVar

import sqlalchemy as sa

from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.tables import events

V = TypeVar("V")
KEPT: Final = 200
_NEWEST = sa.select(sa.func.max(events.c.seq).label("seq")).where(events.c.run_id == sa.bindparam("of_run"))


class Remembered(Generic[V]):
    """Values of the runs that were asked for last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], tuple[int, V]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, tx: Transaction, run_id: str, count: Callable[[], V], how: int = 0) -> V:
        """The value that ``count`` gave, or gives now if something happened in the run since; one for each ``how``."""
        row = tx.row(_NEWEST, of_run=run_id)
        newest = 0 if row is None else row["seq"] or 0
        key = run_id, how
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept[0] == newest:
                self._kept.move_to_end(key)
                return kept[1]
        value = count()
        with self._lock:
            self._kept[key] = newest, value
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return value
