"""Choosing where work runs: the workers of this process, or Ray."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line needs the names of the choices at once, and all the rest later or never
    from orchestrator.cluster.executor import Executor
    from orchestrator.cluster.parts import WorkerParts


BUSY_WORKERS = 8
"""From so many workers on, what they answer keeps one process busy, and Ray's processes are worth their start."""
BUSY_PROBLEMS_PER_WORKER = 2


class ExecutorName(StrEnum):
    """Where work runs."""

    AUTO = "auto"
    """In this process, unless there is a Ray cluster to use or a lot to do."""
    RAY = "ray"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class ExecutorChoice:
    """Which executor is wanted.

    Args:
        name: which kind.
        workers: how many workers.
        ray_address: of a running Ray cluster; None if there is none to use.
    """

    name: ExecutorName
    workers: int
    ray_address: str | None = None

    def wants_ray(self, problems: int) -> bool:
        """Whether Ray is to be tried for so many problems."""
        if self.name is not ExecutorName.AUTO:
            return self.name is ExecutorName.RAY
        busy = self.workers >= BUSY_WORKERS and problems >= BUSY_PROBLEMS_PER_WORKER * self.workers
        return busy or self.ray_address is not None

    @property
    def insists_on_ray(self) -> bool:
        """Whether somebody asked for Ray by name, or named a cluster."""
        return self.name is ExecutorName.RAY or self.ray_address is not None

    @asynccontextmanager
    async def opened(self, parts: WorkerParts, problems: int, say: Callable[[str], None]) -> AsyncIterator[Executor]:
        """The executor, started, and closed when the block ends.

        Where Ray does not start and was not asked for by name, work goes on in this process.

        Args:
            parts: how workers are made.
            problems: how many are to be worked on.
            say: told in one sentence what was decided otherwise than one may expect.

        Raises:
            OperatorError: Lean, Ray or the cluster is not as it must be.
        """
        executor = await self._started(parts, problems, say)
        try:
            yield executor
        finally:
            await executor.aclose()

    async def _started(self, parts: WorkerParts, problems: int, say: Callable[[str], None]) -> Executor:
        if self.wants_ray(problems):
            import asyncio

            from orchestrator.cluster.ray_address import RayNotUsable, require_cluster

            try:
                if self.ray_address is not None:  # before Ray is imported, which takes seconds
                    await asyncio.to_thread(require_cluster, self.ray_address)
                from orchestrator.cluster.ray_executor import RayExecutor

                ray = RayExecutor(parts, self.workers, self.ray_address)
                await ray.start()
                return ray
            except RayNotUsable as error:
                if self.insists_on_ray:
                    raise
                say(f"{error}; work goes on in this process")
        from orchestrator.cluster.local import LocalExecutor

        local = LocalExecutor(parts, self.workers)
        await local.start()
        return local
