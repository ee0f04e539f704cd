"""Answers to reads, shared for a moment by all who ask the same: many pages that watch one run ask for it at once.

An answer is never ahead of the database, and behind it by `FRESH_SECONDS` at most. It is not behind what the one who
asks has seen: what was kept is forgotten once a request has changed something, and before a watcher is told of events.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

FRESH_SECONDS: Final = 0.25
"""Well below a second, about as late as events are told."""
MOST_KEPT: Final = 1000


@dataclass(frozen=True)
class _Kept:
    made: float
    coming: asyncio.Future[Response]


class RecentAnswers:
    """The answers that were asked for last, or are being made now.

    Args:
        seconds: how long one is given again.
        clock: seconds that only go forward.
    """

    def __init__(self, seconds: float = FRESH_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: dict[Hashable, _Kept] = {}
        self._told = (0, 0)

    async def of(self, what: Hashable, make: Callable[[], Awaitable[Response]]) -> Response:
        """What ``make()`` answers, or was asked to a moment ago; not to be changed. Errors are not kept."""
        kept, now = self._kept, self._clock()
        found = kept.get(what)
        if found is None or found.made <= now - self._seconds:
            if len(kept) >= MOST_KEPT:
                self.forget()
                kept = self._kept
            found = kept[what] = _Kept(now, asyncio.ensure_future(make()))
            found.coming.add_done_callback(lambda done: _drop(kept, what, done))
        return await asyncio.shield(found.coming)

    def forget(self) -> None:
        """Something has changed; what is being made now is given to those who wait for it already."""
        self._kept = {}

    def told(self, position: str) -> None:
        """A watcher is about to be told of the event at this position of the feed."""
        transaction, _, number = position.partition(".")
        place = (int(transaction), int(number))
        if place > self._told:
            self._told = place
            self.forget()


def _drop(kept: dict[Hashable, _Kept], what: Hashable, done: asyncio.Future[Response]) -> None:
    if (done.cancelled() or done.exception() is not None) and what in kept and kept[what].coming is done:
        del kept[what]
