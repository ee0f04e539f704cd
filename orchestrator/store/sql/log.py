"""Writing to the logs of runs and campaigns, inside the transaction that the event tells of.

Whatever logs to a run has locked it first, before it wrote anything. So the run's numbers have no gaps, and on
PostgreSQL its transactions are numbered in the same order (`feed` relies on it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any, get_args

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.engine import RowMapping

from orchestrator.store.events import AnyEvent, Event, Unrecognised
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.tables import events, runs

_LAST_OF_RUN = sa.select(
    sa.func.max(events.c.seq).label("seq"),
    sa.select(runs.c.campaign_id).where(runs.c.id == sa.bindparam("of_run")).scalar_subquery().label("campaign_id"),
).where(events.c.run_id == sa.bindparam("of_run"))
_LAST_OF_CAMPAIGN = sa.select(sa.func.max(events.c.seq).label("seq")).where(
    events.c.campaign_id == sa.bindparam("of_campaign"), events.c.run_id.is_(None)
)


def append(tx: Transaction, run_id: str, new: Sequence[AnyEvent]) -> None:
    """Append to a run's log in order. Under the run's lock, so a reader who sees ``seq`` has seen all below it."""
    if not new:
        return
    last = tx.row(_LAST_OF_RUN, of_run=run_id)
    assert last is not None
    _insert(tx, run_id, last["campaign_id"], last["seq"] or 0, new)


def log(tx: Transaction, run_id: str, event: AnyEvent) -> None:
    """Append one event to a run's log."""
    append(tx, run_id, [event])


def log_campaign(tx: Transaction, campaign_id: str, event: AnyEvent) -> None:
    """Append one event to a campaign's own log; the caller holds the campaign's lock."""
    last = tx.row(_LAST_OF_CAMPAIGN, of_campaign=campaign_id)
    assert last is not None
    _insert(tx, None, campaign_id, last["seq"] or 0, [event])


def _insert(tx: Transaction, run_id: str | None, campaign_id: str | None, last: int, new: Sequence[AnyEvent]) -> None:
    rows = [
        {
            "run_id": run_id,
            "campaign_id": campaign_id,
            "seq": seq,
            "kind": event.kind,
            "payload": {name: getattr(event, name) for name in _content(event.kind)},
            "created_at": tx.now,
        }
        for seq, event in enumerate(new, last + 1)
    ]
    tx.connection.execute(_insert_into(tx.connection.dialect.name), rows)


@cache
def _insert_into(dialect: str) -> sa.Executable:
    """On PostgreSQL with the number of this transaction; SQLite commits in the order of the ids anyway."""
    number = sa.literal(0)
    if dialect == "postgresql":
        number = sa.cast(sa.cast(sa.func.pg_current_xact_id(), sa.Text), sa.BigInteger)  # type: ignore[assignment]
    return sa.insert(events).values(tx=number)


@cache
def _content(kind: str) -> tuple[str, ...]:
    """The names of what a kind of event holds."""
    return tuple(field.name for field in fields(_classes()[kind]) if field.name != "kind")


@cache
def _classes() -> dict[str, type[Any]]:
    return {str(field.default): cls for cls in get_args(AnyEvent) for field in fields(cls) if field.name == "kind"}


@cache
def _adapters() -> dict[str, TypeAdapter[AnyEvent]]:
    """How events are read, by kind; made on first use, since that takes pydantic some milliseconds."""
    return {kind: TypeAdapter(cls) for kind, cls in _classes().items() if cls is not Unrecognised}


def read_event(row: RowMapping) -> Event:
    """An `Event` from a row of ``events`` with the column ``problem_id``."""
    return Event(
        row["run_id"],
        row["campaign_id"],
        row["problem_id"],
        row["seq"],
        position(row["tx"], row["id"]),
        _parse(row["kind"], row["payload"]),
        row["created_at"],
    )


def _parse(kind: str, payload: dict[str, Any]) -> AnyEvent:
    adapter = _adapters().get(kind)
    if adapter is None:
        return Unrecognised(kind, payload)
    try:
        return adapter.validate_python(payload)
    except ValidationError:
        return Unrecognised(kind, payload)


def position(transaction: int, number: int) -> str:
    """The text of a place in the feed."""
    return f"{transaction}.{number}"
