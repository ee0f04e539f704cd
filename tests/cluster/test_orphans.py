"""No worker and no Lean outlives the driver, however it dies. Real Lean hosts, and real Ray.

After a SIGKILL two of Ray's own helpers (its agents) linger until a time-out of Ray's, about a minute, ends them; they
are not ours to end and hold nothing of ours.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from waiting import eventually, says

DRIVER = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
import scripted
from orchestrator.cluster.jobs import About, ProveJob
from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import embedded_parts
from orchestrator.config import settings
from orchestrator.provers.prover import ProverTask

async def main(kind, folder):
    parts = embedded_parts(settings().cache_dir, 1024)
    parts = replace(parts, provers=scripted.scripted_parts(Path(folder)).provers)
    executor = LocalExecutor(parts, 1)
    if kind == "ray":
        import ray.cloudpickle
        from orchestrator.cluster.ray_executor import RayExecutor
        ray.cloudpickle.register_pickle_by_value(scripted)
        executor = RayExecutor(parts, 1)
    async with executor:
        problem = scripted.challenge()
        await executor.submit(ProveJob(About.of(problem), "sleeps", ProverTask(problem)))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.lean
@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("local", signal.SIGKILL),
        ("local", signal.SIGINT),
        pytest.param("ray", signal.SIGKILL, marks=pytest.mark.ray),
        pytest.param("ray", signal.SIGINT, marks=[pytest.mark.ray, pytest.mark.slow]),
    ],
)
async def test_nothing_outlives_the_driver(kind: str, how: signal.Signals, tmp_path: Path) -> None:
    support = Path(__file__).parent.parent / "support"
    log = (tmp_path / "log").open("wb")
    driver = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", DRIVER, kind, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(support)},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        await eventually(says(tmp_path / "sleeps", "started"))
        offspring = psutil.Process(driver.pid).children(recursive=True)
        commands = {process: " ".join(process.cmdline()) for process in offspring}
        assert any("host.cjs" in command for command in commands.values())
        ours = [one for one in offspring if how is signal.SIGINT or "Agent" not in commands[one]]
        driver.send_signal(how)
        await eventually(lambda: driver.poll() is not None)
        await eventually(lambda: not any(_lives(process) for process in ours))
    finally:
        driver.kill()
        driver.wait()
        log.close()


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
