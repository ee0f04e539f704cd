"""The conformance suite on each database."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from store_conformance import StoreConformance, execute

from orchestrator.store import Store


class TestSqlite(StoreConformance):
    @pytest.fixture
    def url(self, sqlite_url: str) -> str:
        return sqlite_url


@pytest.mark.postgres
class TestPostgres(StoreConformance):
    @pytest.fixture
    def url(self, postgres_url: str) -> str:
        return postgres_url

    async def test_truncate_is_refused(self, store: Store, url: str) -> None:
        await self.fill(store)
        with pytest.raises(psycopg.errors.IntegrityError, match="never changes"):
            execute(url, "TRUNCATE verdicts")


async def test_sqlite_replace_does_not_go_round_the_triggers(sqlite_url: str) -> None:
    execute(
        sqlite_url,
        "INSERT INTO problems VALUES ('p/1', 'p', 't', '2026-01-01')",
        "INSERT INTO statement_versions VALUES (1, 'p/1', 'x', 'text', '{}', '2026-01-01')",
    )
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        execute(
            sqlite_url,
            "PRAGMA recursive_triggers=ON",
            "INSERT OR REPLACE INTO statement_versions VALUES (1, 'p/1', 'x', 'other', '{}', '2026-01-01')",
        )
