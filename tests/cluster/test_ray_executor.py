"""The conformance suite on Ray actors, and what only they can suffer: being killed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import executor_conformance
import pytest
import ray.cloudpickle
import scripted
from executor_conformance import ExecutorConformance, job

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.cluster.ray_executor import RayExecutor
from orchestrator.errors import OperatorError, WorkerLost
from orchestrator.provers.prover import ProverStatus

# Actors do not see the folders of the tests.
ray.cloudpickle.register_pickle_by_value(scripted)
ray.cloudpickle.register_pickle_by_value(executor_conformance)

pytestmark = pytest.mark.ray


class TestRayExecutor(ExecutorConformance):
    def make_executor(self, parts: WorkerParts, workers: int) -> Executor:
        return RayExecutor(parts, workers)

    async def test_a_killed_worker_loses_its_job_only_and_comes_back(self, tmp_path: Path) -> None:
        async with RayExecutor(scripted.scripted_parts(tmp_path), 1) as executor:
            with pytest.raises(WorkerLost, match="worker 0 was lost"):
                await executor.submit(job("kills"))
            assert (tmp_path / "kills").exists()
            again = await executor.submit(job("kills"))
            assert again.status is ProverStatus.FAILED
            many = await asyncio.gather(*(executor.submit(job("proves", seed=n)) for n in range(3)))
            assert {outcome.status for outcome in many} == {ProverStatus.COMPLETE}

    async def test_a_cluster_that_is_not_there(self, tmp_path: Path) -> None:
        executor = RayExecutor(scripted.scripted_parts(tmp_path), 1, address="auto")
        with pytest.raises(OperatorError, match="the Ray cluster at 'auto' cannot be used"):
            await executor.start()
