"""The feed on each database."""

from __future__ import annotations

import pytest
from feed_conformance import FeedConformance, test_every_kind_of_event_has_a_name_of_its_own
from store_conformance import execute
from store_helpers import running_run

from orchestrator.store import Unrecognised, open_store

__all__ = ["test_every_kind_of_event_has_a_name_of_its_own"]


class TestSqliteFeed(FeedConformance):
    @pytest.fixture
    def url(self, sqlite_url: str) -> str:
        return sqlite_url


@pytest.mark.postgres
class TestPostgresFeed(FeedConformance):
    @pytest.fixture
    def url(self, postgres_url: str) -> str:
        return postgres_url


async def test_events_of_another_version_are_shown_as_such(sqlite_url: str) -> None:
    async with open_store(sqlite_url) as store:
        run = await running_run(store)
        day = "'2026-01-01 00:00:00.000000'"
        values = f"(0, '{run.id}', 3, 'x.new', '{{\"a\": 1}}', {day}), (0, '{run.id}', 4, 'note', '{{}}', {day})"
        execute(sqlite_url, f"INSERT INTO events (tx, run_id, seq, kind, payload, created_at) VALUES {values}")
        newer, broken = await store.events.since(run.id, 2)
    assert newer.event == Unrecognised("x.new", {"a": 1})
    assert broken.event == Unrecognised("note", {})
