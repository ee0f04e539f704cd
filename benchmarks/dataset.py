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
from orchestrator.store.sql.engine import create_engine, parse_url, transaction

PROBLEMS, RUNS, ATTEMPTS, SKETCHES, EVENTS, ENTRIES = 5_000, 20_000, 1_000_000, 200_000, 10_000_000, 20_000
CAMPAIGNS = 200
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
CHUNK = 5_000
TOOLCHAIN = "embedded-4.28.0+0123456789ab"
LISTS = (
    "/api/v1/overview",
    "/api/v1/problems?limit=100",
    "/api/v1/problems?state=proved&limit=100",
    "/api/v1/problems?text=999&limit=100",
    "/api/v1/problems?source=oeis&tag=graphs&limit=100",
    "/api/v1/problems/facets",
    "/api/v1/problems/{problem}",
    "/api/v1/problems/{problem}/progress",
    "/api/v1/problems/{problem}/statements",
    "/api/v1/runs?limit=100",
    "/api/v1/runs?status=running&limit=100",
    "/api/v1/runs?problem={problem}&limit=100",
    "/api/v1/runs/{run}",
    "/api/v1/runs/{run}/attempts?limit=100&newest=true",
    "/api/v1/runs/{run}/sketches?limit=200",
    "/api/v1/runs/{run}/goals?limit=100",
    "/api/v1/runs/{run}/verdicts?limit=100",
    "/api/v1/runs/{run}/episodes?limit=100",
    "/api/v1/runs/{run}/series",
    "/api/v1/runs/{run}/spend",
    "/api/v1/runs/{run}/events?limit=100&newest=true",
    "/api/v1/episodes/{episode}/transcript?from=10000&limit=100",
    "/api/v1/campaigns?limit=100",
    "/api/v1/campaigns/{campaign}",
    "/api/v1/campaigns/{campaign}/spend",
    "/api/v1/runs?campaign={campaign}&limit=200",
    "/api/v1/spend",
    "/api/v1/keys",
    "/",
    "/static/js/pages/run.js",
)


def fill(url: str, scale: float, seed: int = 0) -> None:
    """Fill an empty database with ``scale`` times the whole amount."""
    parsed = parse_url(url)
    prepare(parsed)
    engine = create_engine(parsed)
    rng = random.Random(seed)
    problems, runs = max(1, int(PROBLEMS * scale)), max(1, int(RUNS * scale))
    sketches = int(SKETCHES * scale)
    made = {
        t.problems: _problems(problems),
        t.statement_versions: _statements(problems),
        t.statement_counts: _counts(problems, runs, int(ATTEMPTS * scale)),
        t.campaigns: _campaigns(max(1, int(CAMPAIGNS * scale))),
        t.runs: _runs(runs, problems, max(1, int(CAMPAIGNS * scale)), rng),
        t.sketches: _sketches(sketches, problems),
        t.sketch_parents: _parents(sketches),
        t.goals: _goals(max(1, sketches // 10)),
        t.sketch_goals: _open_goals(sketches, max(1, sketches // 10), rng),
        t.attempts: _attempts(sketches, runs, rng),
        t.goal_results: _findings(sketches // 4, max(1, sketches // 10), rng),
        t.verdicts: _verdicts(sketches // 20, runs),
        t.episodes: iter([_episode()]),
        t.transcript_entries: _entries(int(ENTRIES * max(scale, 0.05))),
    }
    for table, rows in made.items():
        began, count = time.monotonic(), 0
        with transaction(engine, writes=True) as connection:
            for chunk in _chunks(rows):
                connection.execute(sa.insert(table), chunk)
                count += len(chunk)
        print(f"{table.name:20} {count:>10,} rows  {time.monotonic() - began:6.1f} s", flush=True)
    for part in (_attempts_without_sketch, _events):
        with transaction(engine, writes=True) as connection:
            began = time.monotonic()
            part(connection, scale)
            print(f"{part.__name__.strip('_'):20} {time.monotonic() - began:19.1f} s", flush=True)
    with transaction(engine, writes=True) as connection:
        if connection.dialect.name == "postgresql":
            _advance(connection, t.statement_versions)
        connection.execute(sa.text("ANALYZE"))
    engine.dispose()


def _advance(connection: sa.Connection, table: sa.Table) -> None:
    """Let numbers that PostgreSQL gives begin after those that were inserted."""
    greatest = sa.select(sa.func.max(table.c.id)).scalar_subquery()
    connection.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table.name, "id"), greatest)))


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
        yield {
            "id": _problem(n),
            "registrar": "catalogue",
            "source": "made up",
            "title": f"Problem {n}",
            "current_id": n + 1,
            "created_at": BEGAN,
        }


def _problem(n: int) -> str:
    return f"{('erdos', 'oeis', 'made')[n % 3]}/p{n:06}"


def _counts(problems: int, runs: int, attempts: int) -> Iterator[dict[str, Any]]:
    for n in range(problems):
        yield {
            "statement_id": n + 1,
            "runs": runs // problems,
            "attempts": attempts // problems,
            "failed_attempts": 0,
            "micro_usd": 4_000_000,
            "proved": int(n % 10 == 0),
            "disproved": 0,
            "answered": 0,
        }


def _campaigns(number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        yield {"id": f"c-{n:09}", "name": f"Sweep {n}", "limit_micro_usd": 100_000_000, "created_at": _at(n)}


def _statements(number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        text = f"theorem target_theorem_0 : {n} = {n} := by sorry"
        metadata = {"status": "open", "tags": ["number theory" if n % 3 else "graphs"], "informal": "Made up. " * 30}
        yield {
            "id": n + 1,
            "problem_id": _problem(n),
            "sha256": sha256_hex(text),
            "text": text,
            "metadata": metadata,
            "created_at": BEGAN,
        }


def _runs(number: int, problems: int, campaigns: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(number):
        finished = rng.random() < 0.97
        outcome = rng.choices(["proved", "disproved", "not_proved"], [2, 1, 17])[0] if finished else None
        yield {
            "id": f"r-{n:09}",
            "statement_id": n % problems + 1,
            "campaign_id": f"c-{n % campaigns:09}",
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


def _parents(number: int) -> Iterator[dict[str, Any]]:
    # Sketch n is the child of sketch n // 2: attempts of one run make those of one parity, see `_attempts`.
    for n in range(4, number):
        parent = n // 4 * 2 + n % 2
        yield {
            "sketch_digest": sha256_hex(f"sketch {n}"),
            "parent_digest": sha256_hex(f"sketch {parent}"),
            "role": "parent",
        }


def _goals(number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        text = f"n + {n} = {n} + n"
        yield {
            "digest": sha256_hex(f"goal {n}"),
            "toolchain": TOOLCHAIN,
            "target": text,
            "hypotheses": [{"name": "n", "type": "Nat"}],
            "pretty": f"n : Nat\n⊢ {text}",
            "created_at": BEGAN,
        }


def _open_goals(sketches: int, goals: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(sketches):
        for position in range(2):
            yield {
                "sketch_digest": sha256_hex(f"sketch {n}"),
                "toolchain": TOOLCHAIN,
                "position": position,
                "goal_digest": sha256_hex(f"goal {rng.randrange(goals)}"),
            }


def _findings(number: int, goals: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(number):
        yield {
            "goal_digest": sha256_hex(f"goal {rng.randrange(goals)}"),
            "toolchain": TOOLCHAIN,
            "status": "unknown" if n % 3 else "proved",
            "proof": None if n % 3 else "omega",
            "prover": "portfolio",
            "seconds": 1.0,
            "attempt_id": f"a-{n:09}",
            "created_at": _at(n),
        }


def _verdicts(number: int, runs: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        yield {
            "run_id": f"r-{n % runs:09}",
            "attempt_id": f"a-{n:09}",
            "sketch_digest": sha256_hex(f"sketch {n}"),
            "verdict": "rejected",
            "code": "REJECT",
            "detail": "the file has a hole",
            "trust": "elaborated",
            "axioms": [],
            "toolchain": TOOLCHAIN,
            "judge_version": "4",
            "seconds": 0.5,
            "created_at": _at(n),
        }


def _attempts(number: int, runs: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(number):
        # Half of all attempts belong to one run, so that a long list is among those measured.
        yield {
            "id": f"a-{n:09}",
            "run_id": f"r-{0 if n % 2 else rng.randrange(runs):09}",
            "state": "finished",
            "prover": "portfolio",
            "seed": n,
            "sketch_digest": sha256_hex(f"sketch {n}"),
            "retries": 0,
            "detail": "",
            "created_at": _at(n),
            "started_at": _at(n),
            "finished_at": _at(n + 1),
        }


def _many(connection: sa.Connection, table: str, columns: str, values: str, first: int, beyond: int) -> None:
    """Rows that SQL makes itself, since they are too many to be sent; ``n`` in ``values`` counts them."""
    numbers = (
        f"WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {beyond})"
    )
    select = f"{numbers} SELECT {values} FROM numbers"
    if first < beyond:
        connection.execute(sa.text(f"INSERT INTO {table} ({columns}) {select}".replace(":", "\\:")))


def _day(connection: sa.Connection) -> str:
    postgresql = connection.dialect.name == "postgresql"
    return "timestamptz '2026-01-01 00:00:00+00'" if postgresql else "'2026-01-01 00:00:00.000000'"


def _padded(connection: sa.Connection, text: str) -> str:
    sqlite = connection.dialect.name == "sqlite"
    return f"substr('00000000' || ({text}), -9)" if sqlite else f"lpad(({text})::text, 9, '0')"


def _attempts_without_sketch(connection: sa.Connection, scale: float) -> None:
    """Half of them are the first run's."""
    runs, day = max(1, int(RUNS * scale)), _day(connection)
    run = f"'r-' || {_padded(connection, f'CASE WHEN n % 2 = 1 THEN 0 ELSE n / 2 % {runs} END')}"
    columns = "id, run_id, state, prover, seed, retries, detail, created_at, started_at, finished_at"
    values = f"'a-' || {_padded(connection, 'n')}, {run}, 'finished', 'portfolio', n, 0, '', {day}, {day}, {day}"
    _many(connection, "attempts", columns, values, int(SKETCHES * scale), int(ATTEMPTS * scale))


def _events(connection: sa.Connection, scale: float) -> None:
    """Half of them are the first run's."""
    others = max(1, int(RUNS * scale) - 1)
    run = f"'r-' || {_padded(connection, f'CASE WHEN n % 2 = 1 THEN 0 ELSE 1 + n / 2 % {others} END')}"
    seq = f"CASE WHEN n % 2 = 1 THEN n / 2 + 1 ELSE n / 2 / {others} + 1 END"
    values = f"0, {run}, {seq}, 'note', '{{\"text\": \"made up\"}}', {_day(connection)}"
    _many(connection, "events", "tx, run_id, seq, kind, payload, created_at", values, 0, int(EVENTS * scale))


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
    from orchestrator.service.checks import CheckService
    from orchestrator.service.guards.rates import Rate
    from orchestrator.service.metrics import Metrics
    from orchestrator.service.parts import Parts
    from orchestrator.service.recent import RecentAnswers

    async with open_store(url) as store:
        engine: Any = NoEngine()
        metrics = Metrics()
        checks = CheckService(fake_lean(), metrics)
        parts = Parts(store, engine, metrics, "b:1:x", checks, answers=RecentAnswers(seconds=0.0))
        access = Access(KeyTable(), required=False, secret=b"s" * 32)
        app = make_app(Config(rate=Rate(1e9, 1e9)), access, parts)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=120) as client:
            for path in LISTS:
                address = path.format(
                    run="r-000000000", episode="e-000000001", problem=_problem(0), campaign="c-000000000"
                )
                walls, cpus = [], []
                for _ in range(times):
                    parts.kept.pop("totals", None)
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
