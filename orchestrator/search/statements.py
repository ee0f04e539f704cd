"""Challenges as the store keeps them."""

from __future__ import annotations

from orchestrator.problems.challenge import Challenge
from orchestrator.store.contract import Store
from orchestrator.store.records import StatementVersion


async def add_statement(store: Store, challenge: Challenge) -> StatementVersion:
    """The challenge's frozen text with what its header says, stored if it is new."""
    meta = challenge.metadata
    return await store.add_statement(
        challenge.id,
        source=meta.source,
        title=meta.title,
        text=challenge.text,
        metadata={"status": meta.status.value, "tags": list(meta.tags), "informal": meta.informal},
    )
