"""Episodes: bounded conversations of an agent, their transcripts and what they made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from orchestrator.store.ledger import Usage
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.sketches import NewSketch
from orchestrator.vocabulary import EpisodeStatus


@dataclass(frozen=True, slots=True)
class Episode:
    """One bounded conversation of an agent. ``usage`` sums its settled charges once it has ended."""

    id: str
    run_id: str
    attempt_id: str
    profile: str
    model: str
    prompt_version: str
    status: EpisodeStatus
    usage: Usage
    edits: int
    seconds: float
    sketch_digest: str | None
    created_at: datetime
    finished_at: datetime | None


class Episodes(Protocol):
    """Episodes."""

    async def start(self, attempt_id: str, owner: str, *, profile: str, model: str, prompt_version: str) -> Episode:
        """A running episode of an attempt that ``owner`` runs; raises `LimitReached` and `OwnershipLost`."""
        ...

    async def get(self, episode_id: str) -> Episode:
        """An episode as it is now."""
        ...

    async def list(
        self,
        *,
        attempt_id: str | None = None,
        run_id: str | None = None,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Episode]:
        """Episodes in the order in which they began: all, or those of an attempt or of a run."""
        ...

    async def finish(
        self,
        episode_id: str,
        owner: str,
        status: EpisodeStatus,
        *,
        transcript: Any,
        edits: int = 0,
        seconds: float = 0.0,
        sketch: NewSketch | None = None,
    ) -> Episode:
        """End an episode with its transcript (any JSON value) and what it made; tokens and cost are summed here.

        Settle its calls first: a reservation settled later counts for the run but not in the episode's sums.
        """
        ...
