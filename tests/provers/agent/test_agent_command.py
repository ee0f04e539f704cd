"""`orchestrator agents` on several problems: one budget for all, from the command line to the server's bill."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from agent_support import VARIANTS, call, turn
from fake_server import FakeServer

pytestmark = pytest.mark.lean


async def command(server: FakeServer, folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    environment = os.environ | {
        "ORCHESTRATOR_PROVER_URL": server.url,
        "ORCHESTRATOR_PROVER_MODEL": "m",
        "ORCHESTRATOR_PROVER_PRICE": "2,0.5,10",
        "ORCHESTRATOR_DATABASE_URL": f"sqlite:///{folder / 'agents.db'}",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "orchestrator",
        *arguments,
        "--json",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


LOCAL = ("--executor", "local", "--workers", "1")
GOLDBACH = (
    "∀ n : Nat, 1 < n → ∃ p q : Nat, p + q = double n ∧ 1 < p ∧ 1 < q ∧ "
    "(∀ d, d ∣ p → d = 1 ∨ d = p) ∧ ∀ d, d ∣ q → d = 1 ∨ d = q"
)
"""What the free provers that come before a model do not settle, however good they get."""


async def test_several_problems_share_what_they_may_cost(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.lean" for number in range(2)]
    for file, challenge in zip(files, VARIANTS, strict=False):
        file.write_text(re.sub(r"(?<=target_theorem_0 : ).*(?= := by)", GOLDBACH, challenge.text))
    async with FakeServer(lambda request: turn(call("view"))) as server:
        code, out, err = await command(server, tmp_path, "agents", *map(str, files), *LOCAL)
        assert (code, not server.received) == (2, True), "a model that costs needs a limit"
        assert "--total-usd" in out + err
        limits = ("--total-usd", "1.5", "--at-once", "2", "--untriaged")
        code, out, err = await command(server, tmp_path, "agents", *map(str, files), *limits, *LOCAL)
        assert code == 1, err
        done: dict[str, Any] = json.loads(out)
        again, said, _ = await command(server, tmp_path, "agents", "--resume", done["campaign"], *LOCAL)
        shown = json.loads((await command(server, tmp_path, "show", done["campaign"]))[1])
        episode = json.loads((await command(server, tmp_path, "show", done["runs"][0]["episode"]))[1])
        billed = server.billed.input + server.billed.output
    assert episode["kind"] == "episode", "the report names an episode that can be read"
    used = [run["lean_seconds"] for run in done["runs"]]
    assert 0 < episode["episode"]["lean_seconds"] <= used[0], "what Lean did for the tools is booked on the episode"
    spent = [run["spent"] for run in done["runs"]]
    assert [run["outcome"] for run in done["runs"]] == ["not_proved"] * 2
    assert sum(one["tokens"] for one in spent) == billed > 0
    assert 0 < sum(one["micro_usd"] for one in spent) <= 1_500_000
    assert (shown["kind"], [run["id"] for run in shown["runs"]]) == ("campaign", [run["run"] for run in done["runs"]])
    assert shown["campaign"]["spent"]["micro_usd"] == sum(one["micro_usd"] for one in spent)
    assert again == 2
    assert "every run of campaign" in said
