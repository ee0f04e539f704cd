"""Every strategy of `search/` at a server: how its runs are planned and driven, and the models that they ask."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from orchestrator.app import DEFAULT_EPISODES, DEFAULT_PROFILE, PAID_STRATEGIES, plan_for, require_kept
from orchestrator.cluster.executor import Executor, toolchain_for
from orchestrator.errors import ModelConfigError, UserError
from orchestrator.models.factory import open_model
from orchestrator.models.model import Model
from orchestrator.models.profiles import load_profile
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.registry import raters
from orchestrator.search.campaigns import seconds_left
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.driver.spending import StoreLedger
from orchestrator.search.plan import TACTICS, RunPlan
from orchestrator.service.engine import Wanted
from orchestrator.store import Budget, Run, Store

DEFAULT_SECONDS = 60.0
"""Of Lean's processor time, for a run of the tactic provers."""
AUTO = "auto"


class StrategyDriving:
    """Runs of all strategies; see `orchestrator.service.local_engine.Driving`. Models are opened when first asked."""

    def __init__(self) -> None:
        self._opened = AsyncExitStack()
        self._models: dict[str, Model] = {}
        self._parts: DriverParts | None = None

    @property
    def strategies(self) -> Sequence[str]:
        """The one without models first."""
        return (TACTICS, AUTO, *(name for name in PAID_STRATEGIES if name != AUTO))

    def plan(self, wanted: Wanted, *, limited: bool = False) -> RunPlan:
        """See `Driving.plan`."""
        name = wanted.strategy or self._chosen(wanted, limited)
        if name not in self.strategies:
            raise UserError(f"there is no strategy {name!r}; there is {', '.join(self.strategies)}")
        paid = name in PAID_STRATEGIES
        limits = wanted.limits
        if not paid:
            if wanted.strategy is None:  # money is a most: what was chosen because no model is here keeps it
                limits, limited = Budget(seconds=limits.seconds), False
        elif limits == Budget() and not limited:
            limits = Budget(episodes=DEFAULT_EPISODES)
        try:
            profiles = [wanted.profile] if wanted.profile else []
            lean_seconds = DEFAULT_SECONDS if not paid and limits.seconds is None else None
            plan = plan_for(
                name, limits, seed=wanted.seed, profiles=profiles, limited=limited, lean_seconds=lean_seconds
            )
        except ModelConfigError as error:
            raise UserError(f"strategy {name} asks a model that this server cannot reach: {error}") from error
        return replace(plan, untriaged=wanted.untriaged)

    def require_kept(self, limits: Budget, plan: RunPlan) -> None:
        """See `Driving.require_kept`."""
        require_kept(replace(limits, seconds=None), plan.strategy, plan.profiles)

    async def create(
        self, store: Store, executor: Executor, challenge: Challenge, plan: RunPlan, campaign_id: str | None
    ) -> Run:
        """See `Driving.create`."""
        return await create_run(store, challenge, plan, toolchain_for(executor, challenge), campaign_id=campaign_id)

    async def drive(self, store: Store, executor: Executor, run_id: str, owner: str) -> None:
        """See `Driving.drive`."""
        run = await store.runs.get(run_id)
        if self._parts is None:
            self._parts = DriverParts(store, executor, StoreLedger(store), self._models, raters=raters())
        for profile in RunPlan.of_run(run).profiles:
            if profile.name not in self._models:
                model = open_model(load_profile(profile.name), ledger=self._parts.ledger)
                self._models[profile.name] = await self._opened.enter_async_context(model)
        await drive_run(self._parts, run_id, owner, at_most=await seconds_left(store, run))

    async def aclose(self) -> None:
        """Close the models."""
        self._models.clear()
        await self._opened.aclose()

    def _chosen(self, wanted: Wanted, limited: bool) -> str:
        """The strategy of a run that names none: models are asked where money is given and a model is there."""
        if wanted.profile is None and wanted.limits.micro_usd is None and not limited:
            return TACTICS
        if wanted.profile is None:
            try:
                load_profile(DEFAULT_PROFILE)
            except ModelConfigError:
                return TACTICS
        return AUTO
