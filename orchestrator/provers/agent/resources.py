"""What a run or a campaign has left, in coarse words: exact amounts would end up in conversations and break replay."""

from __future__ import annotations

import math

from orchestrator.store import Campaign, Run


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
