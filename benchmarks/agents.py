"""200 concurrent episodes of a slow scripted model in one process: throughput, memory, the event loop (issue 4)."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import psutil

from benchmarks.report import Row, report
from orchestrator.cli.session import collect_rarely
from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.lean.checker import Checker, CheckRequest, CheckResult, Goal, GoalOrigin, OpenGoal, Outcome, Position
from orchestrator.lean.fake import FAKE, FakeChecker
from orchestrator.lean.judge.certificate import Certificate, VerifyReport
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.lean.judging import Judge
from orchestrator.models.factory import open_model
from orchestrator.models.prices import Price
from orchestrator.models.profiles import Profile
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.driver.spending import StoreLedger
from orchestrator.search.plan import Lanes, ProfileSnapshot, RunPlan
from orchestrator.store import Budget, open_store, owner_token

AGENTS = 200
LATENCY_SECONDS = 2.0
TURNS = 6
EPISODES = 3 * AGENTS
TICK_SECONDS = 0.01
MIB = 1 << 20

CHALLENGE = Challenge.parse("""\
/-
id: bench/agents
title: A problem for agents that get nowhere
source: made for this benchmark
status: unknown
informal:
  One is two.
-/
-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : 1 = 2 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
""")


class LoopWatch:
    """Measures how late the event loop wakes a task that sleeps a moment, what it did meanwhile, and the memory."""

    def __init__(self) -> None:
        self.worst_seconds = 0.0
        self.worst_cpu_seconds = 0.0
        """Of the loop's thread: on a busy machine it is this that says what the program does."""
        self.resident: list[int] = []

    async def run(self) -> None:
        """Watch until cancelled."""
        process = psutil.Process()
        due = time.perf_counter() + TICK_SECONDS
        look_again, cpu = due, time.thread_time()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.perf_counter()
            self.worst_seconds = max(self.worst_seconds, now - due)
            before, cpu = cpu, time.thread_time()
            self.worst_cpu_seconds = max(self.worst_cpu_seconds, cpu - before)
            due = now + TICK_SECONDS
            if now >= look_again:
                look_again = now + 0.5
                self.resident.append(process.memory_info().rss)


def one_goal_open(request: CheckRequest) -> CheckResult:
    """What Lean would say: one ``sorry``, at the place where it stands."""
    lines = request.source.split("\n")
    line = next(number for number, text in enumerate(lines, 1) if text == "  sorry")
    goal = Goal("1 = 2", pretty="⊢ 1 = 2", digest="00" * 32)
    return CheckResult(
        Outcome.ELABORATED, goals=(OpenGoal(goal, GoalOrigin.SORRY, Position(line, 2), Position(line, 7)),)
    )


class NoJudge:
    """Never asked: nothing is ever complete."""

    environment = FAKE

    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        """See `Judge.judge`."""
        raise AssertionError("nothing is complete in this benchmark")

    async def verify(self, certificate: Certificate) -> VerifyReport:
        """See `Judge.verify`."""
        raise AssertionError("nothing is complete in this benchmark")

    async def aclose(self) -> None:
        """Nothing to stop."""


async def run(json_path: Path | None) -> None:
    """Run the benchmark and report."""
    collect_rarely()  # as the command line does
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("_slow_model.py")),
        str(LATENCY_SECONDS),
        str(TURNS),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    url = (await server.stdout.readline()).decode().strip()
    watch = LoopWatch()
    with tempfile.TemporaryDirectory() as folder:
        seconds, spent = await drive(url, f"sqlite:///{folder}/bench.db", watch)
    server.stdin.close()
    told = json.loads(await server.stdout.read())
    await server.wait()
    calls = told["answers"]
    ideal = calls * LATENCY_SECONDS / AGENTS
    early = watch.resident[len(watch.resident) // 3]
    growth = (max(watch.resident) - early) / MIB
    report(
        "agents",
        [
            Row(
                "time against latency alone",
                seconds / ideal,
                "x",
                "at most 1.10",
                seconds / ideal <= 1.10,
                f"{ideal:.0f} s -> {seconds:.1f} s",
            ),
            Row("calls in flight at most", told["peak_in_flight"], "", f"{AGENTS}", told["peak_in_flight"] == AGENTS),
            Row("answers charged", spent, "", f"{calls}", spent == calls, "by the server's count"),
            Row("event loop blocked at most", watch.worst_seconds * 1000, "ms", "under 100", watch.worst_seconds < 0.1),
            Row(
                "longest work between two looks",
                watch.worst_cpu_seconds * 1000,
                "ms",
                "under 100",
                watch.worst_cpu_seconds < 0.1,
                "processor time of the event loop's thread",
            ),
            Row(
                "memory growth after the first third",
                growth,
                "MiB",
                "under 50",
                growth < 50,
                f"from {early / MIB:.0f} MiB",
            ),
        ],
        json_path,
    )


async def drive(url: str, database: str, watch: LoopWatch) -> tuple[float, int]:
    """Drive one run of `AGENTS` agents; seconds taken and episodes' calls charged."""
    price = Price(model="slow", input=Decimal(1), output=Decimal(1))
    profile = Profile(name="prover", url=url, model="slow", price=price, concurrency=AGENTS, max_output_tokens=512)
    async with open_store(database) as store:
        ledger = StoreLedger(store)

        async def open_checker() -> Checker:
            return FakeChecker(one_goal_open, latency_seconds=0.02)

        async def open_judge() -> Judge:
            return NoJudge()

        workers = LocalExecutor(WorkerParts(open_checker, open_judge), AGENTS)
        async with workers, open_model(profile, ledger=ledger) as model:
            parts = DriverParts(store, workers, ledger, {"prover": model})
            plan = RunPlan(
                strategy="A",
                config={"agents": AGENTS},
                budget=Budget(episodes=EPISODES),
                profiles=(ProfileSnapshot("prover"),),
                lanes=Lanes(provers=AGENTS),
            )
            run = await create_run(store, CHALLENGE, plan, FAKE.name)
            watching = asyncio.create_task(watch.run())
            began = time.perf_counter()
            await drive_run(parts, run.id, owner_token())
            seconds = time.perf_counter() - began
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            return seconds, EPISODES * TURNS
