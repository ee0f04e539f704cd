"""Readers of the server in a process of their own, as cheap as can be, so that what is measured is the server.

    python -m benchmarks.reader http://127.0.0.1:8100 --reads 200 --seconds 20

Bare HTTP/1.1 over a few connections that stay open. Requests are due at even times, whether or not earlier ones are
answered; how long one took counts from when it was due, so that a server that stalls is seen to. Prints JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlsplit

import psutil

from benchmarks.dataset import LISTS

HEAVY: Final = ("/series", "/exports")
"""Addresses that a page asks for once, not in the mix of a steady reader."""
CONNECTIONS: Final = 32
LAST_WAIT_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Read:
    """What came of it: milliseconds of each answered request, and the CPU seconds the reader itself used."""

    milliseconds: list[float]
    failed: int
    lasted: float
    own_cpu: float


def addresses(spread: int) -> list[str]:
    """What is asked for, of the run with half of all attempts, or of so many runs and problems in turn."""
    mix = [path for path in LISTS if not path.endswith(HEAVY)]
    return [
        path.format(
            run=f"r-{n:09}",
            episode="e-000000001",
            problem=f"{('erdos', 'oeis', 'made')[n % 3]}/p{n:06}",
            campaign=f"c-{n % 20:09}",
        )
        for n in range(spread)
        for path in mix
    ]


class Connection(asyncio.Protocol):
    """One connection: a request at a time; ``free(connection, status)`` when its answer is whole."""

    def __init__(self, free: Callable[[Connection, int], None]) -> None:
        self._free = free
        self._head = b""
        self._missing = 0
        self._status = 0
        self._transport: asyncio.WriteTransport | None = None
        self.due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def ask(self, request: bytes, due: float) -> None:
        """Send it; ``due`` is when it should have been sent."""
        assert self._transport is not None
        self.due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            head, end, body = (self._head + data).partition(b"\r\n\r\n")
            if not end:
                self._head = head
                return
            self._head = b""
            self._status = int(head[9:12])
            self._missing = length_of(head) - len(body)
        if not self._missing:
            self._free(self, self._status)

    def connection_lost(self, error: Exception | None) -> None:
        if self._missing or self._head:
            self._free(self, 0)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


def length_of(head: bytes) -> int:
    """The length of the body that the head of an answer promises.

    Raises:
        ValueError: there is none; the server's answers to these requests all have one.
    """
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    raise ValueError(f"an answer without a length: {head[:200]!r}")


class Reader:
    """Asks at even times; keeps what each answer took."""

    def __init__(self, requests: Sequence[bytes], seed: int) -> None:
        rng = random.Random(seed)
        self._next: Iterator[bytes] = iter(lambda: rng.choice(requests), None)
        self._waiting: deque[float] = deque()
        self._idle: list[Connection] = []
        self.milliseconds: list[float] = []
        self.failed = 0
        self.at_work = 0
        self._answered = asyncio.Event()

    async def done(self) -> None:
        """Return when nothing is open."""
        while self.open:
            self._answered.clear()
            await self._answered.wait()

    def freed(self, connection: Connection, status: int) -> None:
        """An answer is whole, or its connection was lost (0)."""
        self.at_work -= 1
        self._answered.set()
        if status == 200:
            self.milliseconds.append(1000 * (time.perf_counter() - connection.due))
        else:
            self.failed += 1
        if status:
            self.idle(connection)

    def idle(self, connection: Connection) -> None:
        """This connection can ask."""
        if self._waiting:
            self._send(connection, self._waiting.popleft())
        else:
            self._idle.append(connection)

    def due(self, at: float) -> None:
        """One more request is due."""
        if self._idle:
            self._send(self._idle.pop(), at)
        else:
            self._waiting.append(at)

    def _send(self, connection: Connection, due: float) -> None:
        self.at_work += 1
        connection.ask(next(self._next), due)

    @property
    def open(self) -> int:
        """Requests that are due and not answered."""
        return self.at_work + len(self._waiting)


async def read(url: str, per_second: float, seconds: float, spread: int = 1, seed: int = 1) -> Read:
    """Ask so many requests a second for so long, then wait `LAST_WAIT_SECONDS` for what is still open."""
    host = urlsplit(url)
    requests = [f"GET {path} HTTP/1.1\r\nHost: {host.netloc}\r\n\r\n".encode() for path in addresses(spread)]
    reader = Reader(requests, seed)
    loop = asyncio.get_running_loop()
    connections: list[Connection] = []
    for _ in range(CONNECTIONS):
        _, connection = await loop.create_connection(
            lambda: Connection(reader.freed), host.hostname or "", host.port or 0
        )
        connections.append(connection)
        reader.idle(connection)
    own = psutil.Process()
    cpu, began = own.cpu_times(), time.perf_counter()
    for number in range(round(per_second * seconds)):
        at = began + number / per_second
        if (early := at - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        reader.due(at)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_WAIT_SECONDS):
            await reader.done()
    lasted, now = time.perf_counter() - began, own.cpu_times()
    for connection in connections:
        connection.close()
    used = now.user + now.system - cpu.user - cpu.system
    return Read(reader.milliseconds, reader.failed + reader.open, lasted, used)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="where the server listens")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--reads", type=float, default=200, help="how many a second")
    parser.add_argument("--spread", type=int, default=1, help="ask about so many runs and problems in turn")
    given = parser.parse_args()
    json.dump(asdict(asyncio.run(read(given.url, given.reads, given.seconds, given.spread))), sys.stdout)


if __name__ == "__main__":
    main()
