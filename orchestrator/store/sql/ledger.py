"""The ledger of model calls: money is reserved before a call and settled after it.

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
from orchestrator.problems.naming import counted
from orchestrator.store.budgets import Budget, Spend
from orchestrator.store.ledger import Charge, Ledger, Usage
from orchestrator.store.sql import campaigns as campaign_rows
from orchestrator.store.sql import run_rows
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.rows import charge_record, limits, spent
from orchestrator.store.sql.tables import attempts, campaigns, charges, episodes, runs
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


class SqlLedger(Ledger):
    """See `Ledger`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def reserve(
        self,
        run_id: str,
        call_id: str,
        *,
        micro_usd: int,
        tokens: int,
        attempt_id: str | None = None,
        episode_id: str | None = None,
    ) -> Charge:
        return await self._db.write(reserve, run_id, call_id, micro_usd, tokens, attempt_id, episode_id)

    async def settle(self, call_id: str, usage: Usage) -> Charge:
        return await self._db.write(settle, call_id, usage)

    async def release(self, call_id: str) -> Charge:
        return await self._db.write(release, call_id)


def reserve(
    tx: Transaction,
    run_id: str,
    call_id: str,
    micro_usd: int,
    tokens: int,
    attempt_id: str | None,
    episode_id: str | None,
) -> Charge:
    """See `Ledger.reserve`."""
    if micro_usd < 0 or tokens < 0:
        raise ValueError("a reservation cannot be negative")
    run = move(tx, run_id, reserved_micro_usd=micro_usd, reserved_tokens=tokens)
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
        move(tx, run_id, reserved_micro_usd=-micro_usd, reserved_tokens=-tokens)
        return _same_reservation(get(tx, call_id), run_id, micro_usd, tokens)
    # What refuses the reservation takes all of this back with the transaction.
    if caller is not None:
        _require_active(caller, run_id, episode_id)
    Account("run", run_id, limits(run), spent(run)).require_calls()
    if run["campaign_id"] is not None:
        campaign_account(tx, run["campaign_id"]).require_calls()
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
class Account:
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
            raise self._reached("episodes", f"has used its {counted(self.limits.episodes, 'episode')}")
        self._require_time()

    def _require_time(self) -> None:
        if self.limits.seconds is not None and self.spent.seconds >= self.limits.seconds:
            raise self._reached("seconds", f"has used its {self.limits.seconds:g} seconds")

    def _reached(self, limit: str, what: str) -> LimitReached:
        cls = CampaignLimitReached if self.kind == "campaign" else LimitReached
        return cls(limit, f"{self.kind} {self.id} {what}; start another with a higher one")


def campaign_account(tx: Transaction, campaign_id: str) -> Account:
    """What a campaign may still spend; raises `CampaignLimitReached` unless it is active."""
    campaign = campaign_rows.lock(tx, campaign_id)
    campaign_rows.require_active(campaign)
    return Account("campaign", campaign.id, campaign.limits, campaign.spent)


def get(tx: Transaction, call_id: str) -> Charge:
    """The charge; raises `UnknownId`."""
    row = tx.row(_CHARGE, call_id=call_id)
    if row is None:
        raise UnknownId("reserved call", call_id)
    return charge_record(row)


def settle(tx: Transaction, call_id: str, usage: Usage) -> Charge:
    """See `Ledger.settle`."""
    charge = _lock(tx, call_id)
    if charge.state is ChargeState.RELEASED:
        raise AlreadyFinished(f"call {call_id!r} was released as never sent; reserve a new call")
    if charge.state is ChargeState.SETTLED:
        return charge
    values = {name: getattr(usage, name) for name in USAGE_COLUMNS}
    return _close(tx, charge, ChargeState.SETTLED, tokens=usage.tokens, **values)


def release(tx: Transaction, call_id: str) -> Charge:
    """See `Ledger.release`."""
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
    move(
        tx,
        charge.run_id,
        reserved_micro_usd=-charge.reserved_micro_usd,
        reserved_tokens=-charge.reserved_tokens,
        spent_micro_usd=micro_usd,
        spent_tokens=tokens,
    )
    return charge_record(closed)


def move(tx: Transaction, run_id: str, **amounts: int) -> RowMapping:
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
