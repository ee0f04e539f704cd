"""The ledger: money and tokens are reserved before a model call and settled after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.vocabulary import ChargeState


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model call used. ``cached_tokens`` are part of the input, ``reasoning_tokens`` part of the output."""

    micro_usd: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0

    @property
    def tokens(self) -> int:
        """The tokens that count against a budget."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class Charge:
    """One model call in the ledger. ``estimated``: its caller was lost, so the full reservation was charged."""

    call_id: str
    run_id: str
    attempt_id: str | None
    episode_id: str | None
    state: ChargeState
    reserved_micro_usd: int
    reserved_tokens: int
    usage: Usage
    tokens: int
    """Tokens charged against the budget; for an estimate the reservation, whose split is not known."""
    estimated: bool
    created_at: datetime
    settled_at: datetime | None


class Ledger(Protocol):
    """Reservations and what became of them."""

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
        """Set money and tokens aside for one call, before it is sent.

        Args:
            call_id: unique to the call; the same reservation made twice counts once.
            micro_usd: the most that the call can cost.
            tokens: the most that it can use, input and output.
            attempt_id: whose call it is; taken from the episode where one is given.

        Raises:
            LimitReached: spent, reserved and this together would pass a limit of the run, or of its campaign
                (`CampaignLimitReached`).
            OwnershipLost: the attempt or episode has ended.
            AlreadyFinished: the run has ended.
        """
        ...

    async def settle(self, call_id: str, usage: Usage) -> Charge:
        """Turn a reservation into what the call cost, even above the reservation: what was billed was billed.

        A charge settled before stays as it is: a call whose worker was given up has been charged in full.
        """
        ...

    async def release(self, call_id: str) -> Charge:
        """Give a reservation back: the call was never sent, or the server said that it does not bill it."""
        ...
