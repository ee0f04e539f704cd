"""``orchestrator resume``: go on with runs that were interrupted or left behind, whatever their strategy."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.asking import ServerOption, server_address
from orchestrator.cli.output import JsonOption, print_json
from orchestrator.cli.session import (
    DatabaseOption,
    ExecutorOption,
    RayAddressOption,
    WorkersOption,
    executor_choice,
)
from orchestrator.cli.status import overview
from orchestrator.cluster.choice import ExecutorChoice, ExecutorName
from orchestrator.errors import UnknownId, UserError

if TYPE_CHECKING:
    from orchestrator.cluster.executor import Executor
    from orchestrator.store import Run, Store


def resume(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[RUN|CAMPAIGN|PROBLEM]...", help="By default every unfinished run.")
    ] = None,
    executor: ExecutorOption = ExecutorName.AUTO,
    workers: WorkersOption = None,
    ray_address: RayAddressOption = None,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go on with runs that were interrupted, from what the database says of them.

    Runs that another process drives are left to it. Exit codes as for `prove`.
    """
    if server_address(server) is not None:
        from orchestrator.cli import remote

        remote.resume(server, ids or [], as_json=as_json)
        return
    resume_runs(ids or [], executor_choice(executor, workers, ray_address), database, as_json=as_json)


def resume_runs(
    ids: Sequence[str],
    choice: ExecutorChoice,
    database: str | None,
    *,
    at_once: int | None = None,
    as_json: bool,
) -> None:
    """Drive the unfinished runs that these names stand for (none: all of them), then report and leave.

    Raises:
        UserError: a name stands for no unfinished run.
    """

    async def chosen(store: Store, executor: Executor) -> list[Run]:
        return runs

    # An empty answer may be a remembered one; it spares importing what opens a database.
    runs = _found(database, ids) if ids or overview(database)["unfinished_runs"] else []
    if not runs:
        if as_json:
            print_json({"interrupted": False, "runs": []})
        else:
            print("There is nothing to resume")
        return
    from orchestrator.app import profiles_of
    from orchestrator.cli.search import search

    profiles = profiles_of(runs)
    search(choice, database, chosen, len(runs), profiles=profiles, at_once=at_once, as_json=as_json)


def _found(database: str | None, ids: Sequence[str]) -> list[Run]:
    import asyncio

    from orchestrator.app import opened_store

    async def find() -> list[Run]:
        async with opened_store(database) as store:
            return await _with_an_agent_to_come(store, await _unfinished(store, ids))

    return asyncio.run(find())


async def _unfinished(store: Store, ids: Sequence[str]) -> list[Run]:
    """The runs to go on with: named ones, or all; none that another process drives.

    Raises:
        UserError: a name stands for nothing that could be resumed.
    """
    from orchestrator.search.driver.owners import is_driven, owner_words
    from orchestrator.store import collected

    unfinished = await collected(store.runs.list, unfinished=True)
    now = datetime.now(UTC)
    driven = {run.id: run for run in unfinished if is_driven(run.status, run.owner, run.heartbeat_at, now)}
    found: dict[str, Run] = {}
    for one in ids:
        meant = [run for run in unfinished if _names(one, run)]
        if not meant:
            raise UserError(await _why_not(store, one))
        free = [run for run in meant if run.id not in driven]
        if not free:
            words = f"run {meant[0].id} is being driven by {owner_words(meant[0].owner)}"
            raise UserError(f"{words}: wait until it ends, or stop that process first (it pauses its run)")
        found |= {run.id: run for run in free}
    if ids:
        return list(found.values())
    for run in driven.values():
        where = f"run {run.id} on {run.problem_id}"
        print(f"{where} is left to {owner_words(run.owner)}, which drives it", file=sys.stderr)
    return [run for run in unfinished if run.id not in driven]


async def _with_an_agent_to_come(store: Store, runs: Sequence[Run]) -> list[Run]:
    """The runs without those of agents over MCP, which are ended: nothing here can go on with them."""
    from orchestrator.search.driver.ownership import end_without_agent, is_an_agents
    from orchestrator.store import owner_token

    for run in runs:
        if is_an_agents(run):
            print(await end_without_agent(store, run, owner_token()), file=sys.stderr)
    return [run for run in runs if not is_an_agents(run)]


async def _why_not(store: Store, identifier: str) -> str:
    """Why nothing can be resumed under a name, in a sentence."""
    from orchestrator.problems.naming import as_argument
    from orchestrator.store import views

    try:
        try:
            found = await store.views.show(identifier)
        except UnknownId:
            found = await store.views.show(f"local/{identifier}")
    except UnknownId:
        return f"there is no run, campaign or problem {identifier!r} here; `orchestrator status` lists what there is"
    match found:
        case views.RunDetail(run=run):
            ended = (run.outcome or run.status).replace("_", " ")
            return (
                f"run {run.id} has ended ({ended}); `orchestrator prove {as_argument(run.problem_id)}` starts another"
            )
        case views.CampaignDetail(campaign=campaign):
            return f"every run of campaign {campaign.id} has ended; `orchestrator show {campaign.id}` says how"
        case views.ProblemDetail(problem=problem):
            return f"{problem.id} has no unfinished run; `orchestrator prove {as_argument(problem.id)}` starts one"
    return f"{identifier!r} is no run, campaign or problem; only those can be resumed"


def _names(identifier: str, run: Run) -> bool:
    if identifier.startswith("c-"):
        return run.campaign_id is not None and run.campaign_id.startswith(identifier)
    return run.problem_id in (identifier, f"local/{identifier}") or (
        identifier.startswith("r-") and run.id.startswith(identifier)
    )
