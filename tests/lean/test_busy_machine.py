"""A busy machine takes longer, and must not refuse what a quiet one would take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from checker_conformance import GOOD, SLOW

from orchestrator.config import settings
from orchestrator.errors import LeanCrashed
from orchestrator.lean.checker import CheckRequest, Limits, Outcome
from orchestrator.lean.embedded import host
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.image import JS_DIR
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.embedded.waits import waited_for_processor

pytestmark = pytest.mark.lean

BUSY = "print('busy', flush=True)\nwhile True:\n    pass"
OTHERS = 3

WAITS = """
const fs = require("node:fs");
const { waits, waitedSince } = require(process.argv[1]);
const folder = process.argv[2];
const set = (task, ns) => {
  fs.mkdirSync(`${folder}/${task}`, { recursive: true });
  fs.writeFileSync(`${folder}/${task}/schedstat`, `7 ${ns} 3\\n`);
};
set("1", 2e6);
set("2", 5e6);
set("ends", 9e6);
fs.mkdirSync(`${folder}/silent`);
const before = waits(folder);
const none = waitedSince(before, folder);
set("1", 42e6);
set("2", 15e6);
set("begins", 30e6);
fs.rmSync(`${folder}/ends`, { recursive: true });
const nowhere = `${folder}/nowhere`;
console.log(JSON.stringify([none, waitedSince(before, folder), waitedSince(waits(nowhere), nowhere)]));
"""


@pytest.fixture(scope="module")
def installation() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


@pytest.fixture
def busy_processor() -> Iterator[None]:
    """This thread, and what it starts, shares one processor with `OTHERS`."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    others = [subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE) for _ in range(OTHERS)]
    try:
        for other in others:
            assert other.stdout is not None
            assert other.stdout.readline() == b"busy\n"
        yield
    finally:
        os.sched_setaffinity(0, before)
        for other in others:
            other.kill()
            other.communicate()


@pytest.mark.usefixtures("busy_processor")
async def test_what_lean_waits_for_a_processor_does_not_count(installation: LeanInstallation) -> None:
    """With a quarter of a processor at most, a second of Lean takes at least four by the clock, and gets them."""
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
        assert (await checker.check(CheckRequest(GOOD))).complete
        began = time.monotonic()
        result = await checker.check(CheckRequest(SLOW, Limits(wall_seconds=1.0)))
        assert result.outcome is Outcome.TIMEOUT
        assert time.monotonic() - began > 2.5


def test_the_longest_wait_of_a_thread_counts(installation: LeanInstallation, tmp_path: Path) -> None:
    """`js/busy.cjs` on a folder in the form of /proc/self/task: threads end, begin, and say nothing."""
    command = [str(installation.node), "-e", WAITS, str(JS_DIR / "busy.cjs"), str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(answer.stdout) == [0, 40, 0]


def test_the_longest_wait_is_read_from_outside_too(tmp_path: Path) -> None:
    """A process as /proc shows it: threads that waited 2 and 42 ms, one that ends, one the kernel says nothing of."""
    for thread, told in (("1", "7 2000000 3\n"), ("2", "7 42000000 3\n"), ("ends", None), ("silent", "")):
        folder = tmp_path / "17" / "task" / thread
        folder.mkdir(parents=True)
        if told is not None:
            (folder / "schedstat").write_text(told)
    assert waited_for_processor(17, tmp_path) == pytest.approx(0.042)
    assert waited_for_processor(18, tmp_path) == 0


@pytest.mark.parametrize(("waited", "starts"), [(0.0, False), (1e6, True)])
async def test_a_host_that_waits_for_a_processor_may_start_later(
    installation: LeanInstallation, monkeypatch: pytest.MonkeyPatch, waited: float, starts: bool
) -> None:
    """No host starts within a hundredth of a second; one that waited all the time for a processor may."""
    monkeypatch.setattr(host, "START_SECONDS", 0.01)
    monkeypatch.setattr(host, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(host, "PATIENCE", 1e5)
    monkeypatch.setattr(host, "waited_for_processor", lambda pid: waited)
    opening = host.Host.start(installation, host.HostConfig())
    if starts:
        await (await opening).stop()
    else:
        with pytest.raises(LeanCrashed, match="not ready"):
            await opening
