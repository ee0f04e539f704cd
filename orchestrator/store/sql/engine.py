"""Engines and transactions: what makes many tasks and processes share one database without getting in each other's way.

SQLite has one writer at a time. Here a process queues its writers (`GroupCommit`), starts each transaction with ``BEGIN
IMMEDIATE`` (so that it waits for the lock before it has read anything and never has to give up half-way), lets SQLite
wait for other processes, and tries the whole transaction again, a bounded number of times, if that was too short.
Readers see a snapshot and block nobody (WAL).

A transaction is a plain function that runs from beginning to end in one thread: the event loop is crossed twice per
transaction. An asynchronous driver crosses it several times per statement, which cost ten times as much.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, Table, event
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from orchestrator.errors import StoreError
from orchestrator.store.ids import IdMaker
from orchestrator.store.sql.group_commit import GroupCommit, GroupFailed, Outcome

P = ParamSpec("P")
T = TypeVar("T")

SQLITE_BUSY_MS = 15_000
READERS = 4
POSTGRESQL_WRITERS = 6
WRITE_ATTEMPTS = 6
CONNECT_SECONDS = 10
POSTGRESQL_CONTENTION = {"40001", "40P01", "55P03"}
"""serialization_failure, deadlock_detected, lock_not_available."""

to_json = partial(json.dumps, allow_nan=False)
"""ASCII with escapes, so that any Python string can be stored; NaN, which JSON has not, is refused."""


def parse_url(text: str) -> URL:
    """The SQLAlchemy URL for ``text`` with the driver this store uses; raises `StoreError` for other databases."""
    try:
        url = sa.make_url(text)
    except ArgumentError as error:
        raise StoreError(
            "the database URL cannot be read; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from error
    backend = {"postgres": "postgresql"}.get(url.get_backend_name(), url.get_backend_name())
    if backend == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise StoreError("an in-memory database would lose every run; write sqlite:///FILE")
        return url.set(drivername="sqlite")
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise StoreError(f"the store does not work on {backend!r}; write sqlite:///FILE or postgresql://USER@HOST/NAME")


def shown(url: URL) -> str:
    """How messages name the database: the file, or the URL without its password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def configure_sqlite(engine: Engine) -> None:
    """Set the pragmas of every connection and take transaction control from the driver; see `transaction`."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=NORMAL")
        # INSERT OR REPLACE deletes a row without firing its DELETE trigger unless this is on.
        cursor.execute("PRAGMA recursive_triggers=ON")
        cursor.close()


@contextmanager
def transaction(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    """A connection inside a transaction, committed at the end or rolled back. On SQLite writers hold its one lock.

    Not a listener for the engine's event ``begin``: with one, SQLAlchemy takes 10 % longer for every statement.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")
        yield connection


def create_engine(url: URL) -> Engine:
    """An engine for a URL from `parse_url`, to be used from threads; the caller disposes of it."""
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            url,
            json_serializer=to_json,
            poolclass=sa.QueuePool,
            pool_size=READERS + 1,
            max_overflow=0,
            connect_args={"check_same_thread": False},  # the pool lends a connection to one thread at a time
        )
        configure_sqlite(engine)
        return engine
    arguments = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    return sa.create_engine(
        url,
        json_serializer=to_json,
        pool_size=READERS + POSTGRESQL_WRITERS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args=arguments,
    )


def is_contention(error: BaseException) -> bool:
    """Whether others were in the way, so that the same transaction may succeed when tried again."""
    if not isinstance(error, DBAPIError):
        return False
    text = str(error.orig)
    return "database is locked" in text or getattr(error.orig, "sqlstate", None) in POSTGRESQL_CONTENTION


def explain(error: DBAPIError, url: URL) -> StoreError:
    """One sentence with the remedy for a database's error."""
    name, text = shown(url), " ".join(str(error.orig).split())
    folder = Path(str(url.database)).absolute().parent
    remedies = {
        "unable to open database file": f"make {str(folder)!r} a folder you can write to",
        "readonly database": f"make it and its folder {str(folder)!r} writable",
        "read-only": "make the database writable",
        "disk is full": "free some space; nothing that was stored is lost",
        "No space left": "free some space; nothing that was stored is lost",
        "not a database": "choose another file, this one is no SQLite database",
        "malformed": "the file is damaged, restore it from a backup",
        "database is locked": "another program holds it, close that program",
    }
    for sign, remedy in remedies.items():
        if sign in text:
            return StoreError(f"the database {name} cannot be used ({text}): {remedy}")
    if isinstance(error, IntegrityError):
        return StoreError(f"the database {name} refused a change ({text}); nothing was stored")
    return StoreError(f"the database {name} does not answer ({text}); check that it is running and the URL is right")


@dataclass(frozen=True, slots=True)
class Transaction:
    """One open transaction. ``now`` is the clock at its start; every time it writes is this one."""

    connection: Connection
    now: datetime
    _ids: IdMaker

    @property
    def alone(self) -> bool:
        """Whether nobody else can write before it ends, so that no row need be locked."""
        return self.connection.dialect.name == "sqlite"

    def new_id(self, kind: str) -> str:
        """A fresh id with this one-letter prefix."""
        return self._ids(kind, self.now)

    def silent(self, heartbeat: sa.ColumnElement[datetime], seconds: float) -> sa.ColumnElement[bool]:
        """Whether a heartbeat is older than ``seconds``, or as far in the future because the clock was set back."""
        span = timedelta(seconds=seconds)
        return sa.or_(heartbeat < self.now - span, heartbeat > self.now + span)

    def execute(self, statement: sa.Executable, **parameters: object) -> int:
        """Run a statement; the number of rows it changed."""
        return int(self.connection.execute(statement, parameters).rowcount)

    def rows(self, statement: sa.Executable, **parameters: object) -> list[RowMapping]:
        """All rows of a query."""
        return list(self.connection.execute(statement, parameters).mappings())

    def rows_among(self, made: Callable[[str], sa.Executable], texts: Sequence[str]) -> list[RowMapping]:
        """All rows of the query that ``made`` gives for a dialect, of those that `among` finds among these texts."""
        dialect = self.connection.dialect.name
        return self.rows(made(dialect), among=list(texts) if dialect == "postgresql" else to_json(list(texts)))

    def row(self, statement: sa.Executable, **parameters: object) -> RowMapping | None:
        """The first row of a query, or None."""
        return self.connection.execute(statement, parameters).mappings().first()

    def insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Insert ``rows`` (perhaps none)."""
        if rows:
            self.connection.execute(_insert(table), rows)

    def insert_new(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Insert those of ``rows`` whose keys are not there."""
        if rows:
            self.connection.execute(_insert_new(self.connection.dialect.name, table), rows)

    def insert_missing(self, table: Table, values: Mapping[str, Any]) -> RowMapping | None:
        """Insert a row unless one with its key is there; the inserted row, or None."""
        return self.row(_insert_missing(self.connection.dialect.name, table), **values)


def among(dialect: str, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether a column is one of the texts of the parameter ``among`` (see `Transaction.rows_among`).

    One parameter, however many texts: with one each, a page of 200 rows took longer to build the statement than to
    run it.
    """
    if dialect == "postgresql":
        return column == sa.func.any(sa.cast(sa.bindparam("among"), sa.ARRAY(sa.Text)))
    each = sa.func.json_each(sa.bindparam("among", type_=sa.Text)).table_valued("value")
    return column.in_(sa.select(each.c.value))


@cache
def _insert_new(dialect: str, table: Table) -> sa.Executable:
    insert: sa.Executable = _insert_for(dialect)(table).on_conflict_do_nothing()
    return insert


@cache
def _insert(table: Table) -> sa.Executable:
    return sa.insert(table)


@cache
def _insert_missing(dialect: str, table: Table) -> sa.Executable:
    insert: sa.Executable = _insert_for(dialect)(table).on_conflict_do_nothing().returning(table)
    return insert


def _insert_for(dialect: str) -> Callable[[Table], Any]:
    """The dialect's own INSERT, imported when it is needed: PostgreSQL's takes a tenth of the start of a command."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert
    from sqlalchemy.dialects import sqlite

    return sqlite.insert


Work = Callable[Concatenate[Transaction, P], T]
_Bound = Callable[[Transaction], Any]


class Database:
    """Runs functions inside transactions, each from beginning to end or not at all.

    Bound to the event loop it is first used on. A cancelled caller waits for the transaction that it has begun, so
    that cancellation never leaves a connection in the middle of something.
    """

    def __init__(self, url: URL, clock: Callable[[], datetime], ids: IdMaker) -> None:
        self.url = url
        self._clock = clock
        self._ids = ids
        self._engine = create_engine(url)
        self.dialect = self._engine.dialect.name
        if self.dialect == "sqlite":
            self._reader = self._engine
            self._groups: GroupCommit[_Bound] | None = GroupCommit(self._write_together)
        else:
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._groups = None
        self._writes = asyncio.Semaphore(POSTGRESQL_WRITERS)
        self._reads = asyncio.Semaphore(READERS)
        # One thread for each transaction that the semaphores let through at once.
        self._threads = ThreadPoolExecutor(READERS + POSTGRESQL_WRITERS, thread_name_prefix="store")
        self.commits = 0
        """How many transactions this process has committed, about."""
        self._committed = asyncio.Event()

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in a write transaction and commit it; an error rolls everything back.

        ``work`` may run more than once (never committed more than once), so it must have no effect outside.
        """
        bound = _bound(work, *args, **kwargs)
        if self._groups is not None:
            result: T = await self._groups.write(bound)
        else:
            async with self._writes:
                result = await self._settled(partial(self._run, bound, writes=True))
        self.commits += 1
        self._committed.set()
        return result

    async def committed_since(self, commits: int, seconds: float) -> None:
        """Wait until this process has committed something after so many; raises `TimeoutError` after ``seconds``."""
        if self.commits == commits:
            self._committed.clear()
            async with asyncio.timeout(seconds):
                await self._committed.wait()

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` on one snapshot of the database."""
        async with self._reads:
            return await self._settled(partial(self._run, _bound(work, *args, **kwargs), writes=False))

    async def aclose(self) -> None:
        """Close every connection."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self._engine.dispose)
        self._threads.shutdown(wait=False)

    def _run(self, work: Callable[[Transaction], T], *, writes: bool) -> T:
        with transaction(self._engine if writes else self._reader, writes=writes) as connection:
            return work(Transaction(connection, self._clock(), self._ids))

    async def _write_together(self, works: Sequence[_Bound]) -> list[Outcome]:
        if len(works) == 1:
            return [(await self._retrying(partial(self._run, works[0], writes=True)), None)]
        return await self._retrying(partial(self._run_together, works))

    def _run_together(self, works: Sequence[_Bound]) -> list[Outcome]:
        """One transaction for all, without savepoints: those took a sixth of the time; most errors change nothing."""
        try:
            with transaction(self._engine, writes=True) as connection:
                return [self._run_in_group(connection, work) for work in works]
        except Exception as error:
            if is_contention(error):
                raise
            raise GroupFailed from error

    def _run_in_group(self, connection: Connection, work: _Bound) -> Outcome:
        changes = _changes(connection)
        try:
            return work(Transaction(connection, self._clock(), self._ids)), None
        except SQLAlchemyError:
            raise
        except Exception as error:
            if _changes(connection) != changes:
                raise
            return None, error

    async def _settled(self, run: Callable[[], T]) -> T:
        """What ``run`` returns in a thread; a cancelled caller waits until it has ended.

        The common case goes without the machinery for trying again, which took as long as a small query.
        """
        try:
            return await _uninterrupted(asyncio.get_running_loop().run_in_executor(self._threads, run))
        except StatementError as error:
            if not is_contention(error):
                with self._explaining():
                    raise
        return await _uninterrupted(self._retrying(run))

    async def _retrying(self, run: Callable[[], T]) -> T:
        retrying = AsyncRetrying(
            retry=retry_if_exception(is_contention),
            wait=wait_random_exponential(multiplier=0.05, max=1),
            stop=stop_after_attempt(WRITE_ATTEMPTS),
            reraise=True,
        )

        async def in_thread() -> T:
            return await asyncio.get_running_loop().run_in_executor(self._threads, run)

        with self._explaining():
            return await retrying(in_thread)

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Errors of the database as the caller is told them."""
        try:
            yield
        except (OperationalError, IntegrityError) as error:
            raise explain(error, self.url) from error
        except StatementError as error:
            # SQLAlchemy wraps what a column type says about a value (SourceError, ValueError); the caller wants that.
            raise (error.orig or error) from None


def _changes(connection: Connection) -> int:
    """How many rows were changed so far through this connection, which is SQLite's (``sqlite3_total_changes``)."""
    driver: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
    return driver.total_changes


def _bound(work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[Transaction], T]:
    return lambda tx: work(tx, *args, **kwargs)


async def _uninterrupted(work: Awaitable[T]) -> T:
    """What ``work`` comes to; a cancelled caller waits until it has ended."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # retrieved: the caller asked to be cancelled and gets that instead
        raise
