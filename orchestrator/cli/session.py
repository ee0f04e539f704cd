"""What the commands that run a search share: their options, and how they are interrupted."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer

from orchestrator.cluster.choice import ExecutorChoice, ExecutorName
from orchestrator.config import settings

ExecutorOption = Annotated[
    ExecutorName,
    typer.Option(
        help="Where work runs: Ray actors, tasks of this process, or what suits the work (Ray if an address is given)."
    ),
]
UntriagedOption = Annotated[
    bool, typer.Option("--untriaged", help="Ask models about statements that triage calls broken, too.")
]
WorkersOption = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Workers, each with a warm Lean; by default ORCHESTRATOR_WORKERS."),
]
RayAddressOption = Annotated[
    str | None,
    typer.Option(metavar="HOST:PORT", help="A running Ray cluster, or `auto`; by default Ray is started here."),
]
DatabaseOption = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="The database; by default ORCHESTRATOR_DATABASE_URL.")
]


def executor_choice(name: ExecutorName, workers: int | None, ray_address: str | None) -> ExecutorChoice:
    """What the options and settings say about where work runs."""
    return ExecutorChoice(name, workers or settings().workers, ray_address or settings().ray_address)


def run_interruptibly(main: Callable[[], Coroutine[Any, Any, None]]) -> bool:
    """Run ``main()`` in an event loop until it ends or somebody interrupts it; it is then cancelled and cleans up.

    Returns:
        Whether it was interrupted.
    """
    import asyncio

    async def guarded() -> bool:
        task = asyncio.create_task(main())
        loop = asyncio.get_running_loop()
        interrupted = False

        def interrupt() -> None:
            nonlocal interrupted
            interrupted = True
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, interrupt)
        try:
            await task
        except asyncio.CancelledError:
            if not interrupted:
                raise
        return interrupted

    collect_rarely()
    return asyncio.run(guarded())


def collect_rarely() -> None:
    """Let this process look for reference cycles a hundred times less often than Python does by default.

    A full collection visits every object of every library, and the event loop stands still meanwhile: with 200 agents
    up to 0.2 s, measured by ``python -m benchmarks agents``. What cycles there are is small; memory stays as flat. The
    two younger generations are small, so that each look at them is short: of 25,000 objects it took 30 to 50 ms.
    """
    gc.set_threshold(2_000, 4, 1_250)
