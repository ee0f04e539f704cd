"""Entries of transcripts by number."""

from __future__ import annotations

from typing import Any

from orchestrator.api.runs import TranscriptEntry
from orchestrator.store import EpisodeDetail, Store


async def count_entries(store: Store, episode_id: str) -> int:
    """How many entries the transcript of an episode has so far."""
    return len(await _entries(store, episode_id))


async def read_entries(store: Store, episode_id: str, first: int, limit: int) -> list[TranscriptEntry]:
    """Entries from number ``first`` (from 1) on."""
    entries = await _entries(store, episode_id)
    return [
        TranscriptEntry(
            seq=seq,
            kind=str(entry.get("kind", "entry")),
            at=float(entry.get("at", 0.0)),
            payload={name: value for name, value in entry.items() if name not in ("kind", "at")},
        )
        for seq, entry in enumerate(entries[first - 1 : first - 1 + limit], first)
    ]


async def _entries(store: Store, episode_id: str) -> list[dict[str, Any]]:
    detail = await store.views.show(episode_id)
    assert isinstance(detail, EpisodeDetail)
    transcript = detail.transcript or {}
    return list(transcript.get("entries", ()))
