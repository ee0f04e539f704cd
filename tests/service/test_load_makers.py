"""The benchmark's store and its readers: every address that is measured is answered, and each request counts once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from live_server import threaded

from orchestrator.service.guards.rates import Rate
from orchestrator.store import Store

ROOT = Path(__file__).parents[2]


def run_module(*words: str) -> str:
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


async def nothing(store: Store) -> None:
    pass


def test_each_read_of_a_made_up_store_is_answered_once(tmp_path: Path) -> None:
    run_module("benchmarks.dataset", f"sqlite:///{tmp_path / 'service.db'}", "--scale", "0.0005")
    with threaded(tmp_path, fill=nothing, rate=Rate(1e9, 1e9)) as (url, _):
        read = json.loads(run_module("benchmarks.reader", url, "--reads", "200", "--seconds", "0.5"))
    assert read["failed"] == 0
    assert len(read["milliseconds"]) == 100
    assert all(0 < taken < 60_000 for taken in read["milliseconds"])
