"""The server under load over a made-up store: a writer, mixed readers and watchers at once.

    python -m benchmarks.service_load sqlite:////tmp/big.db --seconds 30

The server is a process of its own; the writer writes attempts with an event each through the store, in this process.
Latencies hold for a quiet machine only, CPU seconds of the server for any.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import os
import random
import re
import subprocess
import sys
import time
from urllib.parse import urlsplit

import httpx
import psutil

from benchmarks.dataset import LISTS
from orchestrator.store import AttemptOutcome, NewAttempt, NewRun, Store, open_store

OWNER = "bench:1:aa"
PLACES = {
    "run": "r-000000000",
    "episode": "e-000000001",
    "problem": "erdos/p000000",
    "campaign": "c-000000000",
}
HEAVY = ("/series", "/exports")
"""Addresses that a page asks for once, not in the mix of a steady reader."""


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


async def _write(store: Store, per_second: float, until: float) -> tuple[str, int]:
    statement = (await store.listing.problem(PLACES["problem"])).statement_id
    run = await store.runs.create(NewRun(statement, "tactics", "embedded-4.28.0+0123456789ab"))
    await store.runs.acquire(run.id, OWNER, stale_after=60)
    written, began = 0, time.monotonic()
    while time.monotonic() < until:
        [attempt] = await store.attempts.add(run.id, [NewAttempt("portfolio", written)])
        await store.attempts.claim(run.id, OWNER)
        await store.attempts.finish(attempt.id, OWNER, AttemptOutcome(detail=repr(time.time())))
        written += 1
        await asyncio.sleep(max(0.0, began + written / per_second - time.monotonic()))
    await store.runs.pause(run.id, OWNER)
    return run.id, written


async def _read(url: str, per_second: float, until: float, taken: list[float]) -> None:
    rng = random.Random(1)
    mix = [path.format(**PLACES) for path in LISTS if not path.endswith(HEAVY)]
    limits = httpx.Limits(max_connections=64)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as client, asyncio.TaskGroup() as group:

        async def one(path: str) -> None:
            began = time.perf_counter()
            (await client.get(path)).raise_for_status()
            taken.append(1000 * (time.perf_counter() - began))

        began, sent = time.monotonic(), 0
        while time.monotonic() < until:
            group.create_task(one(rng.choice(mix)))
            sent += 1
            await asyncio.sleep(max(0.0, began + sent / per_second - time.monotonic()))


_SAID = re.compile(rb'"attempt.finished","payload":{[^}]*"detail":"([0-9.]+)"')
MEASURED = 50


class _Watcher(asyncio.Protocol):
    """An event stream; how late each finished attempt is heard of, in milliseconds. Raw, since the watchers share
    a core with the writer."""

    def __init__(self, request: bytes, late: list[float] | None) -> None:
        self._request = request
        self._late = late

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._late is None:
            return
        now = time.time()
        self._late.extend(1000 * (now - float(said)) for said in _SAID.findall(data))


async def _watch(url: str, number: int, late: list[float]) -> list[asyncio.BaseTransport]:
    """Open so many streams, of which `MEASURED` at most are looked at."""
    host = urlsplit(url)
    request = f"GET /api/v1/stream?topics=all HTTP/1.1\r\nHost: {host.netloc}\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    streams: list[asyncio.BaseTransport] = []
    for count in range(number):
        made = functools.partial(_Watcher, request, late if count < MEASURED else None)
        transport, _ = await loop.create_connection(made, host.hostname or "", host.port or 0)
        streams.append(transport)
    return streams


async def _memory(server: psutil.Process, every: float) -> None:
    """Print the server's resident memory, now and every so many seconds."""
    began = time.monotonic()
    while True:
        cpu = server.cpu_times()
        print(
            f"after {time.monotonic() - began:6.0f} s: {server.memory_info().rss / 2**20:.1f} MiB, "
            f"{server.num_fds()} files, {server.num_threads()} threads, {cpu.user + cpu.system:.1f} s of CPU",
            flush=True,
        )
        await asyncio.sleep(every)


async def measure(url: str, seconds: float, writes: float, reads: float, watchers: int, every: float) -> None:
    """Run all three at once and print what came of it."""
    environment = os.environ | {"ORCHESTRATOR_DATABASE_URL": url}
    command = [sys.executable, "-m", "orchestrator", "serve", "--port", "0"]
    pipe, log = subprocess.PIPE, subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=pipe, stderr=log, text=True)  # noqa: ASYNC220
    try:
        assert process.stdout is not None
        address = (await asyncio.to_thread(process.stdout.readline)).split()[-1]
        server = psutil.Process(process.pid)
        growing = asyncio.create_task(_memory(server, every)) if every else None
        taken: list[float] = []
        late: list[float] = []
        async with open_store(url) as store:
            watching = await _watch(address, watchers, late)
            await asyncio.sleep(5 + watchers / 100)
            cpu, memory = server.cpu_times(), server.memory_info().rss
            began = time.monotonic()
            until = began + seconds
            (_, written), _ = await asyncio.gather(_write(store, writes, until), _read(address, reads, until, taken))
            lasted = time.monotonic() - began
            now = server.cpu_times()
            for stream in watching:
                stream.close()
        if growing is not None:
            growing.cancel()
        used = now.user + now.system - cpu.user - cpu.system
        load = os.getloadavg()[0]
        grown = (server.memory_info().rss - memory) / 2**20
        print(f"{lasted:.0f} s, load of the machine {load:.1f}")
        print(f"writes {written / lasted:.1f}/s, reads {len(taken) / lasted:.1f}/s, watchers {watchers}")
        print(
            f"server CPU {used:.1f} s: {100 * used / lasted:.0f} % of a core; "
            f"{1000 * used / max(1, len(taken)):.1f} ms a read"
        )
        for name, values in (("read", taken), ("event heard", late)):
            p50, p95, p99 = (_quantile(values, share) for share in (0.5, 0.95, 0.99))
            print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms of {len(values)}")
        print(f"memory {server.memory_info().rss / 2**20:.0f} MiB, {grown:+.1f} MiB in this time")
    finally:
        process.terminate()
        process.wait(30)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="database that `benchmarks.dataset` has filled")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--writes", type=float, default=50)
    parser.add_argument("--reads", type=float, default=200)
    parser.add_argument("--watchers", type=int, default=0)
    parser.add_argument("--memory-every", type=float, default=0, help="print the server's memory every so many seconds")
    given = parser.parse_args()
    asyncio.run(measure(given.url, given.seconds, given.writes, given.reads, given.watchers, given.memory_every))


if __name__ == "__main__":
    main()
