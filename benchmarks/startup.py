"""CPU seconds of commands that need no Lean, each in a process of its own: the least of some runs."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.report import Row, report

RUNS = 3
REACH_SECONDS = 0.3
COMMANDS = ("--help", "nonsense", "prove --help", "problems list", "problems show erdos/242", "status", "resume")


def cpu_seconds(command: list[str], environment: dict[str, str]) -> float:
    """The least user and system time of `RUNS` processes."""
    taken = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, env=environment, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


async def run(json: Path | None) -> None:
    """Measure every command on a database of its own."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"ORCHESTRATOR_DATABASE_URL": f"sqlite:///{folder}/startup.db"}
        empty = await asyncio.to_thread(cpu_seconds, [sys.executable, "-c", "pass"], environment)
        for words in COMMANDS:
            command = [sys.executable, "-m", "orchestrator", *words.split()]
            taken = await asyncio.to_thread(cpu_seconds, command, environment)
            detail = f"{taken / empty:.0f} times an empty Python"
            rows.append(Row(words, taken, "s CPU", f"< {REACH_SECONDS} s", taken < REACH_SECONDS, detail))
    report("startup", rows, json)
