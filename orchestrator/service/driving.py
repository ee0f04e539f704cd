"""The strategies that a server offers, on the drivers of `search/`."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.cluster.executor import Executor, toolchain_for
from orchestrator.errors import UserError
from orchestrator.problems.challenge import Challenge
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import driver_parts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.plan import TACTICS, RunPlan
from orchestrator.service.engine import Wanted
from orchestrator.store import Budget, Run, Store

DEFAULT_SECONDS = 60.0


class TacticDriving:
    """Runs of the tactic provers; see `orchestrator.service.local_engine.Driving`."""

    @property
    def strategies(self) -> Sequence[str]:
        """Tactics alone."""
        return (TACTICS,)

    async def create(
        self, store: Store, executor: Executor, challenge: Challenge, wanted: Wanted, campaign_id: str | None
    ) -> Run:
        """See `Driving.create`."""
        if wanted.strategy not in self.strategies:
            raise UserError(f"there is no strategy {wanted.strategy!r}; there is {', '.join(self.strategies)}")
        plan = RunPlan(budget=Budget(seconds=wanted.limits.seconds or DEFAULT_SECONDS), seed=wanted.seed)
        toolchain = toolchain_for(executor, challenge)
        return await create_run(store, challenge, plan, toolchain, campaign_id=campaign_id)

    async def drive(self, store: Store, executor: Executor, run_id: str, owner: str) -> None:
        """See `Driving.drive`."""
        await drive_run(driver_parts(store, executor), run_id, owner)
