"""Entries of transcripts by number."""

from __future__ import annotations

from orchestrator.api.runs import TranscriptEntry
from orchestrator.store import Store


async def count_entries(store: Store, episode_id: str) -> int:
    """How many entries the transcript of an episode has so far."""
    newest = await store.episodes.transcript(episode_id, newest_first=True, limit=1)
    return newest.items[0].seq if newest.items else 0


async def read_entries(store: Store, episode_id: str, first: int, limit: int) -> list[TranscriptEntry]:
    """Entries from number ``first`` (from 1) on."""
    page = await store.episodes.transcript(episode_id, after=str(first - 1), limit=limit)
    return [
        TranscriptEntry(seq=entry.seq, kind=entry.kind, at=entry.at, payload=dict(entry.payload))
        for entry in page.items
    ]
