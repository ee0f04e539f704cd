"""The run's log as a strategy learns it: entries, stored as events, read back in the order in which they are folded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from orchestrator.problems.identity import JsonObject
from orchestrator.search.strategy import Entry, entry_from_json, entry_to_json
from orchestrator.store import (
    AnyEvent,
    Event,
    Events,
    SearchAdmitted,
    SearchDecided,
    SearchDropped,
    SearchFailed,
    SearchRated,
    SearchSwitched,
)

_EVENTS: Final[Mapping[str, Callable[[JsonObject], AnyEvent]]] = {
    "decided": SearchDecided,
    "admitted": SearchAdmitted,
    "rated": SearchRated,
    "failed": SearchFailed,
    "dropped": SearchDropped,
    "switched": SearchSwitched,
}
_KINDS: Final = tuple(f"search.{kind}" for kind in _EVENTS)
_SEEN: Final = "seen"
_PAGE: Final = 1000


def event_of(entry: Entry, seen: int = 0) -> AnyEvent:
    """The event that stores ``entry``; ``seen`` is the last number of the log that a decision was made on."""
    payload = entry_to_json(entry)
    return _EVENTS[entry.kind](payload | {_SEEN: seen} if entry.kind == "decided" else payload)


class RunLog:
    """Reads the log of one run from its beginning on.

    A decision is folded into the board in the moment it is made, when it is not stored yet; meanwhile other entries may
    be stored before it. So a decision says what of the log its board had seen, and its place is right behind that. Read
    in this order, the log gives a resumed run the very board that the former driver had.
    """

    def __init__(self, events: Events, run_id: str) -> None:
        self._events = events
        self._run_id = run_id
        self.seen = 0
        """The last number of the log that was read."""

    async def history(self) -> list[Entry]:
        """Everything so far, in the order in which it is folded."""
        stored: list[Event] = []
        while page := await self._read():
            stored += page
        return [_entry(event) for event in sorted(stored, key=_place)]

    async def news(self) -> list[Entry]:
        """What was stored since, without decisions: their maker knows them."""
        found: list[Entry] = []
        while page := await self._read():
            found += [_entry(event) for event in page if not isinstance(event.event, SearchDecided)]
            if len(page) < _PAGE:
                break
        return found

    async def _read(self) -> tuple[Event, ...]:
        page = await self._events.since(self._run_id, self.seen, kinds=_KINDS, limit=_PAGE)
        if page:
            self.seen = page[-1].seq
        return page


def _payload(event: Event) -> dict[str, object]:
    return dict(event.event.entry)  # type: ignore[union-attr]  # only kinds with an entry are read


def _entry(event: Event) -> Entry:
    payload = _payload(event)
    payload.pop(_SEEN, None)
    return entry_from_json(payload)


def _place(event: Event) -> tuple[int, int, int]:
    payload = _payload(event)
    if isinstance(event.event, SearchDecided):
        return (int(str(payload[_SEEN])), 1, int(str(payload["step"])))
    return (event.seq, 0, 0)
