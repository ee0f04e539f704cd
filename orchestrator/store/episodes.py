"""Episodes: bounded conversations of an agent, their transcripts and what they made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from orchestrator.problems.identity import JsonObject
from orchestrator.store.ledger import Usage
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.sketches import NewSketch
from orchestrator.vocabulary import EpisodeStatus

HEADER: Final = "header"
"""The kind of a transcript's first entry: what identifies the episode (model, version of the prompts)."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One bounded conversation of an agent. ``usage`` sums its settled charges once it has ended.

    ``seconds`` are of the clock, ``lean_seconds`` of Lean's processor time for what its tools asked (the judge's own
    processes not counted); None while it runs, and where nobody counted.
    """

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
    lean_seconds: float | None
    sketch_digest: str | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One thing that happened in an episode, ``at`` seconds after it began; ``kind`` says what ``payload`` holds."""

    kind: str
    at: float
    payload: JsonObject


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored entry of a transcript; ``seq`` counts from 1. Immutable."""

    episode_id: str
    seq: int
    kind: str
    at: float
    payload: JsonObject
    created_at: datetime


class Episodes(Protocol):
    """Episodes and their transcripts, which grow while an episode runs."""

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
        entries: Sequence[NewEntry] = (),
        first_seq: int = 1,
        edits: int = 0,
        seconds: float = 0.0,
        lean_seconds: float | None = None,
        sketch: NewSketch | None = None,
    ) -> Episode:
        """End an episode with what it made and the last entries of its transcript (as in `append`); tokens and cost
        are summed here.

        Settle its calls first: a reservation settled later counts for the run but not in the episode's sums.
        """
        ...

    async def append(self, episode_id: str, owner: str, first_seq: int, entries: Sequence[NewEntry]) -> None:
        """Add entries, numbered from ``first_seq``, to the transcript of a running episode.

        An entry whose number is stored already is left out, so a batch may be sent again.

        Raises:
            OwnershipLost: the episode has ended, or its attempt is not ``owner``'s.
        """
        ...

    async def transcript(
        self, episode_id: str, *, newest_first: bool = False, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[Entry]:
        """The entries stored so far, also while the episode runs and after its worker was lost."""
        ...
