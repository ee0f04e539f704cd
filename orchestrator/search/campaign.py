"""Many runs at once, as many as there are workers for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from orchestrator.cluster.executor import Executor
from orchestrator.errors import UserError
from orchestrator.search.events import Listener, RunEvent, RunEventKind, nobody
from orchestrator.search.run import drive_run
from orchestrator.store.contract import OwnershipLost, Store
from orchestrator.store.records import Run


async def drive_campaign(
    store: Store, executor: Executor, runs: Sequence[Run], owner: str, *, listener: Listener = nobody
) -> None:
    """Drive ``runs`` to their ends, in their order, each with its share of the executor's workers.

    A run that another process drives, or takes over in the meantime, is left to it. Cancelling the caller pauses the
    runs in flight; those not yet begun stay queued.

    Args:
        runs: stored runs that are not finished.
        owner: this driver's token.
        listener: told what happens, of all runs.

    Raises:
        OperatorError: the store or the workers cannot go on; as if cancelled.
    """
    waiting = deque(runs)
    at_once = min(executor.capacity, len(runs))
    parallel = executor.capacity // max(1, at_once)

    async def lane() -> None:
        while waiting:
            run = waiting.popleft()
            try:
                await drive_run(store, executor, run.id, owner, parallel=parallel, listener=listener)
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
