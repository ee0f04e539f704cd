"""How often one client may ask: a token bucket for each."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

KEPT_CLIENTS: Final = 10_000


@dataclass(frozen=True)
class Rate:
    """``per_second`` requests on average, ``burst`` at once."""

    per_second: float
    burst: float


class TokenBuckets:
    """One bucket for each client, full at first; the clients seen least recently are forgotten.

    Args:
        rate: what each client may do.
        clock: seconds that only go forward.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_of(self, client: str, cost: float = 1.0) -> int:
        """Take ``cost`` tokens: 0 if the client may go on, else the whole seconds after which it may."""
        now = self._clock()
        left, at = self._buckets.pop(client, (self._rate.burst, now))
        left = min(self._rate.burst, left + (now - at) * self._rate.per_second)
        cost = min(cost, self._rate.burst)
        allowed = left >= cost
        self._buckets[client] = (left - cost if allowed else left, now)
        while len(self._buckets) > KEPT_CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((cost - left) / self._rate.per_second))
