"""What a run or a campaign may spend, and what it has spent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of a run or a campaign; None means no limit.

    ``seconds`` counts the time in which some process owned the run, or at least one run of the campaign.
    """

    micro_usd: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    episodes: int | None = None


NO_LIMITS = Budget()


@dataclass(frozen=True, slots=True)
class Spend:
    """What a run or a campaign has spent, and what calls in flight may still cost (``reserved_...``)."""

    micro_usd: int = 0
    tokens: int = 0
    seconds: float = 0.0
    episodes: int = 0
    reserved_micro_usd: int = 0
    reserved_tokens: int = 0
