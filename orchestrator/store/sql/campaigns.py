"""Campaigns: the same discipline as for a run's budget, one level up.

Whoever changes a campaign holds one of its runs already and locks the campaign after it, always in this order. What its
counters say changes in the transaction that changes the run's.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from orchestrator.errors import AlreadyFinished, CampaignLimitReached, UnknownId
from orchestrator.problems.identity import JsonObject
from orchestrator.store.budgets import Budget
from orchestrator.store.campaigns import Campaign, Campaigns
from orchestrator.store.events import CampaignChanged
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.sql import log
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.rows import campaign_record
from orchestrator.store.sql.tables import campaigns
from orchestrator.vocabulary import CampaignState

CAMPAIGN = sa.select(campaigns)
_GET = CAMPAIGN.where(campaigns.c.id == sa.bindparam("campaign_id"))
_LOCK = _GET.with_for_update()


class SqlCampaigns(Campaigns):
    """See `Campaigns`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def create(
        self, limits: Budget, *, name: str = "", query: JsonObject | None = None, created_by: str | None = None
    ) -> Campaign:
        return await self._db.write(create, limits, name, query, created_by)

    async def get(self, campaign_id: str) -> Campaign:
        return await self._db.read(get, campaign_id)

    async def list(
        self,
        *,
        state: CampaignState | None = None,
        created_by: str | None = None,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Campaign]:
        return await self._db.read(list_campaigns, state, created_by, newest_first, after, limit)

    async def pause(self, campaign_id: str) -> Campaign:
        return await self._db.write(enter, campaign_id, CampaignState.PAUSED)

    async def resume(self, campaign_id: str) -> Campaign:
        return await self._db.write(enter, campaign_id, CampaignState.ACTIVE)

    async def cancel(self, campaign_id: str) -> Campaign:
        return await self._db.write(enter, campaign_id, CampaignState.CANCELLED)

    async def extend(self, campaign_id: str, limits: Budget) -> Campaign:
        return await self._db.write(extend, campaign_id, limits)


def create(tx: Transaction, limits: Budget, name: str, query: JsonObject | None, created_by: str | None) -> Campaign:
    """See `Campaigns.create`."""
    campaign_id = tx.new_id("c")
    values = {
        "id": campaign_id,
        "name": name,
        "state": CampaignState.ACTIVE,
        "query": None if query is None else dict(query),
        "created_by": created_by,
        **_limit_columns(limits),
        "created_at": tx.now,
    }
    tx.insert(campaigns, [values])
    log.log_campaign(tx, campaign_id, CampaignChanged(CampaignState.ACTIVE, "created"))
    return get(tx, campaign_id)


def _limit_columns(limits: Budget) -> dict[str, float | None]:
    stated = asdict(limits)
    if any(limit is not None and limit < 0 for limit in stated.values()):
        raise ValueError("a limit cannot be negative")
    return {f"limit_{name}": limit for name, limit in stated.items()}


def list_campaigns(
    tx: Transaction,
    state: CampaignState | None,
    created_by: str | None,
    newest_first: bool,
    after: str | None,
    limit: int,
) -> Page[Campaign]:
    """See `Campaigns.list`."""
    return read_page(
        tx,
        CAMPAIGN,
        campaigns.c.id,
        campaign_record,
        where={campaigns.c.state: state, campaigns.c.created_by: created_by},
        after=after,
        limit=limit,
        newest_first=newest_first,
    )


def enter(tx: Transaction, campaign_id: str, state: CampaignState) -> Campaign:
    """See `Campaigns.pause`, `Campaigns.resume` and `Campaigns.cancel`."""
    campaign = _lock_known(tx, campaign_id)
    if campaign.state is state:
        return campaign
    _require_not_cancelled(campaign)
    tx.execute(sa.update(campaigns).where(campaigns.c.id == campaign_id).values(state=state))
    log.log_campaign(tx, campaign_id, CampaignChanged(state))
    return get(tx, campaign_id)


def extend(tx: Transaction, campaign_id: str, limits: Budget) -> Campaign:
    """See `Campaigns.extend`."""
    campaign = _lock_known(tx, campaign_id)
    _require_not_cancelled(campaign)
    if campaign.limits == limits:
        return campaign
    tx.execute(sa.update(campaigns).where(campaigns.c.id == campaign_id).values(_limit_columns(limits)))
    log.log_campaign(tx, campaign_id, CampaignChanged(campaign.state, "other limits"))
    return get(tx, campaign_id)


def _lock_known(tx: Transaction, campaign_id: str) -> Campaign:
    row = tx.row(_LOCK, campaign_id=campaign_id)
    if row is None:
        raise UnknownId("campaign", campaign_id)
    return campaign_record(row)


def _require_not_cancelled(campaign: Campaign) -> None:
    if campaign.state is CampaignState.CANCELLED:
        raise AlreadyFinished(f"campaign {campaign.id} was cancelled; start another")


def require_active(campaign: Campaign) -> None:
    """Raise `CampaignLimitReached` unless runs of the campaign may go on."""
    if campaign.state is not CampaignState.ACTIVE:
        remedy = "resume it first" if campaign.state is CampaignState.PAUSED else "start another"
        raise CampaignLimitReached("state", f"campaign {campaign.id} is {campaign.state}; {remedy}")


def get(tx: Transaction, campaign_id: str) -> Campaign:
    """The campaign; raises `UnknownId`."""
    row = tx.row(_GET, campaign_id=campaign_id)
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
