"""Events of runs as the API says them."""

from __future__ import annotations

from orchestrator.api.runs import EventRow
from orchestrator.store import Event, Store


def event_row(event: Event) -> EventRow:
    """One line of a run's log."""
    return EventRow(
        run_id=event.run_id, seq=event.seq, kind=event.kind, payload=dict(event.payload), created_at=event.created_at
    )


async def newest_events(store: Store, run_id: str, before: int | None, limit: int) -> tuple[EventRow, ...]:
    """The newest events of a run (before the sequence number ``before``), newest first."""
    last = before - 1 if before is not None else await store.listing.last_event(run_id)
    first = max(0, last - limit)
    events = await store.events.since(run_id, first, limit=limit)
    return tuple(event_row(event) for event in reversed(events) if event.seq <= last)
