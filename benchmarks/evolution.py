"""The engine: ratings, selection, a goal cache of a million goals, ten thousand simulated agents, overhead.

Figures are processor seconds of this process, so that a busy machine tells the same; the simulated agents are real
decisions, boards and ratings, only provers, raters and the clock are simulated.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.agents import CHALLENGE
from benchmarks.report import Row, report
from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.lean.checker import Checker
from orchestrator.lean.fake import FAKE, FakeChecker
from orchestrator.lean.judging import Judge
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.identity import sha256_hex
from orchestrator.provers.prover import Bench, ProverOutcome, ProverStatus, ProverTask
from orchestrator.provers.registry import Entry, Where
from orchestrator.search.ablation.simulator import Lanes as SimulatedLanes
from orchestrator.search.ablation.simulator import simulate
from orchestrator.search.ablation.world import Assumptions
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import driver_parts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import Lanes, RunPlan
from orchestrator.search.population.ratings import Match, rate
from orchestrator.search.population.selection import p_ucb
from orchestrator.search.strategies.population import Population
from orchestrator.store import open_store, owner_token
from orchestrator.vocabulary import Direction

SKETCHES, MATCHES = 1_000, 2_000
GOALS = 1_000_000
AGENTS, EPISODES = 10_000, 30_000
ATTEMPTS, AT_ONCE = 400, 8
HARD = Assumptions("endless", step=0.0, spread=0.01, dead_ends=1.0)


async def run(json_path: Path | None) -> None:
    """Measure and print the table."""
    rows = [_rating(), _selection(), _simulated_agents()]
    with tempfile.TemporaryDirectory() as folder:
        rows.append(await _goal_cache(Path(folder)))
        rows.append(await _overhead(Path(folder), AT_ONCE))
        rows.append(await _overhead(Path(folder), ATTEMPTS))
    report("evolution", rows, json_path)


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _rating() -> Row:
    chance = np.random.default_rng(0)
    strength = chance.normal(size=SKETCHES)
    matches = []
    for _ in range(MATCHES):
        players = chance.choice(SKETCHES, 7, replace=False)
        order = sorted(players, key=lambda player: -(strength[player] + chance.gumbel()))
        matches.append(Match(tuple((int(player),) for player in order)))
    warm = rate(matches[:-1], SKETCHES, 1)
    seconds = _cpu(lambda: rate(matches, SKETCHES, 2, warm=warm))
    what = f"ratings of {SKETCHES:,} sketches after {MATCHES:,} matches, warm"
    return Row(what, round(seconds, 3), "s", "< 0.5 s", seconds < 0.5)


def _selection() -> Row:
    chance = np.random.default_rng(0)
    elo, visits = chance.normal(1200, 200, 100_000), chance.integers(0, 5, 100_000)
    milliseconds = statistics.median(_cpu(lambda: p_ucb(elo, visits, 3)) * 1e3 for _ in range(20))
    return Row("P-UCB among 100,000 sketches", round(milliseconds, 2), "ms", "< 10 ms", milliseconds < 10)


def _simulated_agents() -> Row:
    lanes = SimulatedLanes(AGENTS, 200, 0)
    money = EPISODES * HARD.prover_micro_usd
    began = time.process_time()
    done = simulate(Population(matches_per_sketch=0), HARD, 1, micro_usd=money, lanes=lanes, samples=200)
    cpu = time.process_time() - began
    share = cpu / done.seconds
    detail = f"{done.record.attempts:,} attempts, {1e3 * cpu / done.record.attempts:.2f} ms each"
    return Row(f"{AGENTS:,} simulated agents: share of a core", round(share, 4), "cores", "< 1", share < 1, detail)


async def _goal_cache(folder: Path) -> Row:
    path = folder / "goals.db"
    async with open_store(f"sqlite:///{path}") as store:
        await asyncio.to_thread(_fill, path)
        times = []
        for number in range(0, GOALS, GOALS // 300):
            began = time.process_time()
            found = await store.goals.results([sha256_hex(f"goal {number}")], FAKE.name)
            times.append((time.process_time() - began) * 1e3)
            assert len(found) == 1
    milliseconds = statistics.median(times)
    worst = f"largest of {len(times)}: {max(times):.2f} ms"
    return Row(f"goal look-up at {GOALS:,} goals", round(milliseconds, 2), "ms", "< 2 ms", milliseconds < 2, worst)


def _fill(path: Path) -> None:
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    goals = ((sha256_hex(f"goal {n}"), FAKE.name, f"{n} = {n}", "[]", f"⊢ {n} = {n}", now) for n in range(GOALS))
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO goals (digest, toolchain, target, hypotheses, pretty, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            goals,
        )
        connection.execute(
            "INSERT INTO goal_results (goal_digest, toolchain, status, proof, prover, seconds, created_at) "
            "SELECT digest, toolchain, 'proved', 'rfl', 'made', 0.0, created_at FROM goals"
        )


class Instant:
    """A prover that hands in another sketch at once."""

    name = "instant"

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        """See `Prover.prove`."""
        regions = ("", f"  -- {task.seed}\n  sorry\n")
        return ProverOutcome(ProverStatus.PARTIAL, self.name, Direction.PROVE, regions)


async def _overhead(folder: Path, agents: int) -> Row:
    """Of attempts by so many agents: each goes on from its own last sketch, as far as it makes several attempts."""

    async def checker() -> Checker:
        return FakeChecker()

    async def judge() -> Judge:
        raise AssertionError("nothing is complete here")

    entry = Entry(Instant, Where.WORKER)
    config = {"prover": "instant", "agents": agents, "episodes_each": ATTEMPTS // agents}
    plan = RunPlan(strategy="A", config=config, lanes=Lanes(AT_ONCE, 0, 0), review=False)
    challenge: Challenge = CHALLENGE
    parts = WorkerParts(checker, judge, provers={"instant": Instant})
    url = f"sqlite:///{folder / f'overhead-{agents}.db'}"
    async with open_store(url) as store, LocalExecutor(parts, AT_ONCE) as executor:
        new = await create_run(store, challenge, plan, FAKE.name)
        made = driver_parts(store, executor, provers={"instant": entry})
        began = time.process_time()
        await drive_run(made, new.id, owner_token())
        cpu = time.process_time() - began
        attempts = sum((await store.attempts.counts(new.id)).values())
    milliseconds = 1e3 * cpu / attempts
    what = "overhead of an attempt" + (", each on its parent" if agents < ATTEMPTS else ", each from the beginning")
    return Row(what, round(milliseconds, 2), "ms", "(told)", True, f"{attempts} in {AT_ONCE} lanes")
