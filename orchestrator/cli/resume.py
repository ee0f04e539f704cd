"""``orchestrator resume``: go on with runs that were interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import JsonOption, console, print_json
from orchestrator.cli.prove import search
from orchestrator.cli.session import (
    DatabaseOption,
    ExecutorOption,
    RayAddressOption,
    WorkersOption,
    executor_choice,
    opened_store,
)
from orchestrator.cluster.choice import ExecutorName
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.cluster.executor import Executor
    from orchestrator.store import Run, Store


def resume(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[RUN|PROBLEM]...", help="By default every unfinished run.")
    ] = None,
    executor: ExecutorOption = ExecutorName.AUTO,
    workers: WorkersOption = None,
    ray_address: RayAddressOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go on with runs that were interrupted, from what the database says of them.

    Runs that another process drives are left to it. Exit codes as for `prove`.
    """

    async def find() -> list[Run]:
        async with opened_store(database) as store:
            return await _unfinished(store, ids or [])

    async def chosen(store: Store, executor: Executor) -> list[Run]:
        return runs

    runs = asyncio.run(find())
    if not runs:
        if as_json:
            print_json({"interrupted": False, "runs": []})
        else:
            console().print("There is nothing to resume")
        return
    search(executor_choice(executor, workers, ray_address), database, chosen, len(runs), as_json=as_json)


async def _unfinished(store: Store, ids: Sequence[str]) -> list[Run]:
    from orchestrator.search.plan import TACTICS
    from orchestrator.store import collected

    unfinished = await collected(store.runs.list, unfinished=True)
    for one in ids:
        named = [run for run in unfinished if _names(one, run)]
        if not named:
            raise UserError(f"{one!r} is no unfinished run and no problem that has one: see `orchestrator status`")
        agents = [run.id for run in named if run.strategy != TACTICS]
        if agents:
            raise UserError(
                f"{agents[0]} is a run of agents: `orchestrator agents --resume {agents[0]}` goes on with it"
            )
    chosen = [run for run in unfinished if not ids or any(_names(one, run) for one in ids)]
    return [run for run in chosen if run.strategy == TACTICS]


def _names(identifier: str, run: Run) -> bool:
    return run.problem_id in (identifier, f"local/{identifier}") or (
        identifier.startswith("r-") and run.id.startswith(identifier)
    )
