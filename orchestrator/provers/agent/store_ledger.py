"""The store as the `Ledger` that model calls are paid from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from orchestrator.errors import CampaignLimitReached, LimitReached, UnknownId
from orchestrator.models.messages import Usage
from orchestrator.provers.agent.episode import Spent
from orchestrator.store import Store
from orchestrator.store import Usage as StoredUsage


@dataclass
class _Account:
    """What this process knows of an open episode."""

    run_id: str
    campaign_id: str | None
    spent: Spent = field(default_factory=Spent)

    @property
    def payers(self) -> list[str]:
        """Whose budgets a call takes from."""
        return [self.run_id] if self.campaign_id is None else [self.run_id, self.campaign_id]


class StoreLedger:
    """Reserves, settles and releases in the store; one per process, for all its runs.

    A call id starts with its episode's id and a slash. The store's answer is the truth; the sums kept here only save
    asking it after every turn.

    A reservation that does not fit the budget of its run, or of its campaign, waits while other calls paid from that
    budget are in flight from here: they are reserved at the most they can cost, and most of that comes back.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._accounts: dict[str, _Account] = {}
        self._in_flight: dict[str, set[str]] = {}
        self._closed_one = asyncio.Condition()
        self._closings = 0

    def open(self, episode_id: str, run_id: str, campaign_id: str | None = None) -> None:
        """From now on calls of this episode are charged to this run, which may belong to a campaign."""
        self._accounts[episode_id] = _Account(run_id, campaign_id)

    def close(self, episode_id: str) -> None:
        """The episode makes no further calls."""
        self._accounts.pop(episode_id, None)

    def spent(self, episode_id: str) -> Spent:
        """What the open episode has been charged for."""
        return self._accounts[episode_id].spent

    async def reserve(self, call_id: str, micro_usd: int, tokens: int) -> None:
        """See `Ledger.reserve`."""
        episode_id = _episode_of(call_id)
        account = self._accounts[episode_id]
        while True:
            closings = self._closings
            try:
                await self._store.ledger.reserve(
                    account.run_id, call_id, micro_usd=micro_usd, tokens=tokens, episode_id=episode_id
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
        account = self._accounts[_episode_of(call_id)]
        stored = StoredUsage(
            micro_usd=micro_usd,
            input_tokens=usage.input,
            output_tokens=usage.output,
            cached_tokens=usage.cached_input,
            reasoning_tokens=usage.reasoning,
        )
        await self._store.ledger.settle(call_id, stored)
        account.spent = Spent(account.spent.micro_usd + micro_usd, account.spent.tokens + usage.total)
        await self._closed(account, call_id)

    async def release(self, call_id: str) -> None:
        """See `Ledger.release`."""
        try:
            await self._store.ledger.release(call_id)
        except UnknownId:
            return  # the reservation was refused or never made
        await self._closed(self._accounts[_episode_of(call_id)], call_id)

    async def _closed(self, account: _Account, call_id: str) -> None:
        for payer in account.payers:
            self._in_flight.get(payer, set()).discard(call_id)
            if not self._in_flight.get(payer):
                self._in_flight.pop(payer, None)
        async with self._closed_one:
            self._closings += 1
            self._closed_one.notify_all()


def _episode_of(call_id: str) -> str:
    return call_id.partition("/")[0]
