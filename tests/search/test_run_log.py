"""A resumed run decides as one that was not killed: over random histories, every board is the same fold."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from scripted import TOOLCHAIN, challenge

from orchestrator.search.driver.log import RunLog, event_of
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import RunPlan
from orchestrator.search.strategies import STRATEGIES, make_strategy
from orchestrator.search.strategies.cheap_first import CheapFirst
from orchestrator.search.strategies.switching import Switching
from orchestrator.search.strategy import (
    Admitted,
    Capacity,
    Decided,
    Entry,
    Failed,
    GoalFact,
    Prove,
    ProveGoal,
    Rate,
    Rated,
    RunFacts,
    SketchFacts,
    Spend,
    SpendLimits,
    Strategy,
    Switched,
    Veto,
    Work,
)
from orchestrator.store import Store, open_store

FREE = Capacity(prove=3, rate=1, goals=1)
FACTS = RunFacts(
    seed=5,
    limits=SpendLimits(micro_usd=10_000),
    raters=("model",),
    goal_provers=("portfolio",),
    profiles=("one", "two"),
)


@dataclass
class Former:
    """A driver that was never killed: it learns of its decisions at once, and of the rest as it reads the log."""

    strategy: Strategy[Any]
    chance: random.Random
    log: RunLog
    board: Any = None
    step: int = 0
    flying: dict[int, Work] = field(default_factory=dict)
    sketches: int = 0

    def learn(self, entry: Entry) -> None:
        self.board = self.strategy.learn(self.board, entry)

    def ended(self, step: int) -> Entry:
        """A random end of the work of a step."""
        work = self.flying.pop(step)
        if self.chance.random() < 0.1:
            return Failed(step, "worker_lost")
        if isinstance(work, Rate):
            return Rated(step, work.rater, (work.entrants,), {digest: 1200.0 for digest in work.entrants})
        self.sketches += 1
        goals = tuple(GoalFact(f"{self.chance.randrange(9):064x}") for _ in range(self.chance.randrange(3)))
        vetoes = tuple(Veto(goal.digest, "refuted") for goal in goals if self.chance.random() < 0.1)
        agent = work.agent if isinstance(work, Prove) else 0
        sketch = SketchFacts(f"{self.sketches:064x}", goals=goals, agent=agent, vetoes=vetoes)
        findings = (GoalFact(work.goal, "proved"),) if isinstance(work, ProveGoal) else ()
        findings += tuple(GoalFact(veto.goal, "disproved") for veto in vetoes)
        return Admitted(step, agent=agent, status="partial", sketch=sketch, findings=findings, spent=Spend(step * 20))


async def history(store: Store, former: Former, run_id: str, rounds: int, switching: float) -> None:
    """Decisions and ends in a random order; ends may be stored while a decision is under way."""
    former.board = former.strategy.begin(FACTS)
    for _ in range(rounds):
        for entry in await former.log.news():
            former.learn(entry)
        decided: list[Decided] = []
        while len(former.flying) < 5:
            decision = former.strategy.next(former.board, FREE)
            if not isinstance(decision, Prove | Rate | ProveGoal):
                break
            entry = Decided(former.step, decision)
            former.step += 1
            former.flying[entry.step] = decision
            former.learn(entry)
            decided.append(entry)
        older = [step for step in former.flying if step not in {entry.step for entry in decided}]
        events = [event_of(entry, former.log.seen) for entry in decided]
        crossing = [event_of(former.ended(step)) for step in older if former.chance.random() < 0.5]
        if former.chance.random() < switching:
            name = former.chance.choice(sorted(STRATEGIES))
            crossing.append(event_of(Switched(name, reason="a test")))
        await store.events.append(run_id, crossing + events if former.chance.random() < 0.5 else events + crossing)
    for entry in await former.log.news():
        former.learn(entry)


@pytest.mark.parametrize("name", sorted(STRATEGIES))
async def test_a_resumed_run_decides_as_an_uninterrupted_one(name: str, tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'log.db'}") as store:
        for seed in range(3):
            run = await create_run(store, challenge(f"p{seed}"), RunPlan(), TOOLCHAIN)
            inner = Switching(make_strategy(name, {}), make_strategy)
            strategy = cast(Strategy[Any], CheapFirst(cast(Strategy[Any], inner), ("portfolio",)))
            former = Former(strategy, random.Random(seed), RunLog(store.events, run.id))
            await history(store, former, run.id, rounds=12, switching=0.2 * (seed % 2))

            board = strategy.begin(FACTS)
            for entry in await RunLog(store.events, run.id).history():
                board = strategy.learn(board, entry)
            assert former.step > 0
            for free in (FREE, Capacity(prove=1), Capacity(rate=1, goals=1)):
                assert strategy.next(board, free) == strategy.next(former.board, free)
            assert board.board.in_flight == former.board.board.in_flight
            assert board.board.visits == former.board.board.visits
            assert board.board.whole == former.board.board.whole


@pytest.mark.parametrize("name", ["A", "best", "C", "D", "graph", "auto"])
def test_profiles_take_turns(name: str) -> None:
    strategy = make_strategy(name, {})
    board, asked = strategy.begin(FACTS), set()
    for step in range(6):
        decision = strategy.next(board, Capacity(prove=1))
        assert isinstance(decision, Prove)
        asked.add(decision.profile)
        board = strategy.learn(board, Decided(step, decision))
        if step < 2 and name == "A":
            continue
        board = strategy.learn(board, Admitted(step, agent=decision.agent))
    assert asked == {"one", "two"}
