"""A run whose prover is outside this program: its calls come in here, the driver does the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from pydantic import JsonValue

from orchestrator.cluster.executor import toolchain_for
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.agent.external import OutsideAgent
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.provers.agent.tools.tool import ToolResult
from orchestrator.provers.registry import Entry, Where
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import Lanes, ProfileSnapshot, RunPlan
from orchestrator.store import Budget, Run
from orchestrator.vocabulary import EXTERNAL


@dataclass
class ExternalEpisode:
    """A run of one episode, driven by calls from outside. Made by `external_episode`."""

    id: str
    """The episode's id, for ``orchestrator show``."""
    run_id: str
    toolchain: str
    agent: OutsideAgent
    driving: asyncio.Task[Run]

    async def call(self, name: str, arguments: Mapping[str, JsonValue]) -> ToolResult:
        """Do one tool call. It never raises for what is asked.

        Raises:
            RetryError: an infrastructure failure; the call may be made again.
            OperatorError: the run had to be paused.
        """
        result = await self.agent.call(name, arguments)
        if not self.agent.over:
            return result
        run = await asyncio.shield(self.driving)
        ended = str(run.outcome or run.status).replace("_", " ")
        text = f"{result.text} Its run ended as {ended}; see `orchestrator show {self.id}`."
        return ToolResult(text, result.ok)


@asynccontextmanager
async def external_episode(
    parts: DriverParts,
    challenge: Challenge,
    owner: str,
    *,
    name: str = EXTERNAL,
    limits: EpisodeLimits | None = None,
    goal_provers: tuple[str, ...] = (),
    check_seconds: float = 60.0,
    start: str | None = None,
) -> AsyncIterator[ExternalEpisode]:
    """A new run of one episode over ``challenge``, ended at the latest when the context is left.

    Args:
        parts: of this process.
        challenge: what is to be proved.
        owner: this process's token (`orchestrator.store.owner_token`).
        name: what the agent is called in the database.
        limits: of the episode.
        goal_provers: that the agent may call.
        check_seconds: of one check.
        start: digest of the stored sketch to start from; None for the challenge as it is.

    Raises:
        UnknownId: there is no such sketch.
    """
    limits = limits or EpisodeLimits()
    direction = None if start is None else (await parts.store.sketches.get(start)).direction.value
    plan = RunPlan(
        strategy=EXTERNAL,
        config={"start": start, "direction": direction},
        budget=Budget(seconds=limits.wall_seconds, episodes=1),
        profiles=(ProfileSnapshot(name),),
        goal_provers=goal_provers,
        episode=limits,
        check_seconds=check_seconds,
        lanes=Lanes(provers=1),
        max_retries=0,
    )
    agent = OutsideAgent()
    mine = replace(parts, provers={**parts.provers, EXTERNAL: Entry(lambda: agent, Where.DRIVER)})
    run = await create_run(parts.store, challenge, plan, toolchain_for(parts.executor, challenge))
    driving = asyncio.create_task(drive_run(mine, run.id, owner))
    began = asyncio.create_task(agent.began.wait())
    await asyncio.wait([driving, began], return_when=asyncio.FIRST_COMPLETED)
    if not agent.began.is_set():
        began.cancel()
        await driving  # what kept it from beginning is the caller's to hear
    try:
        yield ExternalEpisode(agent.episode_id, run.id, agent.toolchain, agent, driving)
    finally:
        agent.leave()
        await _ended(driving)
        if not driving.cancelled() and (error := driving.exception()) is not None:
            raise error


async def _ended(driving: asyncio.Task[Run]) -> None:
    """Wait for the run's end, also while being cancelled, before or meanwhile: what was done is not to be lost."""
    cancelled = None
    while not driving.done():
        try:
            await asyncio.wait([driving])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
