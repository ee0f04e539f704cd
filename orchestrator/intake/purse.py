"""A budget for one command's calls to a model, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestrator.errors import LimitReached
from orchestrator.models.messages import Usage


@dataclass
class Purse:
    """A `Ledger`: ``micro_usd`` and ``tokens`` are the most that may be spent, None without limit."""

    micro_usd: int | None = None
    tokens: int | None = None
    spent_micro_usd: int = 0
    spent_tokens: int = 0
    reserved: dict[str, tuple[int, int]] = field(default_factory=dict)

    async def reserve(self, call_id: str, micro_usd: int, tokens: int) -> None:
        """See `Ledger.reserve`."""
        money = self.spent_micro_usd + sum(each for each, _ in self.reserved.values()) + micro_usd
        used = self.spent_tokens + sum(each for _, each in self.reserved.values()) + tokens
        if self.micro_usd is not None and money > self.micro_usd:
            given = f"{self.micro_usd / 1e6:.2f} USD"
            raise LimitReached("usd", f"the next call may cost more than is left of {given}: give more by --usd")
        if self.tokens is not None and used > self.tokens:
            given = f"{self.tokens} tokens"
            raise LimitReached("tokens", f"the next call may take more than is left of {given}: give more by --tokens")
        self.reserved[call_id] = (micro_usd, tokens)

    async def settle(self, call_id: str, usage: Usage, micro_usd: int) -> None:
        """See `Ledger.settle`."""
        self.reserved.pop(call_id, None)
        self.spent_micro_usd += micro_usd
        self.spent_tokens += usage.total

    async def release(self, call_id: str) -> None:
        """See `Ledger.release`."""
        self.reserved.pop(call_id, None)
