"""Runs of a campaign share its time, whoever drives them and however often they are interrupted."""

from __future__ import annotations

from typing import Any, cast

from scripted import TOOLCHAIN, challenge

from orchestrator.cluster.executor import Executor
from orchestrator.search.campaigns import drive_campaign
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import driver_parts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import RunPlan
from orchestrator.store import Budget, Run, Store, collected, owner_token
from orchestrator.vocabulary import RunOutcome


class Noting:
    """An executor that notes how much time its jobs were given."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.given: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._executor, name)

    async def submit(self, job: Any) -> Any:
        if hasattr(job, "task"):
            self.given.append(job.task.wall_seconds)
        return await self._executor.submit(job)


async def driven(store: Store, executor: Executor, limits: Budget) -> tuple[list[Run], list[float]]:
    campaign = await store.campaigns.create(limits)
    plan = RunPlan(config={"provers": ("fails", "proves")}, budget=Budget(seconds=600.0))
    for number in range(3):
        await create_run(store, challenge(f"p{number}"), plan, TOOLCHAIN, campaign_id=campaign.id)
    noting = Noting(executor)
    runs = await collected(store.runs.list, campaign_id=campaign.id)
    await drive_campaign(driver_parts(store, cast(Executor, noting)), runs, owner_token())
    return list(await collected(store.runs.list, campaign_id=campaign.id)), noting.given


async def test_no_attempt_gets_more_than_the_campaign_has_left(store: Store, executor: Executor) -> None:
    runs, given = await driven(store, executor, Budget(seconds=100.0))
    assert {run.outcome for run in runs} == {RunOutcome.PROVED}
    assert len(given) == 6
    assert max(given) <= 100.0, "though each run by itself has ten minutes"


async def test_no_time_left_begins_nothing(store: Store, executor: Executor) -> None:
    runs, given = await driven(store, executor, Budget(seconds=0.0))
    assert {(run.outcome, run.detail) for run in runs} == {(RunOutcome.NOT_PROVED, "the time of 0 s was used up")}
    assert not given


async def test_runs_tried_before_without_a_limit_have_all_their_time(store: Store, executor: Executor) -> None:
    plan = RunPlan(config={"provers": ("fails", "proves")}, budget=Budget(seconds=600.0))
    runs = [await create_run(store, challenge(f"p{number}"), plan, TOOLCHAIN) for number in range(3)]
    parts = driver_parts(store, executor)
    await drive_campaign(parts, runs, owner_token(), at_once=1, again=[run.id for run in runs])
    assert {(await store.runs.get(run.id)).outcome for run in runs} == {RunOutcome.PROVED}


class Starting(Noting):
    """An executor whose Lean has to start before it looks at the goals, which takes a thousand seconds by the clock."""

    clock = 0.0

    async def submit(self, job: Any) -> Any:
        if not hasattr(job, "task"):
            self.clock += 1000.0
        return await super().submit(job)


async def test_a_lean_that_has_to_start_takes_nothing_from_the_prover(store: Store, executor: Executor) -> None:
    """On a busy cluster the look at the goals waited for a worker's Lean until nothing was left to prove in."""
    plan = RunPlan(config={"provers": ("proves",)}, budget=Budget(seconds=60.0), reuse_goals=True)
    run = await create_run(store, challenge(), plan, TOOLCHAIN)
    starting = Starting(executor)
    asked = {"proves": lambda: None}  # a prover whose goals are looked at first
    parts = driver_parts(store, cast(Executor, starting), clock=lambda: starting.clock, goal_provers=asked)
    await drive_run(parts, run.id, owner_token())
    assert starting.clock >= 1000.0
    assert starting.given == [60.0]
