"""Challenges as the store keeps them."""

from __future__ import annotations

from orchestrator.problems.challenge import Challenge
from orchestrator.store import StatementVersion, Store


async def add_statement(store: Store, challenge: Challenge) -> StatementVersion:
    """The challenge's frozen text with what its header says, stored if it is new."""
    meta = challenge.metadata
    return await store.problems.register(
        challenge.id,
        source=meta.source,
        title=meta.title,
        text=challenge.text,
        metadata={"status": meta.status.value, "tags": list(meta.tags), "informal": meta.informal},
    )
