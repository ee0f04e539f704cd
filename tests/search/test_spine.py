"""The whole way of a problem, with real Lean, real provers and the real judge: the same on every executor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scripted import challenge

from orchestrator.cluster.executor import Executor, toolchain_for
from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import embedded_parts
from orchestrator.cluster.ray_executor import RayExecutor
from orchestrator.config import settings
from orchestrator.search.campaigns import drive_campaign
from orchestrator.search.driver.parts import driver_parts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import RunPlan
from orchestrator.store import Budget, RunDetail, open_store, owner_token

PROBLEMS = {"true": "∀ n : Nat, n + 0 = n", "false": "∀ n : Nat, n < 5"}


async def _found(executor: Executor, database: Path) -> dict[str, Any]:
    """What a campaign leaves in the database, without what differs from run to run."""
    async with open_store(f"sqlite:///{database}") as store, executor:
        plan = RunPlan(config={"provers": ("portfolio",)}, budget=Budget(seconds=600.0), seed=3)
        challenges = [challenge(name, statement) for name, statement in PROBLEMS.items()]
        runs = [await create_run(store, one, plan, toolchain_for(executor, one)) for one in challenges]
        await drive_campaign(driver_parts(store, executor), runs, owner_token())
        found: dict[str, Any] = {}
        for run in runs:
            detail = await store.views.show(run.id)
            assert isinstance(detail, RunDetail)
            (verdict,) = detail.verdicts
            found[run.problem_id] = {
                "outcome": detail.run.outcome,
                "verdict": (verdict.verdict, verdict.code, verdict.trust, verdict.axioms, verdict.toolchain),
                "sketch": verdict.sketch_digest,
                "certificate": verdict.certificate,
                "attempts": [(one.prover, one.state) for one in detail.attempts],
            }
        return found


@pytest.mark.lean
@pytest.mark.ray
async def test_local_and_ray_find_the_same(tmp_path: Path) -> None:
    parts = embedded_parts(settings().cache_dir, settings().check_memory_mib)
    local = await _found(LocalExecutor(parts, 1), tmp_path / "local.db")
    assert {problem: found["outcome"] for problem, found in local.items()} == {
        "local/test/true": "proved",
        "local/test/false": "disproved",
    }
    assert all(found["verdict"][2] == "cross-checked" for found in local.values())
    assert await _found(RayExecutor(parts, 2), tmp_path / "ray.db") == local
