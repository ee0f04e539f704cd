"""Events of runs as the API says them."""

from __future__ import annotations

from dataclasses import asdict

from orchestrator.api.runs import EventRow
from orchestrator.store import Event, Store


def event_row(event: Event) -> EventRow:
    """One event, with what it says but for its kind."""
    payload = asdict(event.event)
    payload.pop("kind", None)
    return EventRow(
        run_id=event.run_id,
        campaign_id=event.campaign_id,
        problem_id=event.problem_id,
        seq=event.seq,
        position=event.position,
        kind=event.kind,
        payload=payload,
        created_at=event.created_at,
    )


async def newest_events(store: Store, run_id: str, before: int | None, limit: int) -> tuple[EventRow, ...]:
    """The newest events of a run (before the sequence number ``before``), newest first."""
    last = before - 1 if before is not None else await store.listing.last_event(run_id)
    events = await store.events.since(run_id, max(0, last - limit), limit=limit)
    return tuple(event_row(event) for event in reversed(events) if event.seq <= last)
