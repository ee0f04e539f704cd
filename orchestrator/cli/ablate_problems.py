"""The part of ``orchestrator ablate`` that runs on real problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.app import PAID_STRATEGIES, opened_workplace, unprofiled_plan, with_profiles
from orchestrator.cli.output import console
from orchestrator.cli.session import executor_choice
from orchestrator.cluster.choice import ExecutorName

if TYPE_CHECKING:
    from orchestrator.problems.challenge import Challenge
    from orchestrator.search.ablation.records import RunRecord
    from orchestrator.search.plan import RunPlan

CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class Spending:
    """What each run may spend, and how it goes about it."""

    lean_seconds: float
    usd: float | None
    episodes: int | None
    profiles: tuple[str, ...]
    agents: int
    raters: int


async def compared(
    sets: Sequence[str], strategies: Sequence[str], spending: Spending, seeds: range, workers: int | None, out: Path
) -> list[RunRecord]:
    """Run every strategy on every problem with every seed that ``out`` does not hold yet.

    The runs are kept in ``out/runs.db``; nothing that one run found out is told to another.
    """
    from orchestrator.search.ablation.ablate import ablate
    from orchestrator.search.ablation.real import RealRuns

    challenges = {challenge.id: challenge for name in sets for challenge in _challenges(name)}
    plans = {name: _plan(name, spending) for name in strategies}
    names = [profile.name for plan in plans.values() for profile in plan.profiles]
    choice, say = executor_choice(ExecutorName.LOCAL, workers, None), console(stderr=True).print
    database = f"sqlite:///{out / 'runs.db'}"
    async with opened_workplace(choice, say, database=database, problems=len(challenges), profiles=names) as place:
        runs = RealRuns(place.parts, challenges, plans)
        turns = (
            (name, problem, seed) for seed in seeds for problem in challenges for name in in_turn(strategies, seed)
        )
        cases = [runs.case(*one) for one in turns]
        made = 0

        def tell(record: RunRecord) -> None:
            nonlocal made
            made += 1
            said = "decided" if record.solved else "not decided"
            say(f"{made}: {record.strategy} on {record.problem}: {said}, {record.lean_seconds:.1f} s of Lean")

        return await ablate(cases, runs.run, out / "runs.jsonl", at_once=place.executor.capacity, done=tell)


def in_turn(strategies: Sequence[str], seed: int) -> list[str]:
    """The strategies, beginning with another at each seed.

    A worker's Lean knows a problem's text from the run before: one that is always second would take less of its time.
    """
    first = seed % len(strategies)
    return [*strategies[first:], *strategies[:first]]


def _challenges(name: str) -> list[Challenge]:
    from orchestrator.cli.targets import all_challenges, find_challenges
    from orchestrator.search.ablation.real import challenges_of

    if name.endswith(".jsonl"):
        return challenges_of(Path(name))
    return all_challenges() if name == CATALOGUE else find_challenges([name])


def _plan(name: str, spending: Spending) -> RunPlan:
    from orchestrator.provers.registry import PROVERS, Where
    from orchestrator.search.plan import Lanes
    from orchestrator.store import Budget

    paid = name in PAID_STRATEGIES
    alone = name in PROVERS and PROVERS[name].where is Where.WORKER
    usd = spending.usd if paid else None
    budget = Budget(micro_usd=None if usd is None else round(usd * 1e6), episodes=spending.episodes if paid else None)
    plan = unprofiled_plan("tactics" if alone else name, budget, agents=spending.agents)
    plan = replace(
        plan,
        config={"provers": [name]} if alone else plan.config,
        first=(),
        reuse_verdicts=False,
        reuse_goals=False,
        raters=plan.raters if spending.raters else (),
        lean_seconds=spending.lean_seconds,
        lanes=Lanes(spending.agents, spending.raters) if paid else Lanes(1),
    )
    return with_profiles(plan, spending.profiles, limited=usd is not None, wants_money=usd is not None)
