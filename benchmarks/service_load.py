"""The server under load over a made-up store: a writer, mixed readers and watchers at once.

    python -m benchmarks.service_load sqlite:////tmp/big.db --seconds 30

The server is a process of its own on one processor; the writer (which writes attempts with an event each through the
store), the watchers (both in this process) and the readers (`benchmarks.reader`, a third one) have the others.
Latencies hold for a quiet machine only, CPU seconds of the server for any.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import psutil

from benchmarks.reader import Read
from orchestrator.store import AttemptOutcome, NewAttempt, NewRun, Store, open_store

OWNER = "bench:1:aa"
PROBLEM = "erdos/p000000"


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


async def _write(store: Store, per_second: float, until: float) -> tuple[str, int]:
    statement = (await store.listing.problem(PROBLEM)).statement_id
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


async def _read(url: str, per_second: float, seconds: float, spread: int) -> Read:
    command = [sys.executable, "-m", "benchmarks.reader", url, "--reads", str(per_second), "--seconds", str(seconds)]
    pipe = subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, "--spread", str(spread), stdout=pipe, limit=2**24)
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise RuntimeError(f"the readers ended with status {process.returncode}")
    return Read(**json.loads(said))


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


@dataclass(frozen=True)
class Load:
    """What is asked for, at once; rates are for a second."""

    seconds: float
    writes: float
    reads: float
    spread: int
    watchers: int
    memory_every: float


def _cores() -> tuple[set[int], set[int]]:
    """One processor for the server, and the others for those who load it; the one for both if there is no other."""
    allowed = sorted(os.sched_getaffinity(0))
    return ({allowed[0]}, set(allowed[1:])) if len(allowed) > 1 else (set(allowed), set(allowed))


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


async def _serve(url: str, core: set[int]) -> tuple[subprocess.Popen[str], str]:
    environment = os.environ | {"ORCHESTRATOR_DATABASE_URL": url}
    command = [sys.executable, "-m", "orchestrator", "serve", "--port", "0"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)  # noqa: ASYNC220
        os.sched_setaffinity(process.pid, core)
        assert process.stdout is not None
        said = await asyncio.to_thread(process.stdout.readline)
        if not said:
            log.seek(0)
            raise RuntimeError(f"the server did not start: {log.read()[-2000:].decode()}")
    address = said.split()[-1]
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        for _ in range(120):
            if (await client.get("/ready")).status_code == 200:
                return process, address
            await asyncio.sleep(0.5)
    process.terminate()
    raise RuntimeError("the server was not ready within a minute")


async def measure(url: str, load: Load) -> None:
    """Run all three at once and print what came of it."""
    core, others = _cores()
    process, address = await _serve(url, core)
    try:
        os.sched_setaffinity(0, others)
        server, own = psutil.Process(process.pid), psutil.Process()
        growing = asyncio.create_task(_memory(server, load.memory_every)) if load.memory_every else None
        late: list[float] = []
        async with open_store(url) as store:
            watching = await _watch(address, load.watchers, late)
            await asyncio.sleep(2 + load.watchers / 100)
            cpu, own_cpu, memory = _used(server), _used(own), server.memory_info().rss
            began = time.monotonic()
            (_, written), read = await asyncio.gather(
                _write(store, load.writes, began + load.seconds),
                _read(address, load.reads, load.seconds, load.spread),
            )
            lasted = time.monotonic() - began
            used, own_used = _used(server) - cpu, _used(own) - own_cpu
            for stream in watching:
                stream.close()
        if growing is not None:
            growing.cancel()
        grown = (server.memory_info().rss - memory) / 2**20
        answered = len(read.milliseconds)
        print(f"{lasted:.0f} s, load of the machine {os.getloadavg()[0]:.1f}")
        print(f"writes {written / load.seconds:.1f}/s, watchers {load.watchers}")
        print(f"reads {answered / read.lasted:.1f}/s, {read.failed} failed, about {load.spread} runs in turn")
        share = 100 / lasted
        print(
            f"server CPU {used:.1f} s: {share * used:.0f} % of a core, {1000 * used / max(1, answered):.1f} ms a read"
        )
        print(f"readers {share * read.own_cpu:.0f} % of a core, writer and watchers {share * own_used:.0f} %")
        for name, values in (("read", read.milliseconds), ("event heard", late)):
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
    parser.add_argument("--spread", type=int, default=1, help="read about so many runs and problems in turn")
    parser.add_argument("--watchers", type=int, default=0)
    parser.add_argument("--memory-every", type=float, default=0, help="print the server's memory every so many seconds")
    given = vars(parser.parse_args())
    asyncio.run(measure(given.pop("url"), Load(**given)))


if __name__ == "__main__":
    main()
