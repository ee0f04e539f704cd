"""Campaigns: a budget that many runs share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.store.budgets import Budget, Spend


@dataclass(frozen=True, slots=True)
class Campaign:
    """A budget that many runs share. ``spent`` is at all times the sum over its runs, but for time, which passes once
    however many of them are driven at the same time.
    """

    id: str
    limits: Budget
    spent: Spend
    created_at: datetime


class Campaigns(Protocol):
    """Campaigns; their runs are `Runs.list` with ``campaign_id``."""

    async def create(self, limits: Budget) -> Campaign:
        """A budget for runs that are made with its id (`NewRun.campaign_id`)."""
        ...

    async def get(self, campaign_id: str) -> Campaign:
        """A campaign as it is now."""
        ...
