"""``orchestrator resume``: go on with runs that were interrupted or left behind, whatever their strategy."""

from __future__ import annotations

from collections.abc import Sequence
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
from orchestrator.errors import UserError

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
            return await _unfinished(store, ids)

    return asyncio.run(find())


async def _unfinished(store: Store, ids: Sequence[str]) -> list[Run]:
    from orchestrator.store import collected

    unfinished = await collected(store.runs.list, unfinished=True)
    for one in ids:
        if not any(_names(one, run) for run in unfinished):
            if one.startswith("c-"):
                raise UserError(f"every run of campaign {one} is finished, or there is none: see `orchestrator status`")
            raise UserError(f"{one!r} is no unfinished run, campaign or problem: see `orchestrator status`")
    return [run for run in unfinished if not ids or any(_names(one, run) for one in ids)]


def _names(identifier: str, run: Run) -> bool:
    if identifier.startswith("c-"):
        return run.campaign_id is not None and run.campaign_id.startswith(identifier)
    return run.problem_id in (identifier, f"local/{identifier}") or (
        identifier.startswith("r-") and run.id.startswith(identifier)
    )
