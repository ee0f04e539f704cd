"""What a judgement costs (issue 3, cost), and its second kernel beside the first (issue 9)."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

from benchmarks.crosscheck import Kernels
from benchmarks.report import Row, report
from orchestrator.config import settings
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge.judge import Judge, JudgeConfig

STATEMENT = "def double (n : Nat) : Nat := n + n\ntheorem target (n : Nat) : double n = 2 * n := sorry\n"
PROOF = (
    "def double (n : Nat) : Nat := n + n\ntheorem helper_{i} (n : Nat) : n + n + {i} = 2 * n + {i} := by omega\n"
    "theorem target (n : Nat) : double n = 2 * n := by\n  have := helper_{i} n\n  unfold double\n  omega\n"
)
COLD = 5
WARM = 15
PAUSE_SECONDS = 3.0
"""Between warm judgements, so that the processes for the next one have started."""


async def timed(judge: Judge, index: int) -> float:
    began = time.perf_counter()
    verdict = await judge.judge_file(STATEMENT, PROOF.format(i=index), "target")
    if not verdict.proved:
        raise RuntimeError(f"the benchmark's proof was refused: {verdict.detail}")
    return time.perf_counter() - began


async def cold(installation: LeanInstallation) -> list[float]:
    """A new judge each time: the statement is elaborated, every process is started on demand."""
    seconds = []
    for index in range(COLD):
        async with await Judge.open(installation, JudgeConfig(prestarted=0)) as judge:
            seconds.append(await timed(judge, index))
    return seconds


async def prestarted(installation: LeanInstallation) -> list[float]:
    """One judge that knows the statement; the two processes of each judgement were started before it."""
    seconds = []
    async with await Judge.open(installation, JudgeConfig(prestarted=2)) as judge:
        await timed(judge, 1000)
        for index in range(WARM):
            await asyncio.sleep(PAUSE_SECONDS)
            seconds.append(await timed(judge, index))
    return seconds


LEMMAS = "".join(f"theorem l{i} (a b : Nat) (h : a < b) : a + {i} < b + {i} := by omega\n" for i in range(40))
TEXTS = {
    "omega": PROOF.format(i=1),
    "decide": "theorem target : ∀ a : Fin 12, ∀ b : Fin 12, a.val + b.val = b.val + a.val := by decide\n",
    "texts": 'theorem target : "abc" ++ "de" = "abcde" := by decide\n',
    "forty lemmas": f"{LEMMAS}theorem target (a b : Nat) (h : a < b) : a + 1 < b + 1 := "
    + "".join(f"have := l{i} a b h; " for i in range(40))
    + "l1 a b h\n",
}


async def beside(installation: LeanInstallation) -> list[Row]:
    """Both kernels on a few proofs."""
    rows = []
    for what, text in TEXTS.items():
        async with await Kernels.open(installation) as both:
            cost = await both.cost(text, "target")
        detail = f"CPU; Lean's kernel {cost.first:.2f} s, export of the library's part {cost.supply:.2f} s"
        met = cost.agrees and cost.second <= 3
        rows.append(Row(f"second kernel, process and all: {what}", cost.second, "s", "<= 3 s", met, detail))
    return rows


async def run(json_path: Path | None) -> None:
    """Measure both and print them."""
    installation = lean_installation(settings().cache_dir)
    rows = []
    for what, seconds, reach in (
        ("judgement of a small honest proof, cold, median", await cold(installation), 12.0),
        ("the same with processes started ahead, median", await prestarted(installation), 4.0),
    ):
        median = statistics.median(seconds)
        detail = f"{len(seconds)} judgements, {min(seconds):.2f} to {max(seconds):.2f} s"
        rows.append(Row(what, median, "s", f"<= {reach:.0f} s", median <= reach, detail))
    rows += await beside(installation)
    report("judge", rows, json_path)
