"""``orchestrator resume``: go on with runs that were interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import JsonOption
from orchestrator.cli.prove import search
from orchestrator.cli.session import (
    DatabaseOption,
    ExecutorChoice,
    ExecutorName,
    ExecutorOption,
    RayAddressOption,
    WorkersOption,
)
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.store import Store
    from orchestrator.store.records import Run


def resume(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[RUN|PROBLEM]...", help="By default every unfinished run.")
    ] = None,
    executor: ExecutorOption = ExecutorName.RAY,
    workers: WorkersOption = None,
    ray_address: RayAddressOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go on with runs that were interrupted, from what the database says of them.

    Runs that another process drives are left to it. Exit codes as for `prove`.
    """
    search(
        ExecutorChoice(executor, workers, ray_address),
        database,
        lambda store, _: _unfinished(store, ids or []),
        as_json=as_json,
    )


async def _unfinished(store: Store, ids: Sequence[str]) -> list[Run]:
    unfinished = await store.unfinished_runs()
    if not ids:
        return list(unfinished)
    chosen = [run for run in unfinished if run.problem_id in ids or any(run.id.startswith(one) for one in ids)]
    for one in ids:
        if not any(run.problem_id == one or run.id.startswith(one) for run in chosen):
            raise UserError(f"{one!r} is no unfinished run and no problem that has one: see `orchestrator status`")
    return chosen
