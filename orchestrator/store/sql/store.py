"""`SqlStore`: the storage contract on SQLite and PostgreSQL, made of one part for each noun."""

from __future__ import annotations

import sqlalchemy as sa

from orchestrator.store import schema
from orchestrator.store.contract import Store, StoreCheck
from orchestrator.store.sql.access import SqlApiKeys, SqlIdempotency
from orchestrator.store.sql.attempts import SqlAttempts
from orchestrator.store.sql.campaigns import SqlCampaigns
from orchestrator.store.sql.engine import Database, Transaction, shown
from orchestrator.store.sql.episodes import SqlEpisodes
from orchestrator.store.sql.events import SqlEvents
from orchestrator.store.sql.feed import SqlFeed
from orchestrator.store.sql.goals import SqlGoals
from orchestrator.store.sql.ledger import SqlLedger
from orchestrator.store.sql.listing import SqlListing
from orchestrator.store.sql.problems import SqlProblems
from orchestrator.store.sql.runs import SqlRuns
from orchestrator.store.sql.sketches import SqlSketches
from orchestrator.store.sql.verdicts import SqlVerdicts
from orchestrator.store.sql.views import SqlViews


class SqlStore(Store):
    """See `Store` for what each part promises. Made by `orchestrator.store.open_store`, which also closes it."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.problems = SqlProblems(database)
        self.runs = SqlRuns(database)
        self.campaigns = SqlCampaigns(database)
        self.attempts = SqlAttempts(database)
        self.sketches = SqlSketches(database)
        self.goals = SqlGoals(database)
        self.verdicts = SqlVerdicts(database)
        self.ledger = SqlLedger(database)
        self.episodes = SqlEpisodes(database)
        self.events = SqlEvents(database)
        self.feed = SqlFeed(database)
        self.views = SqlViews(database)
        self.listing = SqlListing(database)
        self.keys = SqlApiKeys(database)
        self.idempotency = SqlIdempotency(database)

    async def check(self) -> StoreCheck:
        return await self._db.read(self._check)

    def _check(self, tx: Transaction) -> StoreCheck:
        sqlite = self._db.dialect == "sqlite"
        version = "SELECT sqlite_version()" if sqlite else "SHOW server_version"
        return StoreCheck(
            dialect=self._db.dialect,
            server_version=str(tx.connection.execute(sa.text(version)).scalar_one()),
            location=shown(self._db.url),
            journal_mode=str(tx.connection.execute(sa.text("PRAGMA journal_mode")).scalar_one()) if sqlite else None,
            schema_revision=str(schema.stored_revision(tx.connection)),
            expected_revision=schema.schema_version(),
        )
