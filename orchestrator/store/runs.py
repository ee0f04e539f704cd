"""Runs: one search over one statement version under one strategy and budget."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from orchestrator.problems.identity import JsonObject
from orchestrator.store.budgets import NO_LIMITS, Budget, Spend
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.vocabulary import RunOutcome, RunStatus


@dataclass(frozen=True, slots=True)
class NewRun:
    """A search to be made over one statement version.

    ``config`` is the snapshot that makes the run repeatable: seed, limits, price table. ``max_retries`` bounds how
    often one piece of work is tried again after infrastructure failures.
    """

    statement_id: int
    strategy: str
    toolchain: str
    config: JsonObject = field(default_factory=dict)
    limits: Budget = NO_LIMITS
    max_retries: int = 2
    campaign_id: str | None = None
    """The campaign whose budget the run shares; the limits of both hold."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it is now."""

    id: str
    problem_id: str
    statement_id: int
    statement_sha256: str
    strategy: str
    config: JsonObject
    toolchain: str
    status: RunStatus
    outcome: RunOutcome | None
    detail: str
    limits: Budget
    spent: Spend
    max_retries: int
    campaign_id: str | None
    owner: str | None
    heartbeat_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Runs(Protocol):
    """Runs and who drives them."""

    async def create(self, new: NewRun) -> Run:
        """A queued run."""
        ...

    async def get(self, run_id: str) -> Run:
        """A run as it is now."""
        ...

    async def list(
        self,
        *,
        unfinished: bool = False,
        campaign_id: str | None = None,
        problem_id: str | None = None,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Run]:
        """Runs in the order in which they were created: all, or those that every given condition holds for.

        Args:
            unfinished: only runs that have not ended; `acquire` tells which of them can be resumed.
        """
        ...

    async def acquire(self, run_id: str, owner: str, *, stale_after: float) -> Run | None:
        """Make ``owner`` the driver of a run that is queued, paused or left behind; then it is running.

        Args:
            stale_after: seconds without a heartbeat after which a running run counts as left behind.

        Returns:
            The run, or None while another owner is alive.

        Raises:
            AlreadyFinished: there is nothing left to do.
            CampaignLimitReached: its campaign is paused or cancelled.
        """
        ...

    async def heartbeat(self, run_id: str, owner: str) -> Run:
        """Keep the ownership, count the seconds since the last heartbeat as spent, and see the run as it is.

        Raises:
            OwnershipLost, AlreadyFinished: stop driving it.
        """
        ...

    async def pause(self, run_id: str, owner: str, *, detail: str = "") -> Run:
        """Give the run up so that anyone can resume it; its running attempts are queued again as new attempts.

        Args:
            detail: what has to be mended before it can go on; it stays with the run until that.
        """
        ...

    async def finish(self, run_id: str, owner: str, outcome: RunOutcome, *, detail: str = "") -> Run:
        """End the run for good: cancels what waits or runs and settles open reservations in full.

        Stop the workers first, so that their calls are settled with what they really cost.

        Raises:
            ValueError: proved, disproved or answered without an accepted verdict of this run, at trust `replayed` or
                above, on a sketch of that direction.
            AlreadyFinished: it ended with another outcome.
            OwnershipLost: it is not ``owner``'s.
        """
        ...
