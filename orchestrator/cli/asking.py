"""What commands share that ask a server or, without one, do the same in this process."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.config import settings
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.api.common import BudgetBody
    from orchestrator.api.runs import RunDetail
    from orchestrator.client import AsyncClient

ServerOption = Annotated[
    str | None,
    typer.Option("--server", metavar="URL", help="A server to ask; by default ORCHESTRATOR_SERVER, else this process."),
]
StrategyOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="tactics (no model), auto, A, B, best, C, D, graph; by default auto where money or a profile is given and "
        "a model is configured, else tactics.",
    ),
]
_BUDGET = re.compile(r"(\d+(?:\.\d+)?)\s*(usd|s|min|h|episodes|tokens)")


def server_address(server: str | None) -> str | None:
    """The server to ask: that of the option, else the configured one; None for this process. Raises `UserError`."""
    address = server or settings().server
    if address is not None and not address.startswith(("http://", "https://")):
        raise UserError(f"{address!r} is no server's URL: write it as http://HOST:PORT")
    return address


@asynccontextmanager
async def opened_client(
    server: str | None, database: str | None = None, *, catalogue: bool = True
) -> AsyncIterator[AsyncClient]:
    """A client of the server, or of the same application in this process; what this process runs is then paused.

    ``catalogue`` says whether the command may ask for problems of the catalogue.
    """
    from orchestrator.client import AsyncClient

    address = server_address(server)
    if address is not None:
        async with AsyncClient(address, settings().api_key) as client:
            yield client
        return
    from orchestrator.app import worker_parts
    from orchestrator.cli.session import executor_choice
    from orchestrator.cluster.choice import ExecutorName
    from orchestrator.service.launch import Work, in_process

    choice = executor_choice(ExecutorName.LOCAL, None, None)
    work = Work(lambda: choice.opened(worker_parts(), choice.workers, print), choice.workers)
    configured = settings() if database is None else replace(settings(), database_url=database)
    async with (
        in_process(configured, work, catalogue=catalogue) as (transport, _),
        AsyncClient("http://localhost", transport=transport) as client,
    ):
        yield client


def parse_budget(text: str) -> BudgetBody:
    """A budget such as ``5usd``, ``10min`` or ``5usd,2h``; raises `UserError`."""
    from orchestrator.api.common import BudgetBody

    found: dict[str, float] = {}
    for part in filter(None, text.replace(" ", "").split(",")):
        match = _BUDGET.fullmatch(part)
        if match is None:
            raise UserError(f"{part!r} is no budget: write 5usd, 90s, 10min, 2h, 20episodes or 100000tokens")
        amount, unit = float(match[1]), match[2]
        name = "seconds" if unit in ("s", "min", "h") else unit
        found[name] = amount * {"min": 60, "h": 3600}.get(unit, 1)
    whole = {name: int(value) if name in ("episodes", "tokens") else value for name, value in found.items()}
    return BudgetBody.model_validate(whole)


def outcome_line(run: RunDetail) -> str:
    """How a run stands, in one line."""
    trust = f" (trust: {run.decision.trust.value})" if run.decision and run.decision.decides else ""
    state = (run.outcome or run.status).value.replace("_", " ")
    return f"{run.problem_id}: {state}{trust}" + (f" - {run.detail}" if run.detail else "")
