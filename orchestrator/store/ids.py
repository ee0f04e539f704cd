"""Identifiers that sort by time of creation, in the manner of ULID (github.com/ulid/spec) but shorter."""

from __future__ import annotations

import os
import random
import socket
import threading
from datetime import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o, u."""
TIME_DIGITS = 9
RANDOM_DIGITS = 8


def _base32(value: int, digits: int) -> str:
    return "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(digits)))


class IdMaker:
    """Makes ids such as ``r-01k3v9x2mq4c7tz0d``: milliseconds since 1970 (45 bits), then 40 random bits.

    Ids of one maker strictly increase even within a millisecond or when the clock steps back. Safe for threads.

    Args:
        rng: source of the random part; two processes must not share a seeded one.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self, kind: str, now: datetime) -> str:
        """A new id with the prefix ``kind`` (one letter), made at ``now``."""
        with self._lock:
            value = int(now.timestamp() * 1000) << 5 * RANDOM_DIGITS | self._rng.getrandbits(5 * RANDOM_DIGITS)
            if value >> 5 * RANDOM_DIGITS <= self._last >> 5 * RANDOM_DIGITS:
                value = self._last + 1
            self._last = value
        return f"{kind}-{_base32(value, TIME_DIGITS + RANDOM_DIGITS)}"


def owner_token() -> str:
    """A name for one worker that no other worker has: host, process and 64 random bits."""
    return f"{socket.gethostname()}:{os.getpid()}:{os.urandom(8).hex()}"
