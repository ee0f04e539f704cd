"""The strategies that a server offers, on the drivers of `search/`."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.cluster.executor import Executor, toolchain_for
from orchestrator.errors import UserError
from orchestrator.problems.challenge import Challenge
from orchestrator.search.plan import TACTICS, Plan
from orchestrator.search.run import create_run, drive_run
from orchestrator.service.engine import Wanted
from orchestrator.store import Run, Store

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
        plan = Plan(seconds=wanted.limits.seconds or DEFAULT_SECONDS, seed=wanted.seed)
        toolchain = toolchain_for(executor, challenge)
        return await create_run(store, challenge, plan, toolchain, campaign_id=campaign_id)

    async def drive(self, store: Store, executor: Executor, run_id: str, owner: str) -> None:
        """See `Driving.drive`."""
        await drive_run(store, executor, run_id, owner)
