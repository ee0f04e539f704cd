"""Many runs at once; what they may spend together is the store's to hold (`Store.create_campaign`)."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from orchestrator.cluster.executor import Executor
from orchestrator.errors import OwnershipLost, UserError
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.agent.agent import AgentTools
from orchestrator.search.agents import challenge_of, drive_agents
from orchestrator.search.events import Listener, RunEvent, RunEventKind, nobody
from orchestrator.search.ownership import HEARTBEAT_SECONDS
from orchestrator.search.run import drive_run
from orchestrator.store import Run, Store


class _Shares:
    """Divides seconds among the runs still to come; what one leaves over goes to those after it."""

    def __init__(self, seconds: float, runs: int) -> None:
        self._seconds = seconds
        self._runs = runs

    @contextmanager
    def share(self) -> Iterator[float]:
        """The next run's seconds; the time until the block ends is what it used of them."""
        seconds = self._seconds / self._runs
        self._seconds -= seconds
        self._runs -= 1
        began = time.monotonic()
        try:
            yield seconds
        finally:
            self._seconds += max(0.0, seconds - (time.monotonic() - began))


async def drive_campaign(
    store: Store,
    executor: Executor,
    runs: Sequence[Run],
    owner: str,
    *,
    again: Collection[str] = (),
    again_within: float = math.inf,
    listener: Listener = nobody,
) -> None:
    """Drive ``runs`` to their ends, in their order, each with its share of the executor's workers.

    A run that another process drives, or takes over in the meantime, is left to it. Cancelling the caller pauses the
    runs in flight; those not yet begun stay queued.

    Args:
        runs: stored runs that are not finished.
        owner: this driver's token.
        again: ids of those runs whose problems were tried before; no more than ``again_within`` seconds are spent on
            all of them together, in equal shares, where their plans would allow more. Judging comes on top.
        again_within: see ``again``.
        listener: told what happens, of all runs.

    Raises:
        OperatorError: the store or the workers cannot go on; as if cancelled.
    """
    at_once = min(executor.capacity, len(runs))
    parallel = executor.capacity // max(1, at_once)
    shares = _Shares(again_within * at_once, len(again))

    async def drive(run: Run) -> None:
        with shares.share() if run.id in again else nullcontext(math.inf) as seconds:
            within = min(seconds, await _seconds_left(store, run))
            await drive_run(store, executor, run.id, owner, parallel=parallel, listener=listener, at_most=within)

    await _in_lanes(runs, at_once, drive, listener)


async def drive_agent_campaign(
    tools_for: Callable[[Challenge], AgentTools],
    store: Store,
    runs: Sequence[Run],
    owner: str,
    *,
    at_once: int,
    listener: Listener = nobody,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> None:
    """Drive runs of agents to their ends, in their order; cancelling and other drivers as in `drive_campaign`.

    What they share of a budget is the store's to hold: a run whose campaign has nothing left ends as not proved.

    Args:
        tools_for: what the agents on a challenge use; all of it paid from ``store``.
        store: where the runs are.
        runs: stored runs of strategy ``agents`` that are not finished.
        owner: this driver's token.
        at_once: how many runs are driven at the same time.
        listener: told what happens, of all runs.
        heartbeat_seconds: between two signs of life of a run.

    Raises:
        OperatorError: the store, the model or Lean must be mended; as if cancelled.
    """

    async def drive(run: Run) -> None:
        tools = tools_for(await challenge_of(store, run))
        await drive_agents(tools, run.id, owner, listener=listener, heartbeat_seconds=heartbeat_seconds)

    await _in_lanes(runs, at_once, drive, listener)


async def _seconds_left(store: Store, run: Run) -> float:
    """What the run's campaign has left of its time; it passes for all of its runs at once."""
    if run.campaign_id is None:
        return math.inf
    campaign = await store.campaigns.get(run.campaign_id)
    limit = campaign.limits.seconds
    return math.inf if limit is None else max(0.0, limit - campaign.spent.seconds)


async def _in_lanes(
    runs: Sequence[Run], at_once: int, drive: Callable[[Run], Awaitable[None]], listener: Listener
) -> None:
    """Drive ``runs`` in their order, so many at once; the first that raises stops the others."""
    waiting = deque(runs)

    async def lane() -> None:
        while waiting:
            run = waiting.popleft()
            try:
                await drive(run)
            except (OwnershipLost, UserError) as error:
                listener(RunEvent(RunEventKind.TROUBLE, run.problem_id, run.id, str(error)))

    lanes = [asyncio.create_task(lane()) for _ in range(min(at_once, len(runs)))]
    if not lanes:
        return
    try:
        # Not `gather`: it would cancel the lanes when it is cancelled, and the second time, below, would tear them
        # from pausing their runs.
        done, _ = await asyncio.wait(lanes, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in lanes:
            task.cancel()
        await asyncio.wait(lanes)
