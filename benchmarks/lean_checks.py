"""How fast the embedded Lean answers, and how steadily (issue 2, figures)."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import Row, report
from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, CheckResult, Limits, Outcome
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation

MIB = 1 << 20
RUNAWAY = "partial def spin (n : Nat) : IO Unit := spin (n + 1)\n#eval spin 0\n"


def omega_lemma(index: int) -> str:
    return f"theorem l{index} (a b : Nat) (h : a < b) : a + {index} < b + {index} := by omega\n"


def mixed_lemma(index: int) -> str:
    kinds = (
        omega_lemma(index),
        f"theorem l{index} (x : Nat) (h : x > {index + 3}) : x > {index} := by grind\n",
        f"theorem l{index} : ({index} + 1) * 2 = {2 * index + 2} := by decide\n",
        f"theorem l{index} (xs : List Nat) : (xs ++ []).length = xs.length + 0 := by simp\n",
    )
    return kinds[index % len(kinds)]


async def check_all(checker: EmbeddedChecker, texts: Sequence[str]) -> list[CheckResult]:
    results = await asyncio.gather(*(checker.check(CheckRequest(text)) for text in texts))
    bad = [result for result in results if result.outcome is not Outcome.ELABORATED]
    if bad:
        raise RuntimeError(f"{len(bad)} checks failed, the first with {bad[0]}")
    return list(results)


async def first_verdict(installation: LeanInstallation) -> list[Row]:
    began = time.perf_counter()
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
        ready = time.perf_counter() - began
        await check_all(checker, [omega_lemma(0)])
        seconds = time.perf_counter() - began
        resident = (await checker.statistics()).resident_bytes / MIB
    return [
        Row("fresh process to first verdict", seconds, "s", "< 5 s", seconds < 5, f"ready after {ready:.2f} s"),
        Row("its memory", resident, "MiB", "< 900 MB", resident * MIB < 900e6),
    ]


async def warm_checks(checker: EmbeddedChecker) -> list[Row]:
    await check_all(checker, [omega_lemma(i) for i in range(100)])
    timings = [(await check_all(checker, [omega_lemma(i)]))[0].timing for i in range(200, 500)]
    median = statistics.median(timing.total for timing in timings) * 1000
    overhead = statistics.median(timing.total - timing.elaboration for timing in timings) * 1000
    return [
        Row("warm one-line omega, median", median, "ms", "<= 25 ms", median <= 25),
        Row("of it beyond elaboration, median", overhead, "ms", "<= 3 ms", overhead <= 3),
    ]


async def last_of_200(checker: EmbeddedChecker) -> list[Row]:
    beginning = "".join(omega_lemma(i) for i in range(199))
    await check_all(checker, [beginning + omega_lemma(199)])
    edited, alone = [], []
    for i in range(1000, 1040):
        edited.append((await check_all(checker, [beginning + omega_lemma(i)]))[0].timing.total)
        alone.append((await check_all(checker, [omega_lemma(i + 1000)]))[0].timing.total)
    ratio = statistics.median(edited) / statistics.median(alone)
    return [Row("changing the last of 200 lemmas / that lemma alone", ratio, "x", "<= 2 x", ratio <= 2)]


async def many_checks(installation: LeanInstallation, count: int) -> list[Row]:
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
        for i in range(500):
            await check_all(checker, [mixed_lemma(i)])
        early = (await checker.statistics()).resident_bytes
        for i in range(500, count):
            await check_all(checker, [mixed_lemma(i)])
        late = await checker.statistics()
    growth = late.resident_bytes / early - 1
    detail = f"{early / MIB:.0f} -> {late.resident_bytes / MIB:.0f} MiB, {late.hosts_recycled} hosts recycled"
    return [Row(f"memory after {count} checks / after 500", 100 * growth, "%", "<= 20 %", growth <= 0.2, detail)]


async def two_hosts(installation: LeanInstallation) -> list[Row]:
    """Both pools stay up and take turns, each host warmed by the same work, so that only the cores differ."""
    rounds, lemmas, warm = 4, 400, 400
    seconds = {1: 0.0, 2: 0.0}
    async with (
        await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as one,
        await EmbeddedChecker.open(installation, PoolConfig(hosts=2, spare=False)) as two,
    ):
        for hosts, checker in ((1, one), (2, two)):
            await check_all(checker, [mixed_lemma(10_000 + i) for i in range(warm * hosts)])
        for each in range(rounds):
            texts = [mixed_lemma(20_000 + each * lemmas + i) for i in range(lemmas)]
            for hosts, checker in ((1, one), (2, two)):
                began = time.perf_counter()
                await check_all(checker, texts)
                seconds[hosts] += time.perf_counter() - began
    ratio = seconds[1] / seconds[2]
    cores = busy_seconds(1) * 2 / busy_seconds(2)
    detail = f"{rounds} rounds, {seconds[1]:.2f} s / {seconds[2]:.2f} s; two bare loops: {cores:.2f} x"
    return [Row("two hosts against one, 400 mixed lemmas", ratio, "x", ">= 1.8 x", ratio >= 1.8, detail)]


def busy_seconds(processes: int) -> float:
    """How long as many processes take that only count: what the machine's cores are worth together."""
    began = time.perf_counter()
    code = "for i in range(60_000_000): pass"
    for loop in [subprocess.Popen([sys.executable, "-c", code]) for _ in range(processes)]:
        loop.wait()
    return time.perf_counter() - began


async def runaways(installation: LeanInstallation) -> list[Row]:
    """16 clients on a pool of 2; every tenth check runs away. A good check that waits for an import would take 1 s."""
    waits: list[float] = []
    lost = 0

    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=2)) as checker:
        await check_all(checker, [mixed_lemma(i) for i in range(40)])

        async def client(number: int) -> None:
            nonlocal lost
            for i in range(20):
                index = 20 * number + i
                if (number + i) % 10 == 3:  # not all clients at once: two hosts cannot be replaced 16 times a second
                    await checker.check(CheckRequest(RUNAWAY, limits=Limits(wall_seconds=0.5)))
                    continue
                result = await checker.check(CheckRequest(mixed_lemma(index)))
                waits.append(result.timing.total)
                lost += result.outcome is not Outcome.ELABORATED

        await asyncio.gather(*(client(number) for number in range(16)))
        done = await checker.statistics()
    detail = f"{len(waits)} good checks, {done.hosts_killed} hosts killed, slowest answer {max(waits):.1f} s"
    return [Row("good checks lost beside runaways", lost, "", "0", lost == 0, detail)]


async def run(json_path: Path | None, checks: int = 5000) -> None:
    """Measure everything and print it."""
    installation = lean_installation(settings().cache_dir)
    rows = await first_verdict(installation)
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
        rows += await warm_checks(checker)
        rows += await last_of_200(checker)
    rows += await two_hosts(installation)
    rows += await runaways(installation)
    rows += await many_checks(installation, checks)
    report("lean_checks", rows, json_path)
