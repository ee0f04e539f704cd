"""A file that calls itself a catalogue's problem speaks for itself alone."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from scripted import challenge

from orchestrator.problems.challenge import Challenge
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import RunPlan
from orchestrator.search.statements import stored_id
from orchestrator.store import Budget, Store, collected, open_store

REAL = Path(__file__).parents[2] / "problems" / "erdos" / "242.lean"


def named(one: Challenge, name: str) -> Challenge:
    return Challenge.parse(one.text.replace(f"id: {one.id}", f"id: {name}", 1))


@pytest.mark.parametrize(
    ("name", "stored"), [("erdos/242", "local/erdos/242"), ("mine/x", "local/mine/x"), ("local/x", "local/x")]
)
def test_a_file_is_stored_below_local(name: str, stored: str) -> None:
    assert stored_id(named(challenge(), name), REAL.parents[1]) == stored


def test_the_catalogues_own_text_is_the_catalogues_wherever_it_lies(tmp_path: Path) -> None:
    copy = Challenge.parse(REAL.read_bytes().replace(b"\n", b"\r\n"))
    assert stored_id(copy, REAL.parents[1]) == "erdos/242"
    assert stored_id(copy, tmp_path) == "local/erdos/242", "another catalogue does not know it"


async def test_what_a_file_gets_proved_is_not_said_of_the_catalogues_problem(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_PROBLEMS_DIR", str(REAL.parents[1]))
    theirs = await create_run(store, named(challenge(), "erdos/242"), RunPlan(budget=Budget(seconds=600.0)), "lean")
    ours = await create_run(store, Challenge.parse(REAL.read_bytes()), RunPlan(budget=Budget(seconds=600.0)), "lean")
    assert (theirs.problem_id, ours.problem_id) == ("local/erdos/242", "erdos/242")
    lines = {one.problem_id: one.statement_sha256 for one in await collected(store.views.overview)}
    assert lines == {"local/erdos/242": theirs.statement_sha256, "erdos/242": ours.statement_sha256}
    assert ours.statement_id != theirs.statement_id


def test_show_finds_a_files_problem_by_the_name_it_gave_itself(tmp_path: Path) -> None:
    async def fill() -> None:
        async with open_store(url) as store:
            await create_run(store, named(challenge(), "mine/x"), RunPlan(budget=Budget(seconds=600.0)), "lean")

    url = f"sqlite:///{tmp_path / 'store.db'}"
    asyncio.run(fill())
    for name, expected in (("mine/x", "local/mine/x: "), ("local/mine/x", "local/mine/x: ")):
        shown = subprocess.run(
            [sys.executable, "-m", "orchestrator", "show", name, "--database", url],
            capture_output=True,
            text=True,
            cwd=REAL.parents[2],
            timeout=120,
        )
        assert shown.stdout.startswith(expected), shown.stderr
