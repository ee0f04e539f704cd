"""The conformance suite on Ray actors, and what only they can suffer: being killed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import executor_conformance
import pytest
import ray
import ray.cloudpickle
import scripted
from executor_conformance import ExecutorConformance, job
from ray.cluster_utils import Cluster

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.cluster.ray_executor import OBJECT_STORE_BYTES, RayExecutor
from orchestrator.errors import OperatorError, WorkerLost
from orchestrator.provers.prover import ProverStatus

# Actors do not see the folders of the tests.
ray.cloudpickle.register_pickle_by_value(scripted)
ray.cloudpickle.register_pickle_by_value(executor_conformance)

pytestmark = pytest.mark.ray


@pytest.fixture(scope="session")
def ray_cluster() -> Iterator[str]:
    """The address of a small cluster that outlives the executors of the tests."""
    head = {"num_cpus": 3, "include_dashboard": False, "object_store_memory": OBJECT_STORE_BYTES}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    yield cluster.address
    cluster.shutdown()


class TestRayExecutor(ExecutorConformance):
    @pytest.fixture(autouse=True)
    def _use_cluster(self, ray_cluster: str) -> None:
        self.address = ray_cluster

    def make_executor(self, parts: WorkerParts, workers: int) -> Executor:
        return RayExecutor(parts, workers, self.address)

    async def test_a_killed_worker_loses_its_job_only_and_comes_back(self, tmp_path: Path) -> None:
        async with self.make_executor(scripted.scripted_parts(tmp_path), 1) as executor:
            with pytest.raises(WorkerLost, match="worker 0 was lost"):
                await executor.submit(job("kills"))
            assert (tmp_path / "kills").exists()
            again = await executor.submit(job("kills"))
            assert again.status is ProverStatus.FAILED
            many = await asyncio.gather(*(executor.submit(job("proves", seed=n)) for n in range(3)))
            assert {outcome.status for outcome in many} == {ProverStatus.COMPLETE}

    async def test_a_second_executor_in_one_process_is_refused(self, tmp_path: Path) -> None:
        parts = scripted.scripted_parts(tmp_path)
        async with self.make_executor(parts, 1) as executor:
            with pytest.raises(OperatorError, match="uses Ray already"):
                await self.make_executor(parts, 1).start()
            assert (await executor.submit(job("proves"))).status is ProverStatus.COMPLETE


async def test_a_cluster_that_is_not_there(tmp_path: Path) -> None:
    executor = RayExecutor(scripted.scripted_parts(tmp_path), 1, address="127.0.0.1:1")
    with pytest.raises(OperatorError, match=r"the Ray cluster at '127\.0\.0\.1:1' cannot be used"):
        await executor.start()


async def test_a_ray_of_its_own(tmp_path: Path) -> None:
    async with RayExecutor(scripted.scripted_parts(tmp_path), 2) as executor:
        assert (await executor.submit(job("proves"))).status is ProverStatus.COMPLETE
    assert not ray.is_initialized()
