"""Paying: the store as the `Ledger` that model calls are paid from, and what a run still has in words."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field

from orchestrator.errors import CampaignLimitReached, LimitReached, UnknownId
from orchestrator.models.messages import Usage
from orchestrator.provers.prover import Charged
from orchestrator.store import Campaign, Run, Store
from orchestrator.store import Usage as StoredUsage


@dataclass
class _Account:
    """What this process knows of whoever makes calls: an open episode, or a match."""

    run_id: str
    campaign_id: str | None
    episode_id: str | None
    spent: Charged = field(default_factory=Charged)

    @property
    def payers(self) -> list[str]:
        """Whose budgets a call takes from."""
        return [self.run_id] if self.campaign_id is None else [self.run_id, self.campaign_id]


class StoreLedger:
    """Reserves, settles and releases in the store; one per process, for all its runs.

    A call id starts with the name of an open account, such as an episode's id, and a slash. The store's answer is the
    truth; the sums kept here only save asking it after every turn.

    A reservation that does not fit the budget of its run, or of its campaign, waits while other calls paid from that
    budget are in flight from here: they are reserved at the most they can cost, and most of that comes back.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._accounts: dict[str, _Account] = {}
        self._in_flight: dict[str, set[str]] = {}
        self._closed_one = asyncio.Condition()
        self._closings = 0

    def open(self, name: str, run_id: str, campaign_id: str | None, *, episode_id: str | None = None) -> None:
        """From now on calls whose ids start with ``name`` are charged to this run, which may belong to a campaign."""
        self._accounts[name] = _Account(run_id, campaign_id, episode_id)

    def close(self, name: str) -> None:
        """No further calls are made under this name."""
        self._accounts.pop(name, None)

    def charged(self, name: str) -> Charged:
        """What calls under this name were charged for."""
        return self._accounts[name].spent

    async def reserve(self, call_id: str, micro_usd: int, tokens: int) -> None:
        """See `Ledger.reserve`."""
        account = self._accounts[_account_of(call_id)]
        while True:
            closings = self._closings
            try:
                await self._store.ledger.reserve(
                    account.run_id, call_id, micro_usd=micro_usd, tokens=tokens, episode_id=account.episode_id
                )
            except LimitReached as reached:
                payer = account.campaign_id if isinstance(reached, CampaignLimitReached) else account.run_id
                async with self._closed_one:
                    if closings == self._closings:
                        if not self._in_flight.get(str(payer)):
                            raise
                        await self._closed_one.wait()
                continue
            for payer in account.payers:
                self._in_flight.setdefault(payer, set()).add(call_id)
            return

    async def settle(self, call_id: str, usage: Usage, micro_usd: int) -> None:
        """See `Ledger.settle`."""
        account = self._accounts[_account_of(call_id)]
        stored = StoredUsage(
            micro_usd=micro_usd,
            input_tokens=usage.input,
            output_tokens=usage.output,
            cached_tokens=usage.cached_input,
            reasoning_tokens=usage.reasoning,
        )
        await self._store.ledger.settle(call_id, stored)
        account.spent = Charged(account.spent.micro_usd + micro_usd, account.spent.tokens + usage.total)
        await self._closed(account, call_id)

    async def release(self, call_id: str) -> None:
        """See `Ledger.release`."""
        try:
            await self._store.ledger.release(call_id)
        except UnknownId:
            return  # the reservation was refused or never made
        await self._closed(self._accounts[_account_of(call_id)], call_id)

    async def _closed(self, account: _Account, call_id: str) -> None:
        for payer in account.payers:
            self._in_flight.get(payer, set()).discard(call_id)
            if not self._in_flight.get(payer):
                self._in_flight.pop(payer, None)
        async with self._closed_one:
            self._closings += 1
            self._closed_one.notify_all()


def _account_of(call_id: str) -> str:
    return call_id.partition("/")[0]


def resource_lines(of: Run | Campaign) -> list[str]:
    """One line for each limit that there is."""
    limits, spent = of.limits, of.spent
    whole = "the whole campaign" if isinstance(of, Campaign) else "the whole run"
    lines = []
    if limits.micro_usd is not None:
        left = limits.micro_usd - spent.micro_usd - spent.reserved_micro_usd
        lines.append(f"money of {whole}: about {_share(left, limits.micro_usd)} left")
    if limits.tokens is not None:
        left = limits.tokens - spent.tokens - spent.reserved_tokens
        lines.append(f"tokens of {whole}: about {_share(left, limits.tokens)} left")
    if limits.seconds is not None:
        lines.append(f"time of {whole}: about {_share(limits.seconds - spent.seconds, limits.seconds)} left")
    if limits.episodes is not None:
        lines.append(f"episodes of {whole}: {max(0, limits.episodes - spent.episodes)} left after this one")
    return lines


def _share(left: float, limit: float) -> str:
    """In tenths, rounded down; what is left of an empty limit is nothing."""
    return f"{10 * max(0, math.floor(10 * left / limit)) if limit else 0} %"
