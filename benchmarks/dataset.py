"""A store full of made-up work, and how long the server's lists take over it.

    python -m benchmarks.dataset URL --scale 0.01          # fills an empty database
    python -m benchmarks.dataset URL --measure             # CPU-bound latencies of the list operations, in this process

At scale 1: 5,000 problems, 20,000 runs, 1,000,000 attempts, 200,000 sketches, 10,000,000 events, and one episode of
20,000 transcript entries. Rows are inserted in bulk, below the store's contract.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from orchestrator.problems.identity import sha256_hex
from orchestrator.store import open_store
from orchestrator.store.schema import prepare
from orchestrator.store.sql import tables as t
from orchestrator.store.sql.engine import create_engine, parse_url

PROBLEMS, RUNS, ATTEMPTS, SKETCHES, EVENTS, ENTRIES = 5_000, 20_000, 1_000_000, 200_000, 10_000_000, 20_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
CHUNK = 5_000
TOOLCHAIN = "embedded-4.28.0+0123456789ab"
LISTS = (
    "/api/v1/overview",
    "/api/v1/problems?limit=100",
    "/api/v1/problems?state=proved&limit=100",
    "/api/v1/problems?text=999&limit=100",
    "/api/v1/runs?limit=100",
    "/api/v1/runs?status=running&limit=100",
    "/api/v1/runs/{run}",
    "/api/v1/runs/{run}/attempts?limit=100&newest=true",
    "/api/v1/runs/{run}/sketches?limit=200",
    "/api/v1/runs/{run}/goals?limit=100",
    "/api/v1/runs/{run}/events?limit=100&newest=true",
    "/api/v1/episodes/{episode}/transcript?from=10000&limit=100",
    "/api/v1/campaigns?limit=100",
)


def fill(url: str, scale: float, seed: int = 0) -> None:
    """Fill an empty database with ``scale`` times the whole amount."""
    parsed = parse_url(url)
    prepare(parsed)
    engine = create_engine(parsed)
    rng = random.Random(seed)
    problems, runs = max(1, int(PROBLEMS * scale)), max(1, int(RUNS * scale))
    made = {
        t.problems: _problems(problems),
        t.statement_versions: _statements(problems),
        t.runs: _runs(runs, problems, rng),
        t.sketches: _sketches(int(SKETCHES * scale), problems),
        t.attempts: _attempts(int(ATTEMPTS * scale), runs, int(SKETCHES * scale), rng),
        t.events: _events(int(EVENTS * scale), runs),
        t.episodes: iter([_episode()]),
        t.transcript_entries: _entries(int(ENTRIES * max(scale, 0.05))),
    }
    for table, rows in made.items():
        began, count = time.monotonic(), 0
        with engine.begin() as connection:
            for chunk in _chunks(rows):
                connection.execute(sa.insert(table), chunk)
                count += len(chunk)
        print(f"{table.name:20} {count:>10,} rows  {time.monotonic() - began:6.1f} s", flush=True)
    with engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))
    engine.dispose()


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def _problems(number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        yield {"id": f"made/p{n:06}", "source": "made", "title": f"Problem {n}", "created_at": BEGAN} | _defaults(
            t.problems
        )


def _defaults(table: sa.Table) -> dict[str, Any]:
    """Values of the columns that a later revision has added without a default of their own."""
    known = {"id", "source", "title", "created_at"}
    missing = [c for c in table.columns if c.name not in known and not c.nullable and c.server_default is None]
    return {column.name: "" for column in missing}


def _statements(number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        text = f"theorem target_theorem_0 : {n} = {n} := by sorry"
        metadata = {"status": "open", "tags": ["number theory" if n % 3 else "graphs"], "informal": "Made up. " * 30}
        yield {
            "id": n + 1,
            "problem_id": f"made/p{n:06}",
            "sha256": sha256_hex(text),
            "text": text,
            "metadata": metadata,
            "created_at": BEGAN,
        }


def _runs(number: int, problems: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(number):
        finished = rng.random() < 0.97
        outcome = rng.choices(["proved", "disproved", "not_proved"], [2, 1, 17])[0] if finished else None
        yield {
            "id": f"r-{n:09}",
            "statement_id": n % problems + 1,
            "strategy": "tactics",
            "config": {},
            "toolchain": TOOLCHAIN,
            "status": "finished" if finished else "paused",
            "outcome": outcome,
            "detail": "",
            "spent_micro_usd": rng.randrange(2_000_000),
            "max_retries": 2,
            "created_at": _at(n),
            "started_at": _at(n),
            "finished_at": _at(n + 60) if finished else None,
        }


def _sketches(number: int, problems: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        yield {
            "digest": sha256_hex(f"sketch {n}"),
            "statement_id": n % problems + 1,
            "direction": "prove",
            "regions": ["", "  sorry\n"],
            "plan": f"Plan {n}: induction, then arithmetic.",
            "attempt_id": f"a-{n:09}",
            "created_at": _at(n),
        }


def _attempts(number: int, runs: int, sketches: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(number):
        # Half of all attempts belong to one run, so that a long list is among those measured.
        yield {
            "id": f"a-{n:09}",
            "run_id": f"r-{0 if n % 2 else rng.randrange(runs):09}",
            "state": "finished",
            "prover": "portfolio",
            "seed": n,
            "sketch_digest": sha256_hex(f"sketch {n}") if n < sketches else None,
            "retries": 0,
            "detail": "",
            "created_at": _at(n),
            "started_at": _at(n),
            "finished_at": _at(n + 1),
        }


def _events(number: int, runs: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        # As above: half of them are the first run's.
        run, seq = (0, n // 2 + 1) if n % 2 or runs == 1 else (1 + n // 2 % (runs - 1), n // 2 // (runs - 1) + 1)
        payload = {"text": f"event {n}", "detail": {}}
        yield {"tx": 0, "run_id": f"r-{run:09}", "seq": seq, "kind": "note", "payload": payload, "created_at": _at(n)}


def _episode() -> dict[str, Any]:
    return {
        "id": "e-000000001",
        "run_id": "r-000000000",
        "attempt_id": "a-000000001",
        "profile": "prover",
        "model": "made-up",
        "prompt_version": "1",
        "status": "partial",
        "created_at": BEGAN,
        "finished_at": BEGAN,
    }


def _entries(number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        payload = {"text": f"message {n}\n" * 20}
        yield {
            "episode_id": "e-000000001",
            "seq": n + 1,
            "kind": "reply",
            "at": float(n),
            "payload": payload,
            "created_at": BEGAN,
        }


async def measure(url: str, times: int = 20) -> None:
    """Print the CPU and wall milliseconds of each list operation, asked in this process one after the other."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
    import httpx
    from live_server import KeyTable, NoEngine, fake_lean

    from orchestrator.service.access import Access
    from orchestrator.service.application import Config, make_app
    from orchestrator.service.guards.rates import Rate
    from orchestrator.service.metrics import Metrics
    from orchestrator.service.parts import Parts

    async with open_store(url) as store:
        engine: Any = NoEngine()
        access = Access(KeyTable(), required=False, secret=b"s" * 32)
        app = make_app(Config(rate=Rate(1e9, 1e9)), access, fake_lean(), Parts(store, engine, Metrics(), "b:1:x"))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=120) as client:
            for path in LISTS:
                address = path.format(run="r-000000000", episode="e-000000001")
                walls, cpus = [], []
                for _ in range(times):
                    app.state.totals = None
                    wall, cpu = time.perf_counter(), time.process_time()
                    answer = await client.get(address)
                    assert answer.status_code == 200, answer.text
                    walls.append(1000 * (time.perf_counter() - wall))
                    cpus.append(1000 * (time.process_time() - cpu))
                worst = sorted(walls)[int(0.95 * len(walls)) - 1]
                print(f"{path:60} cpu {statistics.median(cpus):7.1f} ms  p95 wall {worst:7.1f} ms", flush=True)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="database, such as sqlite:////tmp/big.db")
    parser.add_argument("--scale", type=float, default=None, help="fill the empty database with this share")
    parser.add_argument("--measure", action="store_true", help="measure the list operations")
    options = parser.parse_args()
    if options.scale is not None:
        fill(options.url, options.scale)
    if options.measure:
        asyncio.run(measure(options.url))


if __name__ == "__main__":
    main()
