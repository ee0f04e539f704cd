"""What `prove`, `agents` and `resume` share: runs that are driven, watched, interrupted and reported."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from orchestrator.app import opened_parts, opened_store, worker_parts
from orchestrator.cli.output import Exit, console, leave, print_json
from orchestrator.cli.session import run_interruptibly
from orchestrator.errors import OperatorError

if TYPE_CHECKING:
    from orchestrator.cli.progress import CampaignView
    from orchestrator.cli.report import RunReport
    from orchestrator.cluster.choice import ExecutorChoice
    from orchestrator.cluster.executor import Executor
    from orchestrator.store import ProblemOverview, Run, Store

    Chooser = Callable[[Store, Executor], Awaitable[Sequence[Run]]]


def search(
    choice: ExecutorChoice,
    database: str | None,
    choose: Chooser,
    problems: int,
    *,
    profiles: Sequence[str] = (),
    again_within: float = math.inf,
    at_once: int | None = None,
    explain: bool = False,
    as_json: bool,
) -> None:
    """Drive the runs that ``choose`` names with progress on stderr, then report on stdout and leave.

    Args:
        choice: where work runs.
        database: its URL, or None for the configured one.
        choose: called with the opened store and the started executor.
        problems: how many runs it will name.
        profiles: model profiles that they may ask.
        again_within: seconds for all runs together whose problems were tried before, see `drive_campaign`.
        at_once: runs driven at the same time.
        explain: report also what each attempt tried.
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
                found.extend(
                    await _searched(store, choice, problems, choose, profiles, again_within, at_once, view, explain)
                )

    interrupted = run_interruptibly(main)
    if as_json:
        campaign = found[0].campaign if found else None
        print_json({"interrupted": interrupted, "campaign": campaign, "runs": found})
    elif found:
        print_table(found)
    if interrupted:
        left = any(report.outcome is None for report in found)
        remedy = "nothing is lost: `orchestrator resume` goes on from here" if left else "no run was left unfinished"
        console(stderr=True).print(f"Interrupted; {remedy}.")
        leave(Exit.INTERRUPTED)
    leave(exit_code(found))


async def _searched(
    store: Store,
    choice: ExecutorChoice,
    problems: int,
    choose: Chooser,
    profiles: Sequence[str],
    again_within: float,
    at_once: int | None,
    view: CampaignView,
    explain: bool,
) -> list[RunReport]:
    from orchestrator.cli.report import reports
    from orchestrator.search.campaigns import drive_campaign
    from orchestrator.store import collected, owner_token

    overview = await collected(store.views.overview)
    before = {one.statement_sha256: _before(one) for one in overview if one.runs}
    runs: Sequence[Run] = ()
    view.stage("Starting the workers")
    try:
        async with (
            choice.opened(worker_parts(), problems, view.say) as executor,
            opened_parts(store, executor, profiles) as parts,
        ):
            runs = await choose(store, executor)
            view.stage("")
            view.total = len(runs)
            watching = asyncio.ensure_future(view.watch(executor))
            try:
                await drive_campaign(
                    parts,
                    runs,
                    owner_token(),
                    at_once=at_once,
                    again=_tried_before(runs, overview),
                    again_within=again_within,
                    listener=view.listen,
                )
            except OperatorError as error:  # the runs are paused; the sentence alone is stored with them
                raise type(error)(f"{error}; `orchestrator resume` goes on once that is mended") from error
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
            view.stage("Stopping the workers")
    except asyncio.CancelledError:
        pass  # interrupted: what ran is paused, and the report says so
    return await reports(store, runs, before, explain)


def _tried_before(runs: Sequence[Run], overview: Sequence[ProblemOverview]) -> set[str]:
    """Ids of the runs whose very statement had runs before."""
    tried = {one.statement_sha256 for one in overview if one.runs}
    return {run.id for run in runs if run.statement_sha256 in tried}


def _before(one: ProblemOverview) -> str:
    return f"{one.state}, {one.runs} run{'s' if one.runs > 1 else ''}"
