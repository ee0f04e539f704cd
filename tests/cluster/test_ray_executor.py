"""The conformance suite on Ray actors, and what only they can suffer: being killed."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import executor_conformance
import psutil
import pytest
import ray
import ray.cloudpickle
import scripted
from executor_conformance import ExecutorConformance, job
from ray.cluster_utils import Cluster
from waiting import eventually

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

    async def test_workers_get_as_much_of_the_machine_as_other_programs(self, tmp_path: Path) -> None:
        async with self.make_executor(scripted.scripted_parts(tmp_path), 1):
            below = psutil.Process().children(recursive=True)
            workers = [one for one in below if one.cmdline()[:1] == ["ray::Worker"]]
            assert [one.nice() for one in workers] == [psutil.Process().nice()]

    async def test_a_second_executor_in_one_process_is_refused(self, tmp_path: Path) -> None:
        parts = scripted.scripted_parts(tmp_path)
        async with self.make_executor(parts, 1) as executor:
            with pytest.raises(OperatorError, match="uses Ray already"):
                await self.make_executor(parts, 1).start()
            assert (await executor.submit(job("proves"))).status is ProverStatus.COMPLETE


async def test_a_cluster_that_is_not_there(tmp_path: Path) -> None:
    executor = RayExecutor(scripted.scripted_parts(tmp_path), 1, address="127.0.0.1:1")
    with pytest.raises(OperatorError, match=r"no Ray cluster answers at '127\.0\.0\.1:1' \(Connection refused\)"):
        await executor.start()


async def test_a_ray_of_its_own_that_is_slow_to_come_up_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_init, left_behind = ray.init, list[subprocess.Popen[bytes]]()

    def slow_at_first(**options: object) -> None:
        if left_behind:
            real_init(**options)
            return
        part_of_ray = str(Path(ray.__file__).parent / "raylet")
        left_behind.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", part_of_ray]))
        raise Exception("The current node timed out during startup.")

    monkeypatch.setattr(ray, "init", slow_at_first)
    async with RayExecutor(scripted.scripted_parts(tmp_path), 2) as executor:
        assert (await executor.submit(job("proves"))).status is ProverStatus.COMPLETE
    assert not ray.is_initialized()
    assert not psutil.pid_exists(left_behind[0].pid), "the half-started node is ended, not left to the end"


OPENING = """
import asyncio, sys
from pathlib import Path
from orchestrator.cluster import ray_executor
import ray.cloudpickle, scripted
from orchestrator.cluster.choice import ExecutorChoice, ExecutorName
from orchestrator.errors import OperatorError

async def main(name, address, patience):
    ray_executor.CONNECT_SECONDS = float(patience)
    ray.cloudpickle.register_pickle_by_value(scripted)
    choice = ExecutorChoice(ExecutorName(name), 8, address or None)
    try:
        async with choice.opened(scripted.scripted_parts(Path()), 1000, print) as executor:
            print(type(executor).__name__)
    except OperatorError as error:
        print(error)

asyncio.run(main(*sys.argv[1:]))
"""


async def opening(folder: Path, name: str, address: str, patience: float, **environment: str) -> list[str]:
    """What a process of its own prints that opens an executor, which needs eight workers for much work."""
    support = str(Path(__file__).parent.parent / "support")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("RAY_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", OPENING, name, address, str(patience)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=clean | {"PYTHONPATH": support, "HOME": str(folder)} | environment,
    )
    told, _ = await process.communicate()
    return told.decode().splitlines()


@pytest.mark.slow
async def test_a_ray_that_does_not_start_in_time(tmp_path: Path) -> None:
    hangs = {"RAY_raylet_start_wait_time_s": "0"}
    sentence, executor = await opening(tmp_path, "auto", "", 5, **hangs)
    assert "Ray on this machine did not answer within 5 s" in sentence
    assert executor == "LocalExecutor", "nobody asked for Ray by name, so work goes on here"
    (sentence,) = await opening(tmp_path, "ray", "", 5, **hangs)
    assert sentence.endswith("check it, or use --executor local")


@pytest.mark.slow
async def test_a_cluster_that_asks_for_a_token(tmp_path: Path) -> None:
    token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "0123456789abcdef" * 3}
    port = str(unused_port())
    head = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).with_name("ray")), "start", "--head", "--block", f"--port={port}", "--num-cpus=8"),
        *("--include-dashboard=false", f"--object-store-memory={OBJECT_STORE_BYTES}", "--disable-usage-stats"),
        env=os.environ | token | {"HOME": str(tmp_path)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    address = f"127.0.0.1:{port}"
    try:
        await eventually(lambda: listens(int(port)))
        (refused,) = await opening(tmp_path, "auto", address, 90)
        assert "set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN to the cluster's" in refused
        told = await opening(tmp_path, "auto", address, 90, RAY_AUTH_TOKEN=token["RAY_AUTH_TOKEN"])
        assert told == ["RayExecutor"], "the token alone is enough"
    finally:
        head.terminate()
        await head.wait()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
