"""Episodes and the ledger of model calls: money is reserved before a call and settled after it.

``runs.reserved_...`` is the sum over reserved charges and ``runs.spent_...`` over settled ones, and a campaign's
counters are the sums over its runs; all change in the transaction that changes the charge. Where the caller was lost
its call may or may not have been billed; it is charged in full (``estimated``), so a budget holds for failures too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from orchestrator.errors import AlreadyFinished, CampaignLimitReached, LimitReached, OwnershipLost, UnknownId
from orchestrator.store.inputs import (
    Budget,
    NewSketch,
    Spend,
    Usage,
)
from orchestrator.store.records import (
    Charge,
    Episode,
)
from orchestrator.store.sql import campaigns as campaign_rows
from orchestrator.store.sql import runs as run_rows
from orchestrator.store.sql import sketches
from orchestrator.store.sql.engine import Transaction
from orchestrator.store.sql.rows import charge_record, episode_record, limits, spent
from orchestrator.store.sql.tables import attempts, campaigns, charges, episodes, runs, transcripts
from orchestrator.vocabulary import AttemptState, ChargeState, EpisodeStatus, RunStatus

USAGE_COLUMNS = ("micro_usd", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")

# Every model call makes these; statements made once spare SQLAlchemy from building and recognizing them each time.
_CHARGE = sa.select(charges).where(charges.c.call_id == sa.bindparam("call_id"))
_ATTEMPT = sa.select(attempts.c.id.label("attempt_id"), attempts.c.run_id, attempts.c.state, sa.null().label("status"))
_ATTEMPT = _ATTEMPT.where(attempts.c.id == sa.bindparam("attempt_id"))
_EPISODE = (
    sa.select(attempts.c.id.label("attempt_id"), attempts.c.run_id, attempts.c.state, episodes.c.status)
    .join_from(episodes, attempts)
    .where(episodes.c.id == sa.bindparam("episode_id"))
)
_LOCK_RUN_OF_CALL = (
    sa.select(runs.c.id)
    .where(
        runs.c.id == sa.select(charges.c.run_id).where(charges.c.call_id == sa.bindparam("call_id")).scalar_subquery()
    )
    .with_for_update()
)
_RUN_ACCOUNT = (
    runs.c.campaign_id,
    *(column for column in runs.c if column.name.startswith(("limit_", "spent_", "reserved_"))),
)
_OPEN_CHARGES = sa.select(charges).where(
    charges.c.run_id == sa.bindparam("of_run"), charges.c.state == ChargeState.RESERVED
)
_OPEN_OF_ATTEMPT = _OPEN_CHARGES.where(charges.c.attempt_id == sa.bindparam("of_attempt"))
_OPEN_OF_NONE = _OPEN_CHARGES.where(charges.c.attempt_id.is_(None))
_CLOSE = sa.update(charges).where(charges.c.call_id == sa.bindparam("closed_call")).returning(charges)


def reserve(
    tx: Transaction,
    run_id: str,
    call_id: str,
    micro_usd: int,
    tokens: int,
    attempt_id: str | None,
    episode_id: str | None,
) -> Charge:
    """See `Store.reserve`."""
    if micro_usd < 0 or tokens < 0:
        raise ValueError("a reservation cannot be negative")
    run = _move(tx, run_id, reserved_micro_usd=micro_usd, reserved_tokens=tokens)
    caller = _caller(tx, attempt_id, episode_id)
    values = {
        "call_id": call_id,
        "run_id": run_id,
        "attempt_id": caller and caller["attempt_id"],
        "episode_id": episode_id,
        "state": ChargeState.RESERVED,
        "reserved_micro_usd": micro_usd,
        "reserved_tokens": tokens,
        "estimated": False,
        "created_at": tx.now,
    }
    inserted = tx.insert_missing(charges, values)
    if inserted is None:
        _move(tx, run_id, reserved_micro_usd=-micro_usd, reserved_tokens=-tokens)
        return _same_reservation(get(tx, call_id), run_id, micro_usd, tokens)
    # What refuses the reservation takes all of this back with the transaction.
    if caller is not None:
        _require_active(caller, run_id, episode_id)
    _Account("run", run_id, limits(run), spent(run)).require_calls()
    if run["campaign_id"] is not None:
        _campaign_account(tx, run["campaign_id"]).require_calls()
    return charge_record(inserted)


def _caller(tx: Transaction, attempt_id: str | None, episode_id: str | None) -> RowMapping | None:
    """Whose call it is: the attempt and, where one is named, its episode; None for a call of the run itself."""
    if episode_id is not None:
        row = tx.row(_EPISODE, episode_id=episode_id)
    elif attempt_id is not None:
        row = tx.row(_ATTEMPT, attempt_id=attempt_id)
    else:
        return None
    if row is None:
        raise UnknownId("attempt" if episode_id is None else "episode", str(episode_id or attempt_id))
    return row


def _require_active(caller: RowMapping, run_id: str, episode_id: str | None) -> None:
    """Raise `OwnershipLost` unless the attempt, and the episode where there is one, still runs."""
    if caller["status"] not in (None, EpisodeStatus.RUNNING):
        raise OwnershipLost(f"episode {episode_id} has ended ({caller['status']}); stop working on it")
    if caller["state"] is not AttemptState.RUNNING:
        raise OwnershipLost(f"attempt {caller['attempt_id']} is not running any more; stop working on it")
    if caller["run_id"] != run_id:
        raise ValueError(f"attempt {caller['attempt_id']} belongs to run {caller['run_id']}, not {run_id}")


def _same_reservation(charge: Charge, run_id: str, micro_usd: int, tokens: int) -> Charge:
    if (charge.run_id, charge.reserved_micro_usd, charge.reserved_tokens) != (run_id, micro_usd, tokens):
        raise ValueError(f"call id {charge.call_id!r} is taken by another reservation; every call needs its own")
    return charge


@dataclass(frozen=True, slots=True)
class _Account:
    """What a run or a campaign may spend and has spent, reservations of this transaction included."""

    kind: Literal["run", "campaign"]
    id: str
    limits: Budget
    spent: Spend

    def require_calls(self) -> None:
        """Raise `LimitReached` where more money or tokens are spent and reserved than there are, or the time is up."""
        limits, spent = self.limits, self.spent
        if limits.micro_usd is not None and spent.micro_usd + spent.reserved_micro_usd > limits.micro_usd:
            raise self._reached("usd", f"would pass its limit of {limits.micro_usd / 1e6:.2f} USD")
        if limits.tokens is not None and spent.tokens + spent.reserved_tokens > limits.tokens:
            raise self._reached("tokens", f"would pass its limit of {limits.tokens} tokens")
        self._require_time()

    def require_episode(self) -> None:
        """Raise `LimitReached` unless one more episode may begin."""
        if self.limits.episodes is not None and self.spent.episodes >= self.limits.episodes:
            raise self._reached("episodes", f"has used its {self.limits.episodes} episodes")
        self._require_time()

    def _require_time(self) -> None:
        if self.limits.seconds is not None and self.spent.seconds >= self.limits.seconds:
            raise self._reached("seconds", f"has used its {self.limits.seconds:g} seconds")

    def _reached(self, limit: str, what: str) -> LimitReached:
        cls = CampaignLimitReached if self.kind == "campaign" else LimitReached
        return cls(limit, f"{self.kind} {self.id} {what}; start another with a higher one")


def _campaign_account(tx: Transaction, campaign_id: str) -> _Account:
    campaign = campaign_rows.lock(tx, campaign_id)
    return _Account("campaign", campaign.id, campaign.limits, campaign.spent)


def get(tx: Transaction, call_id: str) -> Charge:
    """The charge; raises `UnknownId`."""
    row = tx.row(_CHARGE, call_id=call_id)
    if row is None:
        raise UnknownId("reserved call", call_id)
    return charge_record(row)


def settle(tx: Transaction, call_id: str, usage: Usage) -> Charge:
    """See `Store.settle`."""
    charge = _lock(tx, call_id)
    if charge.state is ChargeState.RELEASED:
        raise AlreadyFinished(f"call {call_id!r} was released as never sent; reserve a new call")
    if charge.state is ChargeState.SETTLED:
        return charge
    values = {name: getattr(usage, name) for name in USAGE_COLUMNS}
    return _close(tx, charge, ChargeState.SETTLED, tokens=usage.tokens, **values)


def release(tx: Transaction, call_id: str) -> Charge:
    """See `Store.release`."""
    charge = _lock(tx, call_id)
    if charge.state is not ChargeState.RESERVED:
        return charge
    return _close(tx, charge, ChargeState.RELEASED, tokens=0, micro_usd=0)


def _lock(tx: Transaction, call_id: str) -> Charge:
    """The charge, read while its run is held against other writers."""
    if not tx.alone:
        tx.row(_LOCK_RUN_OF_CALL, call_id=call_id)
    return get(tx, call_id)


def settle_lost(tx: Transaction, run_id: str, *, attempt_id: str | None) -> None:
    """Charge in full every open reservation of this attempt, or with None those of the run that no attempt made."""
    if attempt_id is None:
        lost = tx.rows(_OPEN_OF_NONE, of_run=run_id)
    else:
        lost = tx.rows(_OPEN_OF_ATTEMPT, of_run=run_id, of_attempt=attempt_id)
    for row in lost:
        charge = charge_record(row)
        full = {"tokens": charge.reserved_tokens, "micro_usd": charge.reserved_micro_usd}
        _close(tx, charge, ChargeState.SETTLED, **full, estimated=True)


def _close(
    tx: Transaction, charge: Charge, state: ChargeState, *, tokens: int, micro_usd: int, **values: object
) -> Charge:
    """Close an open reservation, whose run is held."""
    values |= {"tokens": tokens, "micro_usd": micro_usd, "state": state, "settled_at": tx.now}
    closed = tx.row(_CLOSE, closed_call=charge.call_id, **values)
    assert closed is not None
    _move(
        tx,
        charge.run_id,
        reserved_micro_usd=-charge.reserved_micro_usd,
        reserved_tokens=-charge.reserved_tokens,
        spent_micro_usd=micro_usd,
        spent_tokens=tokens,
    )
    return charge_record(closed)


def _move(tx: Transaction, run_id: str, **amounts: int) -> RowMapping:
    """Change the run's counters, and with them those of its campaign; both are held from then on.

    Returns:
        The run's row of `_RUN_ACCOUNT` as it is now.

    Raises:
        UnknownId, AlreadyFinished: there is no such run any more that could change.
    """
    added = {f"{name}_added": amount for name, amount in amounts.items()}
    run = tx.row(_moving_run(tuple(amounts)), moved_id=run_id, **added)
    if run is None:
        run_rows.lock_unfinished(tx, run_id)
        raise AssertionError(f"run {run_id} is not finished and was not changed")
    if run["campaign_id"] is not None:
        tx.execute(_moving(campaigns, tuple(amounts)), moved_id=run["campaign_id"], **added)
    return run


@cache
def _moving_run(counters: tuple[str, ...]) -> sa.Executable:
    return _moving(runs, counters).where(runs.c.status != RunStatus.FINISHED).returning(*_RUN_ACCOUNT)


@cache
def _moving(table: sa.Table, counters: tuple[str, ...]) -> sa.Update:
    changes = {name: table.c[name] + sa.bindparam(f"{name}_added") for name in counters}
    return sa.update(table).where(table.c.id == sa.bindparam("moved_id")).values(changes)


# --- episodes ---------------------------------------------------------------------------------------------------

_GET_EPISODE = sa.select(episodes).where(episodes.c.id == sa.bindparam("episode_id"))
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


def start_episode(
    tx: Transaction, attempt_id: str, owner: str, profile: str, model: str, prompt_version: str
) -> Episode:
    """See `Store.start_episode`."""
    run = run_rows.lock_of_attempt(tx, attempt_id)
    run_rows.require_unfinished(run)
    _require_running(tx, attempt_id, owner)
    _Account("run", run.id, run.limits, run.spent).require_episode()
    if run.campaign_id is not None:
        _campaign_account(tx, run.campaign_id).require_episode()
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
    _move(tx, run.id, spent_episodes=1)
    return episode_record(begun)


def get_episode(tx: Transaction, episode_id: str) -> Episode:
    """The episode; raises `UnknownId`."""
    row = tx.row(_GET_EPISODE, episode_id=episode_id)
    if row is None:
        raise UnknownId("episode", episode_id)
    return episode_record(row)


def _require_running(tx: Transaction, attempt_id: str, owner: str | None = None) -> str:
    """The run of an attempt that is running (for ``owner``); raises `OwnershipLost`."""
    row = tx.row(_RUNNING_ATTEMPT, attempt_id=attempt_id)
    if row is None or (owner is not None and row["owner"] != owner):
        raise OwnershipLost(f"attempt {attempt_id} is not running for this worker any more; stop working on it")
    return str(row["run_id"])


def finish_episode(
    tx: Transaction,
    episode_id: str,
    owner: str,
    status: EpisodeStatus,
    transcript: bytes,
    edits: int,
    seconds: float,
    sketch: NewSketch | None,
) -> Episode:
    """See `Store.finish_episode`; ``transcript`` is encoded already."""
    if status is EpisodeStatus.RUNNING:
        raise ValueError("an episode cannot end as running")
    attempt_id = get_episode(tx, episode_id).attempt_id
    run = run_rows.lock_of_attempt(tx, attempt_id)
    episode = get_episode(tx, episode_id)
    if episode.status is status:
        return episode
    if episode.status is not EpisodeStatus.RUNNING:
        raise OwnershipLost(f"episode {episode_id} has ended ({episode.status}); stop working on it")
    _require_running(tx, attempt_id, owner)
    digest = None if sketch is None else sketches.add_to_run(tx, run, sketch, attempt_id)
    if status is EpisodeStatus.FAILED:
        # Ended by an infrastructure failure: an outage must not use the run's episodes up.
        _move(tx, run.id, spent_episodes=-1)
    tx.insert(transcripts, [{"episode_id": episode_id, "encoding": "zlib+json", "content": transcript}])
    return _end_episode(tx, episode_id, status, edits=edits, seconds=seconds, sketch_digest=digest)


def close_episodes(tx: Transaction, run_id: str, attempt_id: str, status: EpisodeStatus) -> None:
    """End what an attempt left open: its reservations first, then its episodes with the sums of their charges."""
    settle_lost(tx, run_id, attempt_id=attempt_id)
    for row in tx.rows(_RUNNING_EPISODES, of_attempt=attempt_id):
        _end_episode(tx, row["id"], status)


def _end_episode(tx: Transaction, episode_id: str, status: EpisodeStatus, **values: object) -> Episode:
    sums = tx.row(_SUMS, of_episode=episode_id)
    assert sums is not None
    values |= {name: int(sums[name]) for name in USAGE_COLUMNS}
    ended = tx.row(_END, ended_id=episode_id, **values, status=status, finished_at=tx.now)
    assert ended is not None
    return episode_record(ended)
