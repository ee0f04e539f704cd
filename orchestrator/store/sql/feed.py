"""The feed: one reader per process follows the log and hands what it read to every follower.

The order is that of ``(tx, id)``. SQLite has one writer, so ``id`` alone (``tx`` is 0) is the order of commits. On
PostgreSQL ``id`` is not: a transaction may take a smaller number and commit later. There ``tx`` is the transaction's
number, and only rows of transactions below every one that is still open are read (``pg_snapshot_xmin``); so nothing can
appear before a place that was read. The reader is woken by this process's own commits and looks for those of others
every `POLL_SECONDS`. LISTEN/NOTIFY is not used: a transaction with NOTIFY holds a lock of the whole server while it
commits, which would queue the writers of all runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from orchestrator.errors import SlowReader, UnknownPlace
from orchestrator.store.events import Event
from orchestrator.store.feed import Feed, Topics
from orchestrator.store.sql import log
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.events import EVENT
from orchestrator.store.sql.tables import events, statement_versions

POLL_SECONDS = 0.1
PAUSE_SECONDS = 0.1
"""After a read that found something: many commits reach many followers in a few steps each."""
READ_AT_ONCE = 500
MOST_WAITING = 2_000
"""Events that may wait for one follower; then it is dropped."""

_Place = tuple[int, int]


@dataclass(eq=False)
class _Follower:
    topics: Topics
    place: _Place
    waiting: list[Event] = field(default_factory=list)
    dropped: bool = False
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, events: Sequence[Event]) -> None:
        wanted = events if self.topics.everything else [event for event in events if self.topics.includes(event)]
        if self.dropped or not wanted:
            return
        room = MOST_WAITING - len(self.waiting)
        self.dropped = len(wanted) > room
        self.waiting.extend(wanted[:room])
        self.more.set()


class SqlFeed(Feed):
    """See `Feed`. Made with its store; `aclose` ends the reader."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._followers: set[_Follower] = set()
        self._reader: asyncio.Task[None] | None = None
        self._place: _Place = (0, 0)
        self._failure: Exception | None = None
        self._dismissed = False

    async def end(self) -> str:
        return log.position(*await self._db.read(_end))

    @asynccontextmanager
    async def follow(
        self, topics: Topics, after: str | None = None, *, idle_seconds: float | None = None
    ) -> AsyncIterator[AsyncIterator[tuple[Event, ...]]]:
        place = await self._db.read(_end) if after is None else _parse(after)
        follower = _Follower(topics, place)
        stream = self._stream(follower, idle_seconds)
        try:
            yield stream
        finally:
            await stream.aclose()
            self._followers.discard(follower)
            if not self._followers:
                await self._stop()

    def dismiss(self) -> None:
        self._dismissed = True
        for follower in self._followers:
            follower.more.set()

    async def aclose(self) -> None:
        """End the reader."""
        self._followers.clear()
        await self._stop()

    async def _stop(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.cancel()
            await asyncio.wait([reader])

    async def _stream(self, follower: _Follower, idle_seconds: float | None) -> AsyncGenerator[tuple[Event, ...]]:
        # First what was stored before, page by page; then, once next to nothing is missing, what the reader brings.
        async for batch in self._stored(follower):
            yield batch
        await self._join(follower)
        async for batch in self._stored(follower):
            yield batch
        while True:
            batch = tuple(event for event in follower.waiting if _parse(event.position) > follower.place)
            follower.waiting.clear()
            if batch:
                follower.place = _parse(batch[-1].position)
                yield batch
                continue
            if self._failure is not None:
                raise self._failure
            if follower.dropped:
                raise SlowReader(log.position(*follower.place))
            if self._dismissed:
                return
            follower.more.clear()
            try:
                async with asyncio.timeout(idle_seconds):
                    await follower.more.wait()
            except TimeoutError:
                yield ()

    async def _stored(self, follower: _Follower) -> AsyncGenerator[tuple[Event, ...]]:
        """What is stored after the follower's place, to the end."""
        while not self._dismissed:
            page = await self._db.read(_read, follower.place, follower.topics)
            if page:
                follower.place = page[-1][1]
                yield tuple(event for event, _ in page)
            if len(page) < READ_AT_ONCE:
                return

    async def _join(self, follower: _Follower) -> None:
        """From now on the reader offers ``follower`` what it reads; all that comes before is stored."""
        end = await self._db.read(_end)
        if self._reader is None or self._reader.done():
            self._failure = None
            self._place = end
            self._reader = asyncio.create_task(self._read_on())
        self._followers.add(follower)

    async def _read_on(self) -> None:
        try:
            while True:
                seen = self._db.commits
                page = await self._db.read(_read, self._place, Topics(everything=True))
                if page:
                    self._place = page[-1][1]
                    events = tuple(event for event, _ in page)
                    for follower in self._followers:
                        follower.offer(events)
                    await asyncio.sleep(PAUSE_SECONDS if len(page) < READ_AT_ONCE else 0)
                else:
                    with suppress(TimeoutError):
                        await self._db.committed_since(seen, POLL_SECONDS)
        except Exception as error:  # noqa: BLE001 - told to everyone who follows
            self._failure = error
            for follower in self._followers:
                follower.more.set()


def _parse(position: str) -> _Place:
    transaction, dot, number = position.partition(".")
    parts = (transaction, number)
    if not dot or not all(part.isascii() and part.isdecimal() and len(part) <= 18 for part in parts):
        raise UnknownPlace(f"{position!r} is no position in the feed; use one that it gave, or none")
    return int(transaction), int(number)


def _settled(tx: Transaction) -> sa.ColumnElement[bool]:
    """Whether no transaction that is still open can put anything before a row."""
    if tx.connection.dialect.name != "postgresql":
        return sa.true()
    oldest_open = sa.cast(sa.cast(sa.func.pg_snapshot_xmin(sa.func.pg_current_snapshot()), sa.Text), sa.BigInteger)
    return events.c.tx < oldest_open


def _end(tx: Transaction) -> _Place:
    query = sa.select(events.c.tx, events.c.id).where(_settled(tx))
    row = tx.row(query.order_by(events.c.tx.desc(), events.c.id.desc()).limit(1))
    return (0, 0) if row is None else (row["tx"], row["id"])


def _read(tx: Transaction, place: _Place, topics: Topics) -> list[tuple[Event, _Place]]:
    """The next events of these topics, at most `READ_AT_ONCE`."""
    query = EVENT.where(_beyond(tx, place), _settled(tx))
    if not topics.everything:
        query = query.where(_wanted(topics))
    order = (events.c.id,) if tx.alone else (events.c.tx, events.c.id)
    rows = tx.rows(query.order_by(*order).limit(READ_AT_ONCE))
    return [(log.read_event(row), (row["tx"], row["id"])) for row in rows]


def _beyond(tx: Transaction, place: _Place) -> sa.ColumnElement[bool]:
    if not tx.alone:
        return sa.tuple_(events.c.tx, events.c.id) > sa.tuple_(sa.literal(place[0]), sa.literal(place[1]))
    # Every ``tx`` is 0. SQLite would look for the pair by ``tx`` alone, that is through the whole log.
    return events.c.id > place[1] if place[0] == 0 else sa.false()


def _wanted(topics: Topics) -> sa.ColumnElement[bool]:
    choices: list[Any] = [
        column.in_(sorted(wanted))
        for column, wanted in (
            (events.c.run_id, topics.runs),
            (events.c.campaign_id, topics.campaigns),
            (statement_versions.c.problem_id, topics.problems),
        )
        if wanted
    ]
    return sa.or_(sa.false(), *choices)
