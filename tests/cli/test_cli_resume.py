"""What the commands say of runs that were left behind, are driven, or have ended: no worker starts for any of it."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CommandLine
from stored_work import TOOLCHAIN, challenge

from orchestrator.search.plan import ProfileSnapshot, RunPlan
from orchestrator.search.statements import add_statement
from orchestrator.store import Budget, NewRun, Run, open_store
from orchestrator.vocabulary import RunOutcome


def token(process: int) -> str:
    return f"{socket.gethostname()}:{process}:aa"


@pytest.fixture(scope="module")
def gone() -> int:
    """The id of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def stored(tmp_path: Path, strategy: str, owner: str | None, *, ended: bool = False) -> Run:
    plan = RunPlan(strategy=strategy, budget=Budget(seconds=60, episodes=1), profiles=(ProfileSnapshot("mcp"),))

    async def store_run() -> Run:
        async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
            statement = await add_statement(store, challenge("one", "A test problem"))
            campaign = await store.campaigns.create(Budget()) if strategy == "tactics" else None
            config, named = plan.to_config(), campaign.id if campaign else None
            run = await store.runs.create(NewRun(statement.id, strategy, TOOLCHAIN, config, campaign_id=named))
            if owner is not None:
                await store.runs.acquire(run.id, owner, stale_after=60)
            if ended:
                assert owner is not None
                await store.runs.finish(run.id, owner, RunOutcome.NOT_PROVED)
            return await store.runs.get(run.id)

    return asyncio.run(store_run())


def test_a_run_that_lives_is_left_to_its_process(orchestrator: CommandLine, tmp_path: Path) -> None:
    run = stored(tmp_path, "tactics", token(os.getpid()))
    driver = f"process {os.getpid()} of this machine"
    assert f"running: {run.id} on local/test/one, driven by {driver}" in orchestrator("status").out
    for name in (run.id, "test/one", run.campaign_id or ""):
        named = orchestrator("resume", name)
        assert (named.code, named.out) == (2, "")
        assert f"run {run.id} is being driven by {driver}: wait until it ends" in named.err
    everything = orchestrator("resume")
    assert (everything.code, everything.out.strip()) == (0, "There is nothing to resume")
    assert f"left to {driver}" in everything.err


def test_a_run_of_an_agent_over_mcp_ends_where_it_was_left(
    orchestrator: CommandLine, tmp_path: Path, gone: int
) -> None:
    run = stored(tmp_path, "external", token(gone))
    remedy = f"left behind by process {gone} of this machine; `orchestrator resume {run.id}`"
    assert remedy in orchestrator("status").out
    assert remedy in orchestrator("show", run.id).out
    assert remedy in orchestrator("show", run.problem_id).out
    resumed = orchestrator("resume")
    assert resumed.code == 0
    assert f"its agent is gone with process {gone}" in resumed.err
    assert "`orchestrator mcp FILE` starts anew" in resumed.err
    assert "unfinished" not in orchestrator("status").out
    assert "stopped" in orchestrator("show", run.id).out


@pytest.mark.parametrize("strategy", ["tactics", "B", "external"])
def test_what_has_ended_or_never_was_is_said_so(orchestrator: CommandLine, tmp_path: Path, strategy: str) -> None:
    run = stored(tmp_path, strategy, token(os.getpid()), ended=True)
    said = {
        run.id: f"run {run.id} has ended (not proved); `orchestrator prove FILE` starts another",
        "test/one": "local/test/one has no unfinished run; `orchestrator prove FILE` starts one",
        "r-none": "there is no run, campaign or problem 'r-none' here",
        "c-none": "there is no run, campaign or problem 'c-none' here",
        "": "there is no run, campaign or problem '' here",
    }
    if run.campaign_id:
        said[run.campaign_id] = f"every run of campaign {run.campaign_id} has ended"
    for name, sentence in said.items():
        refused = orchestrator("resume", name)
        assert (refused.code, refused.out) == (2, "")
        assert sentence in refused.err
