"""Foreign commands: bounded, and gone when they end, when they are given up, and when we die."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from waiting import eventually

from orchestrator.errors import RetryError
from orchestrator.lean.native.process import KEPT_BYTES, run

ENV = {"PATH": "/usr/bin:/bin"}
# Starts a process that leaves group and session and starts another; notes all three, then waits or ends.
RUNAWAY = """
import json, os, subprocess, sys, time
code = '''
import os, subprocess, time
os.setsid()
print(subprocess.Popen(["sleep", "1000"]).pid, flush=True)
time.sleep(1000)
'''
child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
pids = [os.getpid(), child.pid, int(child.stdout.readline())]
open("pids.part", "w").write(json.dumps(pids))
os.rename("pids.part", "pids.json")
time.sleep(float(sys.argv[1]))
"""


def command(seconds: float) -> list[str]:
    return [sys.executable, "-c", RUNAWAY, str(seconds)]


def gone(folder: Path) -> bool:
    return not any(map(psutil.pid_exists, json.loads((folder / "pids.json").read_text())))


async def test_status_and_both_streams(tmp_path: Path) -> None:
    done = await run(["/bin/sh", "-c", "echo out; echo err >&2; exit 7"], cwd=tmp_path, env=ENV, wall_seconds=60)
    assert (done.status, done.stdout, done.stderr) == (7, "out\n", "err\n")


async def test_a_signal_is_told_as_shells_do(tmp_path: Path) -> None:
    done = await run(["/bin/sh", "-c", "kill -9 $$"], cwd=tmp_path, env=ENV, wall_seconds=60)
    assert done.status == 128 + signal.SIGKILL


async def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    done = await run([str(tmp_path / "nothing")], cwd=tmp_path, env=ENV, wall_seconds=60)
    assert done.status == 127
    assert "nothing" in done.stderr


async def test_the_environment_is_what_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_PROVER_KEY", "secret")
    done = await run(["/usr/bin/env"], cwd=tmp_path, env=ENV, wall_seconds=60)
    assert {line.partition("=")[0] for line in done.stdout.splitlines()} <= {"PATH", "LC_CTYPE"}


async def test_output_keeps_its_beginning_and_its_end(tmp_path: Path) -> None:
    script = "print('first'); print('x' * 10_000_000); print('last')"
    done = await run([sys.executable, "-c", script], cwd=tmp_path, env=ENV, wall_seconds=60)
    assert len(done.stdout) < 2 * KEPT_BYTES + 100
    assert (done.stdout.splitlines()[0], done.stdout.splitlines()[-1]) == ("first", "last")


async def test_what_a_command_leaves_behind_is_killed(tmp_path: Path) -> None:
    done = await run(command(0), cwd=tmp_path, env=ENV, wall_seconds=60)
    assert done.status == 0
    assert gone(tmp_path)


async def test_a_command_that_hangs(tmp_path: Path) -> None:
    with pytest.raises(RetryError, match="did not end within"):
        await run(["/bin/sleep", "1000"], cwd=tmp_path, env=ENV, wall_seconds=0.5)


async def test_a_cancelled_command_leaves_nothing(tmp_path: Path) -> None:
    task = asyncio.create_task(run(command(1000), cwd=tmp_path, env=ENV, wall_seconds=1000))
    await eventually((tmp_path / "pids.json").exists)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gone(tmp_path)


async def test_nothing_survives_us(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path; from orchestrator.lean.native.process import run; "
        "asyncio.run(run(sys.argv[1:], cwd=Path.cwd(), env={}, wall_seconds=1000))"
    )
    ours = subprocess.Popen([sys.executable, "-c", script, *command(1000)], cwd=tmp_path)  # noqa: ASYNC220
    await eventually((tmp_path / "pids.json").exists)
    os.kill(ours.pid, signal.SIGKILL)
    ours.wait()
    await eventually(lambda: gone(tmp_path))
