"""The conformance suite on workers of this process."""

from __future__ import annotations

from executor_conformance import ExecutorConformance

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts


class TestLocalExecutor(ExecutorConformance):
    def make_executor(self, parts: WorkerParts, workers: int) -> Executor:
        return LocalExecutor(parts, workers)
