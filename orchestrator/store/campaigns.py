"""Campaigns: what many runs are for, whether they may go on, and the budget that they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.problems.identity import JsonObject
from orchestrator.store.budgets import Budget, Spend
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.vocabulary import CampaignState


@dataclass(frozen=True, slots=True)
class Campaign:
    """A budget that many runs share. ``spent`` is at all times the sum over its runs, but for time, which passes once
    however many of them are driven at the same time.
    """

    id: str
    name: str
    state: CampaignState
    query: JsonObject | None
    """What it was asked for (which problems, strategy, ...), as its maker put it."""
    created_by: str | None
    limits: Budget
    spent: Spend
    created_at: datetime


class Campaigns(Protocol):
    """Campaigns; their runs are `Runs.list` with ``campaign_id``.

    The state holds in every process: a run of a campaign that is paused or cancelled cannot be acquired, begins no
    episode and makes no call. Runs that are being driven learn it from their next call or `get`.
    """

    async def create(
        self, limits: Budget, *, name: str = "", query: JsonObject | None = None, created_by: str | None = None
    ) -> Campaign:
        """An active campaign, for runs that are made with its id (`NewRun.campaign_id`)."""
        ...

    async def get(self, campaign_id: str) -> Campaign:
        """A campaign as it is now."""
        ...

    async def list(
        self,
        *,
        state: CampaignState | None = None,
        created_by: str | None = None,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Campaign]:
        """Campaigns in the order in which they were created: all, or those that every given condition holds for."""
        ...

    async def pause(self, campaign_id: str) -> Campaign:
        """Let no run of it go on until `resume`; one that is paused stays so. Raises `AlreadyFinished` if cancelled."""
        ...

    async def resume(self, campaign_id: str) -> Campaign:
        """Let its runs go on; one that is active stays so. Raises `AlreadyFinished` if it was cancelled."""
        ...

    async def cancel(self, campaign_id: str) -> Campaign:
        """End it for good; one that was cancelled stays so. Its runs are ended by those that drive them."""
        ...

    async def extend(self, campaign_id: str, limits: Budget) -> Campaign:
        """Give it other limits; also below what is spent, which then stops its runs.

        Raises:
            AlreadyFinished: it was cancelled.
            ValueError: a limit is negative.
        """
        ...
