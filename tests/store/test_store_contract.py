"""The conformance suite on each database."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa
from store_conformance import StoreConformance, execute

from orchestrator.store import Store
from orchestrator.store.sql.engine import SQLITE_BUSY_MS, Transaction
from orchestrator.store.sql.store import SqlStore


class TestSqlite(StoreConformance):
    @pytest.fixture
    def url(self, sqlite_url: str) -> str:
        return sqlite_url

    async def test_connections_are_set_up(self, store: Store) -> None:
        assert isinstance(store, SqlStore)

        def pragmas(tx: Transaction) -> list[object]:
            names = ("foreign_keys", "synchronous", "recursive_triggers", "busy_timeout")
            return [tx.connection.execute(sa.text(f"PRAGMA {name}")).scalar_one() for name in names]

        assert await store._db.read(pragmas) == [1, 1, 1, SQLITE_BUSY_MS]

    async def test_writers_hold_the_lock_before_they_read(self, store: Store, url: str) -> None:
        assert isinstance(store, SqlStore)

        def compete(_tx: Transaction) -> None:
            with sqlite3.connect(str(sa.make_url(url).database), timeout=0) as other:
                other.execute("BEGIN IMMEDIATE")

        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            await store._db.write(compete)


@pytest.mark.postgres
class TestPostgres(StoreConformance):
    @pytest.fixture
    def url(self, postgres_url: str) -> str:
        return postgres_url

    async def test_truncate_is_refused(self, store: Store, url: str) -> None:
        await self.fill(store)
        with pytest.raises(psycopg.errors.IntegrityError, match="never changes"):
            execute(url, "TRUNCATE verdicts CASCADE")


async def test_sqlite_replace_does_not_go_round_the_triggers(sqlite_url: str) -> None:
    execute(
        sqlite_url,
        "INSERT INTO problems (id, source, title, created_at) VALUES ('p/1', 'p', 't', '2026-01-01')",
        "INSERT INTO statement_versions VALUES (1, 'p/1', 'x', 'text', '{}', '2026-01-01')",
    )
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        execute(
            sqlite_url,
            "PRAGMA recursive_triggers=ON",
            "INSERT OR REPLACE INTO statement_versions VALUES (1, 'p/1', 'x', 'other', '{}', '2026-01-01')",
        )
