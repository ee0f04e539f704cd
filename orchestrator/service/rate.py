"""A rate from a counter that is looked at now and then."""

from __future__ import annotations

from collections import deque

WINDOW_SECONDS = 60.0


class CheckRate:
    """Counts per second over the last minute, from the values that were seen."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def seen(self, value: int, now: float) -> float:
        """Learn that the counter had ``value`` at ``now`` (seconds); the rate since the oldest value of the window."""
        self._seen.append((now, value))
        while len(self._seen) > 2 and self._seen[1][0] < now - WINDOW_SECONDS:
            self._seen.popleft()
        then, before = self._seen[0]
        return max(0.0, (value - before) / (now - then)) if now - then >= 1.0 else 0.0
