"""Many runs at once; what they may spend together is the store's to hold (`orchestrator.store.Campaigns`)."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from orchestrator.errors import OwnershipLost, UserError
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.events import Listener, RunEvent, RunEventKind, ignore_events
from orchestrator.store import Run, Store


class _Shares:
    """Divides seconds among the runs still to come; what one leaves over goes to those after it."""

    def __init__(self, seconds: float, runs: int) -> None:
        self._seconds = seconds
        self._runs = runs

    @contextmanager
    def share(self) -> Iterator[float]:
        """The next run's seconds; the time until the block ends is what it used of them."""
        if math.isinf(self._seconds):  # no limit: taking a share of it away would leave no number
            yield math.inf
            return
        seconds = self._seconds / self._runs
        self._seconds -= seconds
        self._runs -= 1
        began = time.monotonic()
        try:
            yield seconds
        finally:
            self._seconds += max(0.0, seconds - (time.monotonic() - began))


async def drive_campaign(
    parts: DriverParts,
    runs: Sequence[Run],
    owner: str,
    *,
    at_once: int | None = None,
    again: Collection[str] = (),
    again_within: float = math.inf,
    listener: Listener = ignore_events,
) -> None:
    """Drive ``runs``, of any strategy, to their ends, in their order, each with its share of the executor's workers.

    A run that another process drives, or takes over in the meantime, is left to it. Cancelling the caller pauses the
    runs in flight; those not yet begun stay queued.

    Args:
        parts: of this process.
        runs: stored runs that are not finished.
        owner: this driver's token.
        at_once: how many runs are driven at the same time; None means as many as there are workers.
        again: ids of those runs whose problems were tried before; no more than ``again_within`` seconds are spent on
            all of them together, in equal shares, where their plans would allow more. Judging comes on top.
        again_within: see ``again``.
        listener: told what happens, of all runs.

    Raises:
        OperatorError: the store, a model, or the workers must be mended; as if cancelled.
    """
    capacity = parts.executor.capacity
    lanes = max(1, min(at_once or capacity, len(runs)))
    parallel = max(1, capacity // lanes)
    shares = _Shares(again_within * lanes, len(again))

    async def drive(run: Run) -> None:
        with shares.share() if run.id in again else nullcontext(math.inf) as seconds:
            within = min(seconds, await seconds_left(parts.store, run))
            await drive_run(parts, run.id, owner, parallel=parallel, listener=listener, at_most=within)

    waiting = deque(runs)

    async def lane() -> None:
        while waiting:
            run = waiting.popleft()
            try:
                await drive(run)
            except (OwnershipLost, UserError) as error:
                listener(RunEvent(RunEventKind.TROUBLE, run.problem_id, run.id, str(error)))

    if not runs:
        return
    tasks = [asyncio.create_task(lane()) for _ in range(lanes)]
    try:
        # Not `gather`: it would cancel the lanes when it is cancelled, and the second time, below, would tear them
        # from pausing their runs.
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def seconds_left(store: Store, run: Run) -> float:
    """What the run's campaign has left of its time; it passes for all of its runs at once."""
    if run.campaign_id is None:
        return math.inf
    campaign = await store.campaigns.get(run.campaign_id)
    limit = campaign.limits.seconds
    return math.inf if limit is None else max(0.0, limit - campaign.spent.seconds)
