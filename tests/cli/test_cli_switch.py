"""`orchestrator switch`: another strategy goes on with a run, and a driver that takes it up follows the log."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from command_line import CommandLine
from scripted import TOOLCHAIN, challenge, scripted_parts

from orchestrator.cluster.local import LocalExecutor
from orchestrator.provers.registry import Entry
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.log import RunLog
from orchestrator.search.driver.parts import driver_parts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import RunPlan
from orchestrator.search.strategy import Decided, Prove, Switched
from orchestrator.search.strategy import Entry as LogEntry
from orchestrator.store import open_store, owner_token


async def create(url: str) -> str:
    async with open_store(url) as store:
        plan = RunPlan(strategy="tactics", config={"provers": ["fails", "sketches"]})
        return (await create_run(store, challenge(), plan, TOOLCHAIN)).id


async def drive(url: str, run_id: str, folder: Path) -> list[LogEntry]:
    parts = scripted_parts(folder)
    provers = {**parts.provers, "external": parts.provers["sketches"]}
    async with open_store(url) as store, LocalExecutor(replace(parts, provers=provers), 1) as executor:
        known = {name: Entry(make) for name, make in provers.items()}
        await drive_run(driver_parts(store, executor, provers=known), run_id, owner_token())
        return await RunLog(store.events, run_id).history()


def test_another_strategy_goes_on(orchestrator: CommandLine, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'switch.db'}"
    run_id = asyncio.run(create(url))
    done = orchestrator("switch", run_id, "external", "--reason", "a coding agent takes over", "--database", url)
    assert (done.code, "goes on with strategy external" in done.out) == (0, True)
    for strategy, complaint in (("C", "asks models"), ("Z", "there is no strategy 'Z'")):
        refused = orchestrator("switch", run_id, strategy, "--database", url)
        assert (refused.code, complaint in refused.sentence) == (2, True)

    entries = asyncio.run(drive(url, run_id, tmp_path))
    (switched,) = [entry for entry in entries if isinstance(entry, Switched)]
    assert (switched.strategy, switched.reason) == ("external", "a coding agent takes over")
    decisions = [entry.decision for entry in entries if isinstance(entry, Decided)]
    assert [work.prover for work in decisions if isinstance(work, Prove)] == ["external"]
    late = orchestrator("switch", run_id, "tactics", "--database", url)
    assert (late.code, "is finished" in late.sentence) == (2, True)
