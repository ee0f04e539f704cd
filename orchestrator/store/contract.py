"""The storage contract: what every `Store` promises to the rooms above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from orchestrator.store.access import ApiKeys, Idempotency
from orchestrator.store.attempts import Attempts
from orchestrator.store.campaigns import Campaigns
from orchestrator.store.episodes import Episodes
from orchestrator.store.events import Events
from orchestrator.store.feed import Feed
from orchestrator.store.goals import Goals
from orchestrator.store.ledger import Ledger
from orchestrator.store.listing import Listing
from orchestrator.store.problems import Problems
from orchestrator.store.runs import Runs
from orchestrator.store.sketches import Sketches
from orchestrator.store.verdicts import Verdicts
from orchestrator.store.views import Views


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """What ``orchestrator doctor`` says about the database; ``location`` never holds a password."""

    dialect: str
    server_version: str
    location: str
    journal_mode: str | None
    """SQLite only; ``wal`` as it should be."""
    schema_revision: str
    expected_revision: str


class Store(Protocol):
    """Remembers everything that was tried; the database alone is enough to resume any run.

    **Ownership.** A run is driven by one owner at a time, an attempt is worked on by one owner at a time; owners are
    tokens that no two workers share (`orchestrator.store.owner_token`). Ownership is won by compare-and-set
    (`Runs.acquire`, `Attempts.claim`), kept by heartbeats, and lost when a heartbeat is older than the age that the
    next owner names. Only its owner may end a RUNNING attempt, with three exceptions: the run ends or pauses, its
    heartbeat is stale, or it is cancelled. The former owner learns so by `OwnershipLost` at its next call.

    **Finality.** Statement versions, sketches, goals, their results, checks, verdicts, events and transcripts never
    change. Runs, attempts, episodes and charges never change once final. This holds at the level of the database too.
    States only move forward; a retry is a new attempt that names the one it repeats.

    **Atomicity.** Every method is one transaction: all of it is stored or, on an error or crash, nothing. Methods that
    a worker may have to repeat because it did not hear the answer (`acquire`, `finish`, `fail`, `reserve`, `settle`,
    `release`, `register`, `Sketches.add`) store once and return the same again.

    **Concurrency.** Safe for any number of tasks of one event loop and any number of processes, each of which opens its
    own store. A store belongs to the event loop it is used on and does not survive a fork. Readers never wait
    for writers. Cancelling a caller lets the transaction it has begun end first.

    **Time.** All times come from the clock the store was opened with; processes that share a database need clocks that
    agree to well within the stale age.

    **Records.** All are frozen and tied to no session. Money is whole micro-dollars (1 USD = 1,000,000), durations are
    seconds, times are aware UTC, digests are lower-case sha256 in hex. Lists come in pages (`Page`).

    Every method may raise `StoreError` where the database fails and `UnknownId` for an id that is not there.
    """

    problems: Problems
    runs: Runs
    campaigns: Campaigns
    attempts: Attempts
    sketches: Sketches
    goals: Goals
    verdicts: Verdicts
    ledger: Ledger
    episodes: Episodes
    events: Events
    feed: Feed
    views: Views
    listing: Listing
    keys: ApiKeys
    idempotency: Idempotency

    async def check(self) -> StoreCheck:
        """Facts for ``orchestrator doctor``."""
        ...
