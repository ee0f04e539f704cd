"""Populations on the real driver: a model proves, a model rates, the process is killed, and everything adds up."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from agent_support import CHALLENGE, agent_plan, edit, turn
from fake_server import Answer, FakeServer, Received, Step
from test_agent_kills import drive

from orchestrator.search.board import Board
from orchestrator.search.driver.log import RunLog
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import Lanes
from orchestrator.search.strategies import make_strategy
from orchestrator.search.strategy import Admitted, Capacity, Decided, Entry, Prove, ProveGoal, Rate, Rated, RunFacts
from orchestrator.store import Budget, Run, Store, collected, open_store
from orchestrator.vocabulary import AttemptState, RunOutcome, RunStatus


def script(request: Received) -> Step:
    """Raters rank the sketches as they are numbered; provers edit once, each in other words, then say a plan."""
    pause = 0.01 + request.index % 5 * 0.02
    messages = request.body["messages"]
    first = str(messages[0]["content"])
    if "judge of a tournament" in first:
        players = len(re.findall(r"^## Sketch \d+", first, re.M))
        return Answer(f"<decision>{' > '.join(map(str, range(1, players + 1)))}</decision>", delay=pause)
    if any(message["role"] == "assistant" for message in messages):
        return Answer(f"The plan of call {request.index}.", delay=pause)
    return turn(edit(("  sorry\n", f"  -- idea {request.index}\n  sorry\n")), delay=pause)


def orchestrator(*arguments: str) -> str:
    command = [sys.executable, "-m", "orchestrator", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


async def population_run(store: Store, strategy: str, episodes: int, config: dict[str, Any] | None = None) -> Run:
    plan = agent_plan(budget=Budget(episodes=episodes))
    plan = replace(
        plan, strategy=strategy, config=config or {}, raters=("model", "model-free"), lanes=Lanes(3, 2, 0), seed=5
    )
    return await create_run(store, CHALLENGE, plan, "fake-0+000000000000")


async def log_of(store: Store, run_id: str) -> list[Entry]:
    return await RunLog(store.events, run_id).history()


def board_of(entries: list[Entry]) -> Board:
    board = Board(RunFacts())
    for entry in entries:
        board.learn(entry)
    return board


async def test_a_population_is_rated_and_expanded(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'population.db'}"
    async with open_store(database) as store, FakeServer(script) as server:
        run = await population_run(store, "C", episodes=14)
        assert await drive(database, server, run.id, None) == 0
        run = await store.runs.get(run.id)
        entries = await log_of(store, run.id)
        prompts = [str(one.body["messages"]) for one in server.received]
        billed = server.billed.input + server.billed.output

    picture = tmp_path / "lineage.svg"
    shown = await asyncio.to_thread(orchestrator, "show", run.id, "--lineage", str(picture), "--database", database)
    assert "Best so far is sketch" in shown
    assert "Elo" in shown
    assert picture.read_text().startswith("<svg")

    assert (run.status, run.outcome) == (RunStatus.FINISHED, RunOutcome.NOT_PROVED)
    assert run.spent.episodes == 14
    assert run.spent.tokens == billed, "raters are paid from the same ledger"
    board = board_of(entries)
    rated = [entry for entry in entries if isinstance(entry, Rated)]
    assert {entry.rater for entry in rated} == {"model", "model-free"}
    assert len(board.sketches) >= 10
    assert set(board.elo) <= set(board.sketches)
    assert len(board.elo) >= 3
    attempts = [entry.decision for entry in entries if isinstance(entry, Decided) and isinstance(entry.decision, Prove)]
    assert any(attempt.parent for attempt in attempts)
    shown = [attempt for attempt in attempts if attempt.inspirations]
    assert shown
    assert any("# Another attempt, number 1" in prompt for prompt in prompts)
    assert all(any(attempt.instruction in prompt for prompt in prompts) for attempt in attempts[:5])


@pytest.mark.parametrize(
    ("strategy", "kills", "seed"),
    [
        pytest.param("D", 2, 0, id="2-moments"),
        # Fifty moments in five runs: each alone is short enough for a machine that others use, too.
        *(pytest.param("D", 10, seed, id=f"50-moments-{seed}-of-5", marks=pytest.mark.slow) for seed in range(1, 6)),
    ],
)
async def test_a_killed_population_loses_and_repeats_nothing(
    strategy: str, kills: int, seed: int, tmp_path: Path
) -> None:
    chance = random.Random(100 * seed + kills)
    database = f"sqlite:///{tmp_path / 'population.db'}"
    async with open_store(database) as store, FakeServer(script) as server:
        run = await population_run(store, strategy, episodes=5 + 10 * kills)
        killed = 0
        for _ in range(kills):
            killed += await drive(database, server, run.id, chance.randrange(1, 25)) == -signal.SIGKILL
        assert await drive(database, server, run.id, None) in (0, 2)
        run = await store.runs.get(run.id)
        entries = await log_of(store, run.id)
        attempts = await collected(store.attempts.list, run.id)
        billed = server.billed.input + server.billed.output

    assert killed == kills
    assert (run.status, run.outcome) == (RunStatus.FINISHED, RunOutcome.NOT_PROVED)
    assert run.spent.tokens >= billed
    assert (run.spent.reserved_tokens, run.spent.reserved_micro_usd) == (0, 0)
    steps = [entry.step for entry in entries if isinstance(entry, Decided)]
    assert sorted(steps) == list(range(len(steps))), "every decision once"
    for kind in (Admitted, Rated):
        ended = [entry.step for entry in entries if isinstance(entry, kind)]
        assert len(ended) == len(set(ended)), "nothing ends twice"
    assert not board_of(entries).in_flight
    finished = [attempt for attempt in attempts if attempt.state is AttemptState.FINISHED]
    admitted = [entry.attempt for entry in entries if isinstance(entry, Admitted)]
    assert sorted(admitted) == sorted(attempt.id for attempt in finished), "every finished attempt is in the log once"
    assert_decided_as_uninterrupted(strategy, run, entries)


def assert_decided_as_uninterrupted(strategy: str, run: Run, entries: list[Entry]) -> None:
    """Fold the log on a fresh board: at each decision the strategy must choose what was chosen then."""
    facts = RunFacts(
        run_id=run.id, seed=5, provers=("agent",), raters=("model", "model-free"), profiles=("prover",)
    )  # limits play no part in C and D
    asked = make_strategy(strategy, {})
    board = asked.begin(facts)
    for entry in entries:
        if isinstance(entry, Decided):
            kind = type(entry.decision)
            free = Capacity(99 * (kind is Prove), int(kind is Rate), int(kind is ProveGoal))
            assert asked.next(board, free) == entry.decision
        board = asked.learn(board, entry)
