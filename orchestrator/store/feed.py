"""The feed: events of many runs as they happen, resumable at any of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from orchestrator.store.events import Event

BEGINNING: Final = "0.0"
"""The position before the first event."""


@dataclass(frozen=True, slots=True)
class Topics:
    """Which events are wanted: everything, or those of any of these runs, campaigns and problems."""

    everything: bool = False
    runs: frozenset[str] = frozenset()
    campaigns: frozenset[str] = frozenset()
    problems: frozenset[str] = frozenset()

    def includes(self, event: Event) -> bool:
        """Whether the event belongs to one of the topics."""
        return (
            self.everything
            or event.run_id in self.runs
            or event.campaign_id in self.campaigns
            or event.problem_id in self.problems
        )


class Feed(Protocol):
    """Events as they are committed, by any process."""

    def follow(
        self, topics: Topics, after: str | None = None, *, idle_seconds: float | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[tuple[Event, ...]]]:
        """A stream of events in the order of their positions, each once, without gaps, in batches as they come.

        ``async with store.feed.follow(topics, after) as batches: async for batch in batches: ...``

        Args:
            topics: which events.
            after: position of the last event that was seen, `BEGINNING` for all, None for those from now on.
            idle_seconds: after so long without an event an empty batch comes; None: never.

        Raises:
            UserError: ``after`` is no position.
            SlowReader: from the stream: its reader fell too far behind; ``position`` is where to follow again.
        """
        ...

    def dismiss(self) -> None:
        """End every stream, also those that begin later, once it has given what waits for it."""
        ...

    async def end(self) -> str:
        """The position of the last event, to be given as ``after``."""
        ...
