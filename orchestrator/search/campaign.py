"""Many runs at once, as many as there are workers for."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from orchestrator.cluster.executor import Executor
from orchestrator.errors import UserError
from orchestrator.search.events import Listener, RunEvent, RunEventKind, nobody
from orchestrator.search.run import drive_run
from orchestrator.store.contract import OwnershipLost, Store
from orchestrator.store.records import Run


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
    waiting = deque(runs)
    at_once = min(executor.capacity, len(runs))
    parallel = executor.capacity // max(1, at_once)
    shares = _Shares(again_within * at_once, len(again))

    async def lane() -> None:
        while waiting:
            run = waiting.popleft()
            try:
                with shares.share() if run.id in again else nullcontext(math.inf) as seconds:
                    await drive_run(
                        store, executor, run.id, owner, parallel=parallel, listener=listener, at_most=seconds
                    )
            except (OwnershipLost, UserError) as error:
                listener(RunEvent(RunEventKind.TROUBLE, run.problem_id, run.id, str(error)))

    lanes = [asyncio.create_task(lane()) for _ in range(at_once)]
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
