"""Opens what a process needs: a database, workers, models. Commands, the service, benchmarks and tests begin here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestrator.config import settings
from orchestrator.errors import UserError

if TYPE_CHECKING:  # Ray, the database and the Lean client are slow to import, and many commands need none of them
    from orchestrator.cluster.choice import ExecutorChoice
    from orchestrator.cluster.executor import Executor
    from orchestrator.cluster.parts import WorkerParts
    from orchestrator.models.profiles import Profile
    from orchestrator.provers.registry import Entry
    from orchestrator.search.driver.parts import DriverParts
    from orchestrator.search.plan import ProfileSnapshot, RunPlan
    from orchestrator.store import Budget, Run, Store

DEFAULT_PROFILE = "prover"
"""The model profile of runs that name none."""
DEFAULT_EPISODES = 10
"""Of a run that asks a model and has no other limit."""
FREE_PROVERS = ("portfolio",)
"""Asked before the first paid call of a run."""
GOAL_PROVERS = ("portfolio",)
PAID_STRATEGIES = ("A", "B", "best", "C", "D", "graph", "auto")


def worker_parts() -> WorkerParts:
    """How this machine's workers are made."""
    from orchestrator.cluster.parts import embedded_parts

    return embedded_parts(settings().cache_dir, settings().check_memory_mib)


@asynccontextmanager
async def opened_store(url: str | None = None) -> AsyncIterator[Store]:
    """The store at ``url``, or at the configured place."""
    from orchestrator.store import open_store

    async with open_store(url or settings().database_url) as store:
        yield store


@asynccontextmanager
async def opened_parts(
    store: Store,
    executor: Executor,
    profiles: Iterable[str] = (),
    provers: Mapping[str, Entry] | None = None,
) -> AsyncIterator[DriverParts]:
    """What the drivers of this process share; models are closed at the end.

    Args:
        store: where everything is remembered.
        executor: started.
        profiles: names of the model profiles that the runs may ask.
        provers: by name, in place of those of the registry.

    Raises:
        ModelConfigError: a profile is not configured or cannot be used.
    """
    from orchestrator.models.factory import open_model
    from orchestrator.models.profiles import load_profile
    from orchestrator.provers.registry import PROVERS, raters
    from orchestrator.search.driver.parts import DriverParts
    from orchestrator.search.driver.spending import StoreLedger

    ledger = StoreLedger(store)
    async with AsyncExitStack() as stack:
        models = {}
        for name in dict.fromkeys(profiles):
            models[name] = await stack.enter_async_context(open_model(load_profile(name), ledger=ledger))
        yield DriverParts(store, executor, ledger, models, provers or PROVERS, raters=raters())


@dataclass(frozen=True)
class Workplace:
    """An opened process: where runs are stored and driven."""

    store: Store
    parts: DriverParts

    @property
    def executor(self) -> Executor:
        """The started workers."""
        return self.parts.executor


@asynccontextmanager
async def opened_workplace(
    choice: ExecutorChoice,
    say: Callable[[str], None],
    *,
    database: str | None = None,
    problems: int = 1,
    profiles: Iterable[str] = (),
    provers: Mapping[str, Entry] | None = None,
) -> AsyncIterator[Workplace]:
    """A store, workers and models, closed at the end; see `opened_store`, `ExecutorChoice.opened`, `opened_parts`."""
    async with (
        opened_store(database) as store,
        choice.opened(worker_parts(), problems, say) as executor,
        opened_parts(store, executor, profiles, provers) as parts,
    ):
        yield Workplace(store, parts)


def profiles_of(runs: Sequence[Run]) -> list[str]:
    """The model profiles that stored runs ask, each once; raises `StoreError` for runs of another version."""
    from orchestrator.search.plan import RunPlan

    return list(dict.fromkeys(profile.name for run in runs for profile in RunPlan.of_run(run).profiles))


def snapshots(profiles: Sequence[Profile]) -> tuple[ProfileSnapshot, ...]:
    """What is stored of model profiles."""
    from orchestrator.search.plan import ProfileSnapshot

    return tuple(ProfileSnapshot(one.name, one.model, one.price.snapshot()) for one in profiles)


def plan_for(
    strategy: str,
    budget: Budget,
    *,
    seed: int = 0,
    agents: int = 3,
    profiles: Sequence[str] = (),
    limited: bool = False,
    reuse_verdicts: bool = True,
    lean_seconds: float | None = None,
) -> RunPlan:
    """The plan of a run by ``strategy``, with all that the strategy needs.

    Where neither ``lean_seconds`` nor the budget bounds the tactics, Lean's seconds do (`Settings.prove_seconds`), so
    that a busy machine finds the same, later; the clock is then the outer bound.

    Args:
        strategy: its name.
        budget: of the run.
        seed: of everything that is left to chance.
        agents: attempts of models at once.
        profiles: names of the model profiles, where the strategy asks models; none means the default one.
        limited: whether a limit on money bounds the work besides the budget's.
        reuse_verdicts: see `RunPlan`.
        lean_seconds: Lean's processor time for the run.

    Raises:
        UserError: no such strategy, or its models and the budget do not fit together; see `with_profiles`.
        ModelConfigError: a profile is not configured.
    """
    from orchestrator.provers.prover import wall_for

    if strategy not in PAID_STRATEGIES and budget.seconds is None:
        lean_seconds = settings().prove_seconds if lean_seconds is None else lean_seconds
        budget = replace(budget, seconds=wall_for(lean_seconds))
    plan = replace(
        unprofiled_plan(strategy, budget, agents=agents),
        seed=seed,
        reuse_verdicts=reuse_verdicts,
        lean_seconds=lean_seconds,
    )
    if profiles and strategy not in PAID_STRATEGIES:
        raise UserError(f"strategy {strategy} asks no model, so a profile means nothing to it: leave it out")
    money = limited or budget.micro_usd is not None
    return with_profiles(plan, profiles or [DEFAULT_PROFILE], limited=money, wants_money=money)


def unprofiled_plan(strategy: str, budget: Budget, *, agents: int = 3) -> RunPlan:
    """The plan of a run by ``strategy`` before it has model profiles; arguments and `UserError` as in `plan_for`."""
    from orchestrator.search.plan import Lanes, RunPlan
    from orchestrator.search.strategies import make_strategy

    make_strategy(strategy, {})
    paid = strategy in PAID_STRATEGIES
    return RunPlan(
        strategy=strategy,
        config={"agents": agents} if strategy in ("A", "B") else {},
        budget=budget,
        first=FREE_PROVERS if paid else (),
        goal_provers=GOAL_PROVERS if paid else (),
        raters=("model", "model-free") if paid else (),
        check_seconds=settings().check_wall_seconds,
        lanes=Lanes(provers=agents if paid else 0),
    )


def with_profiles(plan: RunPlan, names: Sequence[str], limited: bool, wants_money: bool) -> RunPlan:
    """The plan with its model profiles, where its strategy asks models.

    Args:
        plan: of the run.
        names: of the profiles.
        limited: whether some limit on money bounds the work.
        wants_money: whether a limit on money was asked for at all.

    Raises:
        UserError: a model that costs has no limit on money, or one without a price has.
    """
    from orchestrator.models.profiles import load_profile

    asked = replace(plan.budget, micro_usd=(plan.budget.micro_usd or 1) if wants_money else None)
    if plan.strategy not in PAID_STRATEGIES:
        require_kept(asked, plan.strategy, ())
        return plan
    profiles = [load_profile(name) for name in names]
    require_kept(asked, plan.strategy, snapshots(profiles))
    for profile in profiles:
        if not profile.price.unpriced and not limited:
            raise UserError(
                f"say how much it may cost, for example --usd 5, or --total-usd 20 with `agents`, or `usd` in a "
                f"request's budget (profile {profile.name!r} uses a model that costs)"
            )
    return replace(plan, profiles=snapshots(profiles))


def require_kept(limits: Budget, strategy: str, profiles: Sequence[ProfileSnapshot]) -> None:
    """Raise `UserError` where a limit could not be kept, or would mean nothing.

    Args:
        limits: those that are asked for, of a run or of a campaign.
        strategy: of the run or runs.
        profiles: the models that they ask.
    """
    if strategy not in PAID_STRATEGIES:
        named = {"USD": limits.micro_usd, "tokens": limits.tokens, "episodes": limits.episodes}
        meaningless = [name for name, limit in named.items() if limit is not None]
        if meaningless:
            raise UserError(
                f"strategy {strategy} asks no model, so a limit in {' or '.join(meaningless)} means nothing to it: "
                "choose one that does, such as auto, or leave the limit out"
            )
    if limits.micro_usd is not None:
        require_priced(profiles)


def require_priced(profiles: Sequence[ProfileSnapshot]) -> None:
    """Raise `UserError` where a model has no price, so that no limit on money could be kept."""
    for profile in profiles:
        if profile.price.get("unpriced"):
            raise UserError(
                f"profile {profile.name!r} has no price, so a limit in USD cannot be kept: give it a price (see "
                "docs/models.md), or limit tokens, episodes or time instead"
            )
