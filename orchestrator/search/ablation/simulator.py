"""Drives a real strategy against a simulated world: decisions, boards and ratings as in a run, in virtual time.

What is simulated is the prover, the raters and the clock (`orchestrator.search.ablation.world`); what decides is the
code that decides in production. A simulated day with thousands of agents takes seconds.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from orchestrator.search.ablation.records import CurvePoint, RunRecord
from orchestrator.search.ablation.world import DECIDED, Assumptions, HiddenSketch, World
from orchestrator.search.population.ratings import SAMPLES
from orchestrator.search.population.refresh import due, refresh
from orchestrator.search.strategy import (
    Admitted,
    Capacity,
    Decided,
    Entry,
    GoalFact,
    GoalState,
    Prove,
    ProveGoal,
    Rate,
    Rated,
    RunFacts,
    SketchFacts,
    Spend,
    SpendLimits,
    Strategy,
    Work,
)

LEAN_SHARE = 0.05
"""Lean's CPU seconds per second of an episode: an agent mostly waits for its model."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """How much work of each kind goes on at once."""

    provers: int = 10
    raters: int = 2
    goals: int = 4


@dataclass(slots=True)
class Simulation:
    """How a simulated run went. ``log`` is what a store would hold, ``seconds`` virtual time."""

    record: RunRecord
    log: list[Entry]
    seconds: float
    decisions: int


@dataclass(slots=True)
class _State:
    world: World
    samples: int
    sketches: dict[str, HiddenSketch] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    needing: dict[int, list[str]] = field(default_factory=dict)
    settled: dict[int, GoalState] = field(default_factory=dict)
    spent: Spend = field(default_factory=Spend)
    reserved: int = 0
    episodes: int = 0
    best: float = 0.0
    curve: list[CurvePoint] = field(default_factory=list)
    rankings: list[tuple[str, tuple[tuple[str, ...], ...]]] = field(default_factory=list)
    elo: dict[str, float] = field(default_factory=dict)


def simulate(
    strategy: Strategy[Any],
    assumptions: Assumptions,
    seed: int,
    *,
    micro_usd: int,
    lanes: Lanes = Lanes(),
    config: Mapping[str, Any] | None = None,
    problem: str = "",
    samples: int = SAMPLES,
) -> Simulation:
    """Run ``strategy`` on one simulated problem until it is decided or its money is spent.

    Args:
        strategy: asked as the driver asks it.
        assumptions: of the world.
        seed: of the world, of the results and of the strategy's chance; the same seed gives the same simulation.
        micro_usd: the run's limit; work starts only if its cost fits.
        lanes: work at once.
        config: the strategy's configuration, for the record's digest.
        problem: name in the record; the assumptions' by default.
        samples: of every refresh of the ratings.
    """
    facts = RunFacts(
        run_id="simulated",
        problem_id=problem or assumptions.name,
        seed=seed,
        limits=SpendLimits(micro_usd=micro_usd),
        provers=("agent",),
        goal_provers=("portfolio",) if lanes.goals and assumptions.lemmas else (),
        raters=("model",) if lanes.raters else (),
    )
    state = _State(World(assumptions, seed), samples)
    log: list[Entry] = []
    board = strategy.begin(facts)
    busy: Counter[str] = Counter()
    running: list[tuple[float, int, Work, _Result]] = []
    now, decided, decisions = 0.0, False, 0
    while not decided:
        free = _free(lanes, busy)
        while (work := strategy.next(board, free)) and isinstance(work, Prove | Rate | ProveGoal):
            cost = _cost(assumptions, work)
            if state.spent.micro_usd + state.reserved + cost > micro_usd:
                break
            step, decisions = decisions, decisions + 1
            entry = Decided(step, work)
            log.append(entry)
            board = strategy.learn(board, entry)
            state.reserved += cost
            result = _perform(state, work, np.random.default_rng((seed, step, 7)))
            heapq.heappush(running, (now + result.seconds, step, work, result))
            busy[work.kind] += 1
            free = _free(lanes, busy)
        if not running:
            break
        now, step, work, result = heapq.heappop(running)
        busy[work.kind] -= 1
        state.reserved -= _cost(assumptions, work)
        ended = _ended(state, facts, step, work, result)
        log.append(ended)
        board = strategy.learn(board, ended)
        decided = isinstance(ended, Admitted) and ended.proved
    record = RunRecord(
        strategy=strategy.name,
        configuration=configuration_digest(strategy.name, assumptions, lanes, micro_usd, config or {}),
        problem=facts.problem_id,
        seed=seed,
        solved=decided,
        micro_usd=state.spent.micro_usd,
        lean_seconds=round(state.spent.lean_seconds, 3),
        attempts=state.episodes,
        curve=tuple(state.curve),
    )
    return Simulation(record, log, now, decisions)


@dataclass(frozen=True, slots=True, order=True)
class _Result:
    """What comes of work, decided when it starts; ``digest`` names the new sketch."""

    seconds: float
    digest: str = ""
    sketch: HiddenSketch | None = field(default=None, compare=False)
    ranking: tuple[tuple[int, ...], ...] = field(default=(), compare=False)
    proved: bool | None = field(default=None, compare=False)


def _free(lanes: Lanes, busy: Counter[str]) -> Capacity:
    return Capacity(lanes.provers - busy["prove"], lanes.raters - busy["rate"], lanes.goals - busy["goal"])


def _cost(assumptions: Assumptions, work: Work) -> int:
    if isinstance(work, Prove):
        return assumptions.prover_micro_usd
    return assumptions.rater_micro_usd if isinstance(work, Rate) else 0


def _perform(state: _State, work: Work, rng: np.random.Generator) -> _Result:
    match work:
        case Prove():
            proved = frozenset(lemma for lemma, status in state.settled.items() if status == "proved")
            parent = state.sketches[work.parent] if work.parent else None
            inspirations = tuple(state.sketches[digest] for digest in work.inspirations)
            episode = state.world.episode(parent, inspirations, proved, rng)
            return _Result(episode.seconds, f"{rng.integers(2**62):016x}", episode.sketch)
        case Rate():
            groups, seconds, _ = state.world.rank([state.sketches[digest] for digest in work.entrants], rng)
            return _Result(seconds, ranking=groups)
        case ProveGoal():
            outcome, seconds = state.world.prove_goal(int(work.goal), rng)
            return _Result(seconds, proved=outcome)


def _ended(state: _State, facts: RunFacts, step: int, work: Work, result: _Result) -> Entry:
    assumptions = state.world.assumptions
    lean = result.seconds * (LEAN_SHARE if isinstance(work, Prove) else 1.0 if isinstance(work, ProveGoal) else 0.0)
    spend = Spend(_cost(assumptions, work), seconds=result.seconds, lean_seconds=lean)
    state.spent += spend
    entry: Entry
    match work:
        case Prove():
            entry = _episode_ended(state, step, work, result, spend)
        case Rate():
            return _rated(state, facts, step, work, result, spend)
        case ProveGoal():
            entry = _goal_ended(state, step, work, result, spend)
    if state.best > (state.curve[-1].score if state.curve else -1.0):
        point = CurvePoint(
            micro_usd=state.spent.micro_usd,
            lean_seconds=round(state.spent.lean_seconds, 3),
            score=max(0.0, min(1.0, state.best)),
        )
        state.curve.append(point)
    return entry


def _episode_ended(state: _State, step: int, work: Prove, result: _Result, spend: Spend) -> Admitted:
    state.episodes += 1
    facts = None
    if result.sketch is not None:
        state.sketches[result.digest] = result.sketch
        state.order.append(result.digest)
        state.best = max(state.best, result.sketch.quality)
        for lemma in result.sketch.lemmas:
            state.needing.setdefault(lemma, []).append(result.digest)
        goals = tuple(GoalFact(str(lemma), state.settled.get(lemma, "unknown")) for lemma in result.sketch.lemmas)
        facts = SketchFacts(
            result.digest, parent=work.parent, inspirations=work.inspirations, goals=goals, agent=work.agent
        )
    return Admitted(
        step,
        attempt=f"a-{step}",
        prover=work.prover,
        agent=work.agent,
        status="partial" if facts else "failed",
        sketch=facts,
        proved=result.sketch is not None and result.sketch.quality >= DECIDED,
        spend=spend,
        spent=state.spent,
        episodes=state.episodes,
    )


def _goal_ended(state: _State, step: int, work: ProveGoal, result: _Result, spend: Spend) -> Admitted:
    lemma = int(work.goal)
    findings: tuple[GoalFact, ...] = ()
    if result.proved is not None and lemma not in state.settled:
        state.settled[lemma] = "proved" if result.proved else "disproved"
        findings = (GoalFact(work.goal, state.settled[lemma]),)
        if result.proved:
            for digest in state.needing.get(lemma, ()):
                hidden = state.sketches[digest]
                quality = min(hidden.ceiling, hidden.quality + state.world.assumptions.lemma_worth)
                state.sketches[digest] = replace(hidden, quality=quality)
                state.best = max(state.best, quality)
    decided = any(state.sketches[digest].quality >= DECIDED for digest in state.needing.get(lemma, ()))
    return Admitted(
        step,
        attempt=f"g-{step}",
        prover="portfolio",
        findings=findings,
        proved=decided,
        spend=spend,
        spent=state.spent,
        episodes=state.episodes,
    )


def _rated(state: _State, facts: RunFacts, step: int, work: Rate, result: _Result, spend: Spend) -> Rated:
    ranking = tuple(tuple(work.entrants[number] for number in group) for group in result.ranking)
    state.rankings.append((work.rater, ranking))
    upcoming: tuple[tuple[str, ...], ...] = ()
    elo: dict[str, float] = {}
    if due(len(state.rankings)):
        found = refresh(state.rankings, state.order, state.elo, facts.seed, samples=state.samples)
        state.elo = elo = found.elo
        upcoming = found.upcoming
    return Rated(step, work.rater, ranking, elo=elo, upcoming=upcoming, spend=spend, spent=state.spent)


def configuration_digest(
    name: str, assumptions: Assumptions, lanes: Lanes, micro_usd: int, config: Mapping[str, Any]
) -> str:
    """sha256 of everything that a simulated run depends on but its seed."""
    facts = [name, repr(assumptions), repr(lanes), micro_usd, dict(config)]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
