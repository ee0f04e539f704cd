"""Small helpers of the tests in this folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from orchestrator.errors import LimitReached
from orchestrator.models.messages import ChatRequest, Message, ToolSpec, Usage
from orchestrator.models.prices import Price
from orchestrator.models.profiles import Profile

PRICE = Price(model="m", input=Decimal(2), cached_input=Decimal("0.5"), output=Decimal(10))

VIEW = ToolSpec(name="view", description="Show the file.", parameters={"type": "object", "properties": {}})


def make_profile(url: str, **changes: Any) -> Profile:
    """A profile of a fake server."""
    return Profile.model_validate({"name": "prover", "url": url, "model": "m", "price": PRICE, **changes})


def ask(text: str = "prove it", call_id: str = "call", **changes: Any) -> ChatRequest:
    """A request of one user message."""
    return ChatRequest(call_id=call_id, messages=(Message(role="user", content=text),), **changes)


@dataclass
class MemoryLedger:
    """A `Ledger` in memory that insists on its protocol: every id is reserved once and closed once."""

    budget: int = 10**12
    reserved: dict[str, int] = field(default_factory=dict)
    settled: dict[str, tuple[Usage, int]] = field(default_factory=dict)
    released: list[str] = field(default_factory=list)

    @property
    def spent(self) -> int:
        """Micro-USD of all settled calls."""
        return sum(micro_usd for _, micro_usd in self.settled.values())

    async def reserve(self, call_id: str, micro_usd: int, tokens: int) -> None:
        assert call_id not in self.reserved
        assert call_id not in self.settled
        if self.spent + sum(self.reserved.values()) + micro_usd > self.budget:
            raise LimitReached("usd", "the budget is spent")
        self.reserved[call_id] = micro_usd

    async def settle(self, call_id: str, usage: Usage, micro_usd: int) -> None:
        del self.reserved[call_id]
        self.settled[call_id] = (usage, micro_usd)

    async def release(self, call_id: str) -> None:
        if self.reserved.pop(call_id, None) is not None:
            self.released.append(call_id)


@dataclass
class Sleeps:
    """Stands in for ``asyncio.sleep``: waits for nothing and remembers for how long."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
