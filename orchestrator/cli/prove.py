"""``orchestrator prove``: search for proofs and disproofs, and have them judged."""

from __future__ import annotations

import asyncio
import logging
import math
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import Exit, JsonOption, console, leave, print_json
from orchestrator.cli.session import (
    DatabaseOption,
    ExecutorOption,
    RayAddressOption,
    WorkersOption,
    campaign,
    executor_choice,
    opened_store,
    run_interruptibly,
    worker_parts,
)
from orchestrator.cluster.choice import ExecutorChoice, ExecutorName
from orchestrator.config import settings
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from orchestrator.cli.progress import CampaignView
    from orchestrator.cli.report import RunReport
    from orchestrator.cluster.executor import Executor
    from orchestrator.problems.challenge import Challenge
    from orchestrator.search.plan import Plan
    from orchestrator.store import ProblemOverview, Run, Store

    Chooser = Callable[[Store, Executor], Awaitable[Sequence[Run]]]


def prove(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Problem ids, or challenge files.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every problem of the catalogue.")] = False,
    time: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=0.5, help="For each problem; by default ORCHESTRATOR_PROVE_SECONDS."),
    ] = None,
    again: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=1.0, help="For all those problems together that were tried before."),
    ] = None,
    within: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=0.5, help="For all problems together; judging comes on top.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of everything that is left to chance.")] = 0,
    rejudge: Annotated[bool, typer.Option(help="Judge again even what this judge has accepted before.")] = False,
    executor: ExecutorOption = ExecutorName.AUTO,
    workers: WorkersOption = None,
    ray_address: RayAddressOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search for a proof or a disproof of each problem, and have the judge decide.

    Exit code 0 if every problem was decided, 1 if some were not, 2 if something else went wrong. Ctrl-C pauses
    what runs; `orchestrator resume` continues it.
    """
    if everything == bool(ids):
        raise UserError("say which problems to prove: ids such as erdos/242-even, or --all for the whole catalogue")
    from orchestrator.cli.targets import all_challenges, find_challenges
    from orchestrator.search.plan import Plan

    challenges = all_challenges() if everything else find_challenges(ids or [])
    plan = Plan(time or settings().prove_seconds, seed, reuse_verdicts=not rejudge)
    search(
        executor_choice(executor, workers, ray_address),
        database,
        lambda store, made: _new_runs(store, made, challenges, plan, within),
        len(challenges),
        again_within=math.inf if again is None else again,
        as_json=as_json,
    )


async def _new_runs(
    store: Store, executor: Executor, challenges: Sequence[Challenge], plan: Plan, within: float | None
) -> list[Run]:
    from orchestrator.cluster.executor import toolchain_for
    from orchestrator.search.run import create_run
    from orchestrator.store import Budget

    campaign_id = None if within is None else (await store.campaigns.create(Budget(seconds=within))).id
    return [
        await create_run(store, one, plan, toolchain_for(executor, one), campaign_id=campaign_id) for one in challenges
    ]


def search(
    choice: ExecutorChoice,
    database: str | None,
    choose: Chooser,
    problems: int,
    *,
    again_within: float = math.inf,
    as_json: bool,
) -> None:
    """Drive the runs that ``choose`` names with progress on stderr, then report on stdout and leave.

    Args:
        choice: where work runs.
        database: its URL, or None for the configured one.
        choose: called with the opened store and the started executor.
        problems: how many runs it will name.
        again_within: seconds for all runs together whose problems were tried before, see `drive_campaign`.
        as_json: report as one JSON document.
    """
    from orchestrator.cli.progress import CampaignView
    from orchestrator.cli.report import exit_code, print_table

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    view = CampaignView(console(stderr=True))
    found: list[RunReport] = []

    async def main() -> None:
        async with opened_store(database) as store:
            with view.drawn():
                found.extend(await _searched(store, choice, problems, choose, again_within, view))

    interrupted = run_interruptibly(main)
    if as_json:
        print_json({"interrupted": interrupted, "runs": found})
    elif found:
        print_table(found)
    if interrupted:
        left = any(report.outcome is None for report in found)
        remedy = "nothing is lost: `orchestrator resume` goes on from here" if left else "no run was left unfinished"
        console(stderr=True).print(f"Interrupted; {remedy}.")
        leave(Exit.INTERRUPTED)
    leave(exit_code(found))


async def _searched(
    store: Store, choice: ExecutorChoice, problems: int, choose: Chooser, again_within: float, view: CampaignView
) -> list[RunReport]:
    from orchestrator.cli.report import reports
    from orchestrator.store import collected

    overview = await collected(store.views.overview)
    before = {one.statement_sha256: _before(one) for one in overview if one.runs}
    runs: Sequence[Run] = ()
    view.stage("Starting the workers")
    try:
        async with choice.opened(worker_parts(), problems, view.say) as executor:
            runs = await choose(store, executor)
            view.stage("")
            view.total = len(runs)
            again = _tried_before(runs, overview)
            watch = partial(view.watch, executor)
            await campaign(store, executor, runs, view.listen, watch, again=again, again_within=again_within)
            view.stage("Stopping the workers")
    except asyncio.CancelledError:
        pass  # somebody interrupted: what ran is paused, and the report says so
    return await reports(store, runs, before)


def _tried_before(runs: Sequence[Run], overview: Sequence[ProblemOverview]) -> set[str]:
    """Ids of the runs whose very statement had runs before."""
    tried = {one.statement_sha256 for one in overview if one.runs}
    return {run.id for run in runs if run.statement_sha256 in tried}


def _before(one: ProblemOverview) -> str:
    return f"{one.state}, {one.runs} run{'s' if one.runs > 1 else ''}"
