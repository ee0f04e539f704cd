"""Campaigns: the same discipline as for a run's budget, one level up.

Whoever changes a campaign holds one of its runs already and locks the campaign after it, always in this order. What its
counters say changes in the transaction that changes the run's.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from orchestrator.errors import UnknownId
from orchestrator.store.budgets import Budget
from orchestrator.store.campaigns import Campaign, Campaigns
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.rows import campaign_record
from orchestrator.store.sql.tables import campaigns

_LOCK = sa.select(campaigns).where(campaigns.c.id == sa.bindparam("campaign_id")).with_for_update()


class SqlCampaigns(Campaigns):
    """See `Campaigns`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def create(self, limits: Budget) -> Campaign:
        return await self._db.write(create, limits)

    async def get(self, campaign_id: str) -> Campaign:
        return await self._db.read(get, campaign_id)


def create(tx: Transaction, limits: Budget) -> Campaign:
    """See `Campaigns.create`."""
    campaign_id = tx.new_id("c")
    values = {
        "id": campaign_id,
        "limit_micro_usd": limits.micro_usd,
        "limit_tokens": limits.tokens,
        "limit_seconds": limits.seconds,
        "limit_episodes": limits.episodes,
        "created_at": tx.now,
    }
    tx.insert(campaigns, [values])
    return get(tx, campaign_id)


def get(tx: Transaction, campaign_id: str) -> Campaign:
    """The campaign; raises `UnknownId`."""
    row = tx.row(sa.select(campaigns).where(campaigns.c.id == campaign_id))
    if row is None:
        raise UnknownId("campaign", campaign_id)
    return campaign_record(row)


def lock(tx: Transaction, campaign_id: str) -> Campaign:
    """The campaign, held against other writers until the transaction ends; the caller holds one of its runs."""
    row = tx.row(_LOCK, campaign_id=campaign_id)
    assert row is not None, "a foreign key names it"
    return campaign_record(row)


def pass_time(tx: Transaction, campaign_id: str, since: datetime) -> None:
    """Count the seconds from ``since`` to now, in which one of its runs was owned, as far as they are not counted."""
    row = tx.row(_LOCK, campaign_id=campaign_id)
    assert row is not None, "a foreign key names it"
    counted = row["heartbeat_at"]
    elapsed = (tx.now - (since if counted is None else max(since, counted))).total_seconds()
    values = {
        "heartbeat_at": tx.now if counted is None else max(tx.now, counted),
        "spent_seconds": campaigns.c.spent_seconds + max(0.0, elapsed),
    }
    tx.execute(sa.update(campaigns).where(campaigns.c.id == campaign_id).values(values))
