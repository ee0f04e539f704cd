"""``orchestrator switch``: another strategy goes on with a run that is not finished."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.app import PAID_STRATEGIES, opened_store
from orchestrator.cli.output import JsonOption, console, print_json
from orchestrator.cli.session import DatabaseOption
from orchestrator.errors import AlreadyFinished, UserError

if TYPE_CHECKING:
    from orchestrator.store import Run


def switch(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run that is queued, running or paused.")],
    strategy: Annotated[str, typer.Argument(help="Which strategy goes on with it; see docs/strategies.md.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="For the run's log.")] = "asked for by a person",
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Have another strategy go on with a run. It knows all that happened; work in flight ends first.

    A run that is being driven takes it up at its next decision, a paused one when it is resumed.
    """
    done = asyncio.run(_switch(run, strategy, reason, database))
    if as_json:
        print_json({"run": done.id, "strategy": strategy, "before": done.strategy, "reason": reason})
        return
    console().print(f"run {done.id} goes on with strategy {strategy}", highlight=False)


async def _switch(run_id: str, strategy: str, reason: str, database: str | None) -> Run:
    from orchestrator.search.driver.log import event_of
    from orchestrator.search.plan import RunPlan
    from orchestrator.search.strategies import make_strategy
    from orchestrator.search.strategy import Switched
    from orchestrator.vocabulary import RunStatus

    make_strategy(strategy, {})
    async with opened_store(database) as store:
        run = await store.runs.get(run_id)
        if run.status is RunStatus.FINISHED:
            raise AlreadyFinished(f"run {run.id} is finished: start a new one with --strategy {strategy}")
        plan = RunPlan.of_run(run)
        if strategy in PAID_STRATEGIES and not plan.profiles:
            raise UserError(f"strategy {strategy} asks models and run {run.id} has no profile: start a new run with it")
        await store.events.append(run.id, [event_of(Switched(strategy, reason=reason))])
        return run
