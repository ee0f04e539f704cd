"""What happens to the judge's processes from outside never becomes a verdict about the text."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio

from orchestrator.config import settings
from orchestrator.errors import RetryError
from orchestrator.lean.embedded.host import Host, HostConfig, HostEnded
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge.judge import Judge, JudgeConfig
from orchestrator.vocabulary import Code

pytestmark = [pytest.mark.lean, pytest.mark.slow]

STATEMENT = (
    "def Even (n : Nat) : Prop := ∃ k, n = 2 * k\ntheorem target (n : Nat) (h : Even n) : Even (n * n) := sorry\n"
)
TEXTS = {
    "def Even (n : Nat) : Prop := ∃ k, n = 2 * k\ntheorem target (n : Nat) (h : Even n) : Even (n * n) := by\n"
    "  obtain ⟨k, rfl⟩ := h\n  exact ⟨k * (2 * k), by simp [Nat.mul_assoc]⟩\n": Code.ACCEPT,
    "def Even (n : Nat) : Prop := True\ntheorem target (n : Nat) (h : Even n) : Even (n * n) := h\n": Code.E_CONTEXT,
    "def Even (n : Nat) : Prop := ∃ k, n = 2 * k\naxiom Even.square (n : Nat) : Even n\n"
    "theorem target (n : Nat) (h : Even n) : Even (n * n) := .square _\n": Code.E_AXIOM,
}
ROUNDS = 20


@pytest.fixture(scope="module")
def installation() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


@pytest_asyncio.fixture
async def started(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Process]]:
    """All host processes, as they start."""
    processes: list[Process] = []
    spawn = asyncio.create_subprocess_exec

    async def remembered(*arguments: Any, **options: Any) -> Process:
        process = await spawn(*arguments, **options)
        processes.append(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)
    yield processes


def kill(processes: list[Process], chance: random.Random) -> None:
    with suppress(ProcessLookupError):
        chance.choice(processes).send_signal(chance.choice([signal.SIGKILL, signal.SIGTERM]))


async def kill_one(processes: list[Process], chance: random.Random, within: float) -> None:
    """Kills one of the processes at work, after a moment: its step is repeated in another."""
    await asyncio.sleep(chance.uniform(0, within))
    kill([process for process in processes if process.returncode is None], chance)


async def kill_all(processes: list[Process], chance: random.Random) -> None:
    """Kills whatever starts, soon after, until cancelled: no step can be done."""
    while True:
        if alive := [process for process in processes if process.returncode is None]:
            kill(alive, chance)
        await asyncio.sleep(0.01)


async def test_killed_processes_never_make_a_rejection(installation: LeanInstallation, started: list[Process]) -> None:
    chance = random.Random(3)
    async with await Judge.open(installation, JudgeConfig(prestarted=1)) as judge:
        began = time.monotonic()
        for text, code in TEXTS.items():
            assert (await judge.judge_file(STATEMENT, text, "target")).code is code
        within = (time.monotonic() - began) / len(TEXTS)
        for round_ in range(ROUNDS):
            text = list(TEXTS)[round_ % len(TEXTS)]
            relentless = round_ % 4 == 3
            killer = asyncio.create_task(kill_all(started, chance) if relentless else kill_one(started, chance, within))
            try:
                verdict = await judge.judge_file(STATEMENT, text, "target")
                assert verdict.code is TEXTS[text], f"round {round_}: {verdict.code}, {verdict.detail}"
                assert not relentless, f"round {round_} was judged though every process was killed"
            except RetryError:
                assert relentless, f"round {round_} was raised though only one process was killed"
            finally:
                killer.cancel()
        for text, code in TEXTS.items():
            assert (await judge.judge_file(STATEMENT, text, "target")).code is code, "left behind by a killed process"


async def test_a_host_that_stalls_is_waited_for(installation: LeanInstallation) -> None:
    """The host keeps the time limit. If it answers late, because the answer is large or the machine busy, it answers.

    To end it instead would look like a process killed from outside, and be tried again for ever.
    """
    host = await Host.start(installation, HostConfig())
    try:
        asking = asyncio.create_task(
            host.request("check", wall_seconds=1, source="#eval 1 + 1\n", heartbeats=0, incremental=False, goals=False)
        )
        await asyncio.sleep(0.05)
        host._process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(8)
        host._process.send_signal(signal.SIGCONT)
        try:
            answer = await asking
        except HostEnded as ended:  # on a busy machine the answer that the time was up is its last
            answer = ended.answer or {"outcome": "none"}
        assert answer["outcome"] in ("elaborated", "timeout")
    finally:
        await host.stop()
