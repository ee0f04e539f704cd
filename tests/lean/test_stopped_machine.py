"""A machine that stands still for a while, and one that keeps files badly, say nothing about a text."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.cli.output import Exit
from orchestrator.config import settings
from orchestrator.errors import SetupError
from orchestrator.lean.embedded.host import Host, HostConfig
from orchestrator.lean.embedded.image import JS_DIR
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge.judge import Judge, JudgeConfig

pytestmark = pytest.mark.lean

SLEEPS = "#eval IO.sleep 800\n"
LIMIT = 6.0
STANDSTILL = """
const { Standstill } = require(process.argv[1]);
let now = 1000, waited = 70;
const still = new Standstill(() => now, () => waited);
const told = [still.after(60000), still.after(300)];
now += 310; told.push(still.look()); // in time
still.after(60000); now += 5000; waited += 4000; told.push(still.look()); // late: it waited for a processor
still.after(60000); now += 31000; told.push(still.look()); // late by half a minute, and no processor was asked for
still.after(60000); now += 1000; told.push(still.look());
console.log(JSON.stringify(told));
"""


@pytest.fixture(scope="module")
def installation() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


def test_what_comes_late_though_a_processor_was_free_stood_still(installation: LeanInstallation) -> None:
    command = [str(installation.node), "-e", STANDSTILL, str(JS_DIR / "busy.cjs")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(answer.stdout) == [1000, 300, 0, 0, 30000, 30000]


async def test_what_a_process_stood_still_does_not_count(installation: LeanInstallation) -> None:
    """Stopped for longer than the limit, as by a container that is paused, Lean still has what was left of it."""
    host = await Host.start(installation, HostConfig())
    try:
        asking = asyncio.create_task(
            host.request(
                "check", wall_seconds=LIMIT, source=SLEEPS, heartbeats=0, incremental=False, goals=False, patience=20
            )
        )
        await asyncio.sleep(0.3)
        host._process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(LIMIT + 1)
        host._process.send_signal(signal.SIGCONT)
        assert (await asking)["outcome"] == "elaborated"
    finally:
        await host.stop()


@pytest.fixture
def damaged(installation: LeanInstallation, tmp_path: Path) -> LeanInstallation:
    """A copy with one bit of Lean's memory image turned."""

    def linked(source: str, target: str) -> None:
        with suppress(OSError):  # another disk
            os.link(source, target)
            return
        shutil.copyfile(source, target)

    root = tmp_path / installation.root.name
    shutil.copytree(installation.root, root, copy_function=linked)
    image = root / installation.image.name
    image.unlink()
    shutil.copyfile(installation.image, image)
    with image.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)[0]
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last ^ 1]))
    return replace(installation, root=root, image=image)


@pytest.mark.parametrize("proof", ["rfl", "by nonsense"])
async def test_a_lean_whose_files_changed_gives_no_verdict(damaged: LeanInstallation, proof: str) -> None:
    async with await Judge.open(damaged, JudgeConfig(prestarted=0)) as judge:
        with pytest.raises(SetupError, match=r"damaged .*init\.image.* run `orchestrator setup`"):
            await judge.judge_file(
                "theorem target : 1 + 1 = 2 := sorry\n", f"theorem target : 1 + 1 = 2 := {proof}\n", "target"
            )


def test_no_text_is_blamed_by_a_lean_whose_files_changed(damaged: LeanInstallation, tmp_path: Path) -> None:
    file = tmp_path / "proof.lean"
    file.write_text("theorem target : 1 + 1 = 2 := by nonsense\n")
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", "check", str(file)],
        env={**os.environ, "ORCHESTRATOR_CACHE_DIR": str(damaged.root.parent)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == Exit.USAGE
    assert "is damaged (init.image has other content than was installed): run `orchestrator setup`" in done.stderr
    assert done.stdout == ""
