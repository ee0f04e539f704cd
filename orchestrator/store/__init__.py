"""What is remembered: runs, attempts, sketches, goals, verdicts, events, episodes and what they cost.

    async with open_store(settings().database_url) as store:
        run = await store.acquire_run(run_id, owner, stale_after=60)
        attempt = await store.claim_attempt(run_id, owner)
        ...
        await store.finish_attempt(attempt.id, owner, outcome)

`Store` is the contract; records and inputs are in `orchestrator.store.records` and `orchestrator.store.views`.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from orchestrator.store.contract import Store
from orchestrator.store.ids import IdMaker, owner_token
from orchestrator.store.schema import prepare, schema_version
from orchestrator.store.sql.engine import Database, parse_url
from orchestrator.store.sql.store import SqlStore

__all__ = [
    "Store",
    "open_store",
    "owner_token",
    "schema_version",
    "utc_now",
]


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_store(
    url: str, *, clock: Callable[[], datetime] = utc_now, rng: random.Random | None = None
) -> AsyncIterator[Store]:
    """Open the database at ``url``, made or upgraded where needed, and close it at the end.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://USER@HOST/NAME`` (as in `Settings.database_url`).
        clock: source of every stored time; must return aware times.
        rng: source of the random part of new ids; by default the operating system. Never share a seed between
            processes.

    Raises:
        StoreTooNew: a newer version of this program wrote the database.
        StoreError: the database cannot be used; the message says what to do.
    """
    parsed = parse_url(url)
    await asyncio.to_thread(prepare, parsed)
    database = Database(parsed, clock, IdMaker(rng or random.SystemRandom()))
    try:
        yield SqlStore(database)
    finally:
        await database.aclose()
