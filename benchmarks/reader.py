"""Readers of the server in a process of their own, as cheap as can be, so that what is measured is the server.

    python -m benchmarks.reader http://127.0.0.1:8100 --reads 200 --seconds 20

Bare HTTP/1.1 over a few connections that stay open. Requests are due at even times, whether or not earlier ones are
answered; how long one took counts from when it was due, so that a server that stalls is seen to. Each address is asked
for once before that, since a server's first answers prepare statements and validators. Prints JSON.
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
from collections.abc import Callable
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
    """One connection: a request at a time.

    Args:
        free: called with the connection and the answer's status when an answer is whole.
        lost: called when the other side hangs up, as the server does with a connection that rested for seconds.
    """

    def __init__(self, free: Callable[[Connection, int], None], lost: Callable[[Connection], None]) -> None:
        self._free = free
        self._lost = lost
        self._head = b""
        self._missing = 0
        self._status = 0
        self._transport: asyncio.WriteTransport | None = None
        self.asked = b""
        self.due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def ask(self, request: bytes, due: float) -> None:
        """Send it; ``due`` is when it should have been sent."""
        assert self._transport is not None
        self.asked, self.due = request, due
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
            self.asked = b""
            self._free(self, self._status)

    def connection_lost(self, error: Exception | None) -> None:
        self._lost(self)

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
    """Asks as soon as a connection is free; keeps what each answer took.

    Args:
        url: of the server.
        group: makes connections, when they are needed.
    """

    def __init__(self, url: str, group: asyncio.TaskGroup) -> None:
        host = urlsplit(url)
        self._place = (host.hostname or "", host.port or 80)
        self._waiting: deque[tuple[bytes, float]] = deque()
        self._idle: list[Connection] = []
        self._made: set[Connection] = set()
        self._connections = 0
        self._group = group
        self._answered = asyncio.Event()
        self.milliseconds: list[float] = []
        self.failed = 0
        self.open = 0

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: Connection(self._rest, self._lost), *self._place)
        self._made.add(connection)
        self._ask_next(connection)

    def ask(self, request: bytes, at: float) -> None:
        """This request is due at that moment of `time.perf_counter`."""
        self.open += 1
        if self._idle:
            self._idle.pop().ask(request, at)
        else:
            self._waiting.append((request, at))
            self._more()

    def _more(self) -> None:
        if self._connections < CONNECTIONS:
            self._connections += 1
            self._group.create_task(self._connect())

    async def done(self) -> None:
        """Return when nothing is open."""
        while self.open:
            self._answered.clear()
            await self._answered.wait()

    def close(self) -> None:
        """Hang up everywhere."""
        for connection in list(self._made):
            connection.close()

    def _lost(self, connection: Connection) -> None:
        self._made.discard(connection)
        self._connections -= 1
        if connection in self._idle:
            self._idle.remove(connection)
        if connection.asked:  # a read may be asked again
            self._waiting.appendleft((connection.asked, connection.due))
            self._more()

    def _rest(self, connection: Connection, status: int) -> None:
        self.open -= 1
        self._answered.set()
        if status == 200:
            self.milliseconds.append(1000 * (time.perf_counter() - connection.due))
        else:
            self.failed += 1
        self._ask_next(connection)

    def _ask_next(self, connection: Connection) -> None:
        if self._waiting:
            connection.ask(*self._waiting.popleft())
        else:
            self._idle.append(connection)


async def read(url: str, per_second: float, seconds: float, spread: int = 1, seed: int = 1) -> Read:
    """Ask so many requests a second for so long, then wait `LAST_WAIT_SECONDS` for what is still open."""
    host = urlsplit(url).netloc
    requests = [f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() for path in addresses(spread)]
    own, rng = psutil.Process(), random.Random(seed)
    async with asyncio.TaskGroup() as group:
        reader = Reader(url, group)
        for request in requests:
            reader.ask(request, time.perf_counter())
            await reader.done()
        reader.milliseconds.clear()
        cpu, began = own.cpu_times(), time.perf_counter()
        for number in range(round(per_second * seconds)):
            at = began + number / per_second
            if (early := at - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            reader.ask(rng.choice(requests), at)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WAIT_SECONDS):
                await reader.done()
    lasted, now = time.perf_counter() - began, own.cpu_times()
    reader.close()
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
