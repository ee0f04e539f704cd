"""Server-sent events over the store's feed: one stream for a page, resumable, with a bounded number of watchers."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from orchestrator.api.problem_details import Retry
from orchestrator.errors import RetryError, SlowReader
from orchestrator.service.events import event_row
from orchestrator.service.failures import Refused
from orchestrator.service.parts import Parts
from orchestrator.store import Event, Topics

log = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS: Final = 30.0
RECONNECT_MS: Final = 2000
MOST_WATCHERS: Final = 600
MOST_TOPICS: Final = 100
MOST_WRITTEN: Final = 1000
"""Events that are kept as they are sent: all watchers are sent the same."""


def parse_topics(text: str) -> Topics:
    """Which events a client wants: ``all``, or a comma list of ``run:ID``, ``campaign:ID`` and ``problem:ID``.

    Raises:
        Refused: 422, a topic of another form, or too many.
    """
    wanted = [one for one in text.split(",") if one]
    named: dict[str, set[str]] = {"run": set(), "campaign": set(), "problem": set()}
    for one in wanted:
        kind, _, identifier = one.partition(":")
        if one != "all" and (kind not in named or not identifier or len(identifier) > 200):
            raise Refused(422, "invalid-request", "a topic is all, run:ID, campaign:ID or problem:ID")
        if one != "all":
            named[kind].add(identifier)
    if not wanted or len(wanted) > MOST_TOPICS:
        raise Refused(422, "invalid-request", f"name 1 to {MOST_TOPICS} topics, such as topics=all")
    return Topics(
        everything="all" in wanted,
        runs=frozenset(named["run"]),
        campaigns=frozenset(named["campaign"]),
        problems=frozenset(named["problem"]),
    )


async def begin_at(parts: Parts, after: str | None) -> str:
    """The position to begin after: ``after``, else the last one of now.

    It is asked before the answer begins: who has seen the head of the answer misses nothing that comes after it.

    Raises:
        UserError: ``after`` is no position; an error can still be the answer.
    """
    if after is None:
        return await parts.store.feed.end()
    async with parts.store.feed.follow(Topics(), after):
        return after


def require_room(parts: Parts) -> None:
    """Refuse one watcher too many.

    Raises:
        Refused: 503, try again later.
    """
    if parts.watching >= MOST_WATCHERS:
        raise Refused(503, "watchers", f"{MOST_WATCHERS} pages watch already", retry=Retry.LATER, retry_after=30)


async def stream(
    parts: Parts, topics: Topics, start: str, allowed: Callable[[], Awaitable[bool]]
) -> AsyncIterator[bytes]:
    """The body of an event stream.

    Each event has the position to resume after as its id. A reader that falls too far behind, one whose key is no good
    any more, and every reader when the server is stopped, gets a last event ``end`` whose id can be resumed after.

    Args:
        parts: the server's.
        topics: which events.
        start: the position to begin after, of `begin_at`.
        allowed: whether the reader may still watch; asked every `KEEP_ALIVE_SECONDS`.
    """
    parts.watching += 1
    parts.metrics.watchers.inc()
    try:
        yield f"retry: {RECONNECT_MS}\nid: {start}\n: {'x' * 256}\n\n".encode()
        async for piece in _pieces(parts, topics, start, allowed):
            yield piece
    finally:
        parts.watching -= 1
        parts.metrics.watchers.dec()


async def _pieces(
    parts: Parts, topics: Topics, start: str, allowed: Callable[[], Awaitable[bool]]
) -> AsyncIterator[bytes]:
    position, asked = start, time.monotonic()
    try:
        async with parts.store.feed.follow(topics, start, idle_seconds=KEEP_ALIVE_SECONDS) as batches:
            async for batch in batches:
                if time.monotonic() >= asked + KEEP_ALIVE_SECONDS:
                    if not await allowed():
                        break
                    asked = time.monotonic()
                if batch:
                    position = batch[-1].position
                    parts.answers.told(position)
                    yield b"".join(_once(parts.written, event) for event in batch)
                else:
                    yield b": still here\n\n"
    except SlowReader as slow:
        parts.metrics.watchers_dropped.inc()
        position = slow.position
    except RetryError as error:
        log.warning("an event stream ended: %s", error)
    yield f"event: end\nid: {position}\ndata: {{}}\n\n".encode()


def _once(known: dict[str, bytes], event: Event) -> bytes:
    line = known.get(event.position)
    if line is None:
        if len(known) >= MOST_WRITTEN:
            known.clear()
        line = known[event.position] = written(event)
    return line


def written(event: Event) -> bytes:
    """One event as a browser reads it; what it says is one line of JSON, so nothing in it can end the event."""
    content = event_row(event).model_dump_json()
    return f"id: {event.position}\ndata: {content}\n\n".encode()


def position_of(header: str | None, query: str | None) -> str | None:
    """Where to resume: what the browser says on its own, else what the page asked for."""
    return header or query or None
