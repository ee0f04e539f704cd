"""The store with a million attempts and a million goals in SQLite: where problems stand, lists, a goal looked up.

Times are CPU seconds of this process (all threads), the median of several calls: they hold on a busy machine too.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.report import Row, report
from orchestrator.problems.identity import sha256_hex
from orchestrator.store import open_store

PROBLEMS = 5_000
RUNS = 2 * PROBLEMS
ATTEMPTS = 1_000_000
GOALS = 1_000_000
TOOLCHAIN = "embedded-4.28.0+0123456789ab"
DAY = "2026-01-01 00:00:00.000000"
CALLS = 15
"""Of each kind; the median is reported."""


def fill(path: Path) -> None:
    """Rows as the store writes them, in bulk."""
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA synchronous=OFF")
        problems = ((f"bench/{n}", "catalogue", "bench", f"Problem {n}", n + 1, DAY) for n in range(PROBLEMS))
        columns = "(id, registrar, source, title, current_id, created_at)"
        db.executemany(f"INSERT INTO problems {columns} VALUES (?, ?, ?, ?, ?, ?)", problems)
        texts = ((n + 1, f"bench/{n}", sha256_hex(str(n)), "theorem", "{}", DAY) for n in range(PROBLEMS))
        db.executemany("INSERT INTO statement_versions VALUES (?, ?, ?, ?, ?, ?)", texts)
        runs = ((f"r-{n:017}", n % PROBLEMS + 1, "A", "{}", TOOLCHAIN, "running", "", 2, DAY) for n in range(RUNS))
        columns = "(id, statement_id, strategy, config, toolchain, status, detail, max_retries, created_at)"
        db.executemany(f"INSERT INTO runs {columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", runs)
        # Half of all attempts belong to one run, the rest is spread evenly.
        tries = (
            (f"a-{n:017}", f"r-{0 if n % 2 else n // 2 % RUNS:017}", "cancelled", "p", n, 0, "", DAY)
            for n in range(ATTEMPTS)
        )
        columns = "(id, run_id, state, prover, seed, retries, detail, created_at)"
        db.executemany(f"INSERT INTO attempts {columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", tries)
        counts = ((n + 1, RUNS // PROBLEMS, ATTEMPTS // PROBLEMS) for n in range(PROBLEMS))
        db.executemany("INSERT INTO statement_counts (statement_id, runs, attempts) VALUES (?, ?, ?)", counts)
        goals = ((sha256_hex(f"g{n}"), TOOLCHAIN, "n = 0", "[]", "n = 0", DAY) for n in range(GOALS))
        db.executemany("INSERT INTO goals VALUES (?, ?, ?, ?, ?, ?)", goals)
        found = ((sha256_hex(f"g{n}"), TOOLCHAIN, "proved", "omega", "p", 0.1, DAY) for n in range(GOALS))
        columns = "(goal_digest, toolchain, status, proof, prover, seconds, created_at)"
        db.executemany(f"INSERT INTO goal_results {columns} VALUES (?, ?, ?, ?, ?, ?, ?)", found)
        db.execute("ANALYZE")
    db.close()


async def cpu_milliseconds(call: Callable[[int], Awaitable[object]]) -> float:
    """The median CPU time of one call; the first two only warm caches up."""
    taken = []
    for number in range(CALLS + 2):
        began = time.process_time()
        await call(number)
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken[2:])


async def run(json_path: Path | None) -> None:
    """Make the database, then ask."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        async with open_store(f"sqlite:///{path}"):
            pass
        began = time.process_time()
        fill(path)
        filled = time.process_time() - began
        async with open_store(f"sqlite:///{path}") as store:
            big = f"r-{0:017}"
            middle = f"a-{ATTEMPTS // 2:017}"
            calls: list[tuple[str, float, Callable[[int], Awaitable[object]]]] = [
                ("overview, a page of 50 of 5,000 problems", 20, lambda _: store.views.overview()),
                ("overview, a page of 200 of 5,000 problems", 100, lambda _: store.views.overview(limit=200)),
                ("page of 50 attempts of a run with 500,000", 100, lambda _: store.attempts.list(big, after=middle)),
                ("page of 50 runs, newest first", 100, lambda _: store.runs.list(newest_first=True)),
                ("what is known of one goal of 1,000,000", 2, lambda n: store.goals.results([goal(n)], TOOLCHAIN)),
                ("what is known of ten goals", 2, lambda n: store.goals.results(ten(n), TOOLCHAIN)),
            ]
            rows = []
            for what, most, call in calls:
                value = await cpu_milliseconds(call)
                rows.append(Row(what, value, "ms CPU", f"< {most} ms", value < most))
        size = path.stat().st_size / (1 << 20)
        rows.append(Row("making the database", filled, "s CPU", "-", True, f"{size:.0f} MiB"))
    report("store", rows, json_path)


def goal(number: int) -> str:
    """The digest of a goal far from the last one that was asked for."""
    return sha256_hex(f"g{number * 7919 % GOALS}")


def ten(number: int) -> list[str]:
    """Ten such."""
    return [goal(number * 10 + n) for n in range(10)]
