"""Episodes and their transcripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from orchestrator.errors import OwnershipLost, UnknownId
from orchestrator.store.episodes import Entry, Episode, Episodes, NewEntry
from orchestrator.store.ledger import Usage
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.sketches import NewSketch
from orchestrator.store.sql import run_rows, sketches
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.ledger import USAGE_COLUMNS, Account, campaign_account, move, settle_lost
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.rows import episode_record, record
from orchestrator.store.sql.tables import attempts, charges, episodes, transcript_entries
from orchestrator.vocabulary import AttemptState, ChargeState, EpisodeStatus

_EPISODE = sa.select(episodes)
_ENTRY = sa.select(transcript_entries)
_GET = _EPISODE.where(episodes.c.id == sa.bindparam("episode_id"))
_HOLD = (
    sa.select(episodes.c.status, episodes.c.attempt_id)
    .where(episodes.c.id == sa.bindparam("episode_id"))
    .with_for_update(read=True)
)
_BEGIN = sa.insert(episodes).returning(episodes)
_RUNNING_ATTEMPT = sa.select(attempts.c.owner, attempts.c.run_id).where(
    attempts.c.id == sa.bindparam("attempt_id"), attempts.c.state == AttemptState.RUNNING
)
_RUNNING_EPISODES = sa.select(episodes.c.id).where(
    episodes.c.attempt_id == sa.bindparam("of_attempt"), episodes.c.status == EpisodeStatus.RUNNING
)
_SUMS = sa.select(*(sa.func.coalesce(sa.func.sum(charges.c[name]), 0).label(name) for name in USAGE_COLUMNS)).where(
    charges.c.episode_id == sa.bindparam("of_episode"), charges.c.state == ChargeState.SETTLED
)
_END = sa.update(episodes).where(episodes.c.id == sa.bindparam("ended_id")).returning(episodes)


class SqlEpisodes(Episodes):
    """See `Episodes`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def start(self, attempt_id: str, owner: str, *, profile: str, model: str, prompt_version: str) -> Episode:
        return await self._db.write(start, attempt_id, owner, profile, model, prompt_version)

    async def get(self, episode_id: str) -> Episode:
        return await self._db.read(get, episode_id)

    async def list(
        self,
        *,
        attempt_id: str | None = None,
        run_id: str | None = None,
        newest_first: bool = False,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Episode]:
        return await self._db.read(list_episodes, attempt_id, run_id, newest_first, after, limit)

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
        batch = _Batch(first_seq, tuple(entries))
        counts = {"edits": edits, "seconds": seconds, "lean_seconds": lean_seconds}
        return await self._db.write(finish, episode_id, owner, status, batch, counts, sketch)

    async def append(self, episode_id: str, owner: str, first_seq: int, entries: Sequence[NewEntry]) -> None:
        await self._db.write(append, episode_id, owner, _Batch(first_seq, tuple(entries)))

    async def transcript(
        self, episode_id: str, *, newest_first: bool = False, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[Entry]:
        return await self._db.read(list_entries, episode_id, newest_first, after, limit)


def start(tx: Transaction, attempt_id: str, owner: str, profile: str, model: str, prompt_version: str) -> Episode:
    """See `Episodes.start`."""
    run = run_rows.lock_of_attempt(tx, attempt_id)
    run_rows.require_unfinished(run)
    _require_running(tx, attempt_id, owner)
    Account("run", run.id, run.limits, run.spent).require_episode()
    if run.campaign_id is not None:
        campaign_account(tx, run.campaign_id).require_episode()
    values = {
        "id": tx.new_id("e"),
        "run_id": run.id,
        "attempt_id": attempt_id,
        "profile": profile,
        "model": model,
        "prompt_version": prompt_version,
        "status": EpisodeStatus.RUNNING,
        "created_at": tx.now,
    }
    begun = tx.row(_BEGIN, **values)
    assert begun is not None
    move(tx, run.id, spent_episodes=1)
    return episode_record(begun)


def get(tx: Transaction, episode_id: str) -> Episode:
    """The episode; raises `UnknownId`."""
    row = tx.row(_GET, episode_id=episode_id)
    if row is None:
        raise UnknownId("episode", episode_id)
    return episode_record(row)


def _require_running(tx: Transaction, attempt_id: str, owner: str | None = None) -> str:
    """The run of an attempt that is running (for ``owner``); raises `OwnershipLost`."""
    row = tx.row(_RUNNING_ATTEMPT, attempt_id=attempt_id)
    if row is None or (owner is not None and row["owner"] != owner):
        raise OwnershipLost(f"attempt {attempt_id} is not running for this worker any more; stop working on it")
    return str(row["run_id"])


def finish(
    tx: Transaction,
    episode_id: str,
    owner: str,
    status: EpisodeStatus,
    batch: _Batch,
    counts: Mapping[str, float | None],
    sketch: NewSketch | None,
) -> Episode:
    """See `Episodes.finish`."""
    if status is EpisodeStatus.RUNNING:
        raise ValueError("an episode cannot end as running")
    attempt_id = get(tx, episode_id).attempt_id
    run = run_rows.lock_of_attempt(tx, attempt_id)
    episode = get(tx, episode_id)
    if episode.status is status:
        return episode
    if episode.status is not EpisodeStatus.RUNNING:
        raise OwnershipLost(f"episode {episode_id} has ended ({episode.status}); stop working on it")
    _require_running(tx, attempt_id, owner)
    digest = None if sketch is None else sketches.add_to_run(tx, run, sketch, attempt_id)
    _add_entries(tx, episode_id, batch)
    ended = _end(tx, episode_id, status, **counts, sketch_digest=digest)
    unanswered = status is EpisodeStatus.CANCELLED and ended.usage == Usage()
    if status is EpisodeStatus.FAILED or unanswered:
        # Ended by an infrastructure failure, or before a model said anything: an outage must not use episodes up.
        move(tx, run.id, spent_episodes=-1)
    return ended


def close_all(tx: Transaction, run_id: str, attempt_id: str, status: EpisodeStatus) -> None:
    """End what an attempt left open: its reservations first, then its episodes with the sums of their charges."""
    settle_lost(tx, run_id, attempt_id=attempt_id)
    for row in tx.rows(_RUNNING_EPISODES, of_attempt=attempt_id):
        _end(tx, row["id"], status)


def _end(tx: Transaction, episode_id: str, status: EpisodeStatus, **values: object) -> Episode:
    sums = tx.row(_SUMS, of_episode=episode_id)
    assert sums is not None
    values |= {name: int(sums[name]) for name in USAGE_COLUMNS}
    ended = tx.row(_END, ended_id=episode_id, **values, status=status, finished_at=tx.now)
    assert ended is not None
    return episode_record(ended)


def list_episodes(
    tx: Transaction, attempt_id: str | None, run_id: str | None, newest_first: bool, after: str | None, limit: int
) -> Page[Episode]:
    """See `Episodes.list`."""
    return read_page(
        tx,
        _EPISODE,
        episodes.c.id,
        episode_record,
        where={episodes.c.attempt_id: attempt_id, episodes.c.run_id: run_id},
        after=after,
        limit=limit,
        newest_first=newest_first,
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    first_seq: int
    entries: tuple[NewEntry, ...]


def append(tx: Transaction, episode_id: str, owner: str, batch: _Batch) -> None:
    """See `Episodes.append`. It locks no more than the episode, so that agents of one run do not queue for it."""
    row = tx.row(_HOLD, episode_id=episode_id)
    if row is None:
        raise UnknownId("episode", episode_id)
    if row["status"] is not EpisodeStatus.RUNNING:
        raise OwnershipLost(f"episode {episode_id} has ended ({row['status']}); stop working on it")
    _require_running(tx, row["attempt_id"], owner)
    _add_entries(tx, episode_id, batch)


def _add_entries(tx: Transaction, episode_id: str, batch: _Batch) -> None:
    if batch.first_seq < 1:
        raise ValueError("the entries of a transcript are numbered from 1")
    rows = [
        {
            "episode_id": episode_id,
            "seq": seq,
            "kind": entry.kind,
            "at": entry.at,
            "payload": dict(entry.payload),
            "created_at": tx.now,
        }
        for seq, entry in enumerate(batch.entries, batch.first_seq)
    ]
    tx.insert_new(transcript_entries, rows)


def list_entries(tx: Transaction, episode_id: str, newest_first: bool, after: str | None, limit: int) -> Page[Entry]:
    """See `Episodes.transcript`."""
    get(tx, episode_id)
    return read_page(
        tx,
        _ENTRY,
        transcript_entries.c.seq,
        entry_record,
        where={transcript_entries.c.episode_id: episode_id},
        after=after,
        limit=limit,
        newest_first=newest_first,
    )


def entry_record(row: RowMapping) -> Entry:
    """An `Entry` from a row of ``transcript_entries``."""
    return record(Entry, row)
