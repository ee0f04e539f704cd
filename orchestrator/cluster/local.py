"""Workers in this process: no Ray, no other processes but the Lean hosts."""

from __future__ import annotations

from orchestrator.cluster.parts import WorkerParts
from orchestrator.cluster.pool import PoolExecutor, WorkerHandle
from orchestrator.cluster.worker import Worker


class LocalExecutor(PoolExecutor):
    """An `Executor` whose workers are tasks of this process's event loop; Lean itself runs in processes of its own.

    Args:
        parts: how each worker opens what it owns.
        workers: how many; each takes a core while its Lean works.
    """

    def __init__(self, parts: WorkerParts, workers: int) -> None:
        super().__init__(workers)
        self._parts = parts

    async def _connect(self) -> None:
        pass

    def _make_worker(self, number: int) -> WorkerHandle:
        return Worker(self._parts, number)

    async def _disconnect(self) -> None:
        pass
