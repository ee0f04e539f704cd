"""``orchestrator submit``: hand in a problem and have it tried, by a server or in this process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.asking import (
    ServerOption,
    StrategyOption,
    opened_client,
    outcome_line,
    parse_budget,
    server_address,
)
from orchestrator.cli.looking import noticed
from orchestrator.cli.output import Exit, JsonOption, console, leave, print_json
from orchestrator.cli.session import DatabaseOption, UntriagedOption, run_interruptibly
from orchestrator.cli.targets import is_file
from orchestrator.errors import UserError
from orchestrator.problems.text import read_text
from orchestrator.vocabulary import RunStatus

if TYPE_CHECKING:
    from orchestrator.api.runs import RunDetail
    from orchestrator.client import AsyncClient

DECIDED = ("proved", "disproved", "answered")


def submit(
    problem: Annotated[str, typer.Argument(metavar="FILE|ID", help="A challenge file, or the id of a stored problem.")],
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="BUDGET",
            help="Such as 5usd, 10min or 5usd,2h; the run ends when one is spent. By default 60 s, or 10 "
            "episodes with a strategy that asks models.",
        ),
    ] = None,
    strategy: StrategyOption = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Seed of everything that is random.")] = 0,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="Model profile, for strategies that use one.")
    ] = None,
    untriaged: UntriagedOption = False,
    watch: Annotated[bool, typer.Option("--watch", help="Show what happens until the run has ended.")] = False,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Submit a problem and start a run on it. Without a server the run is made here, and watched to its end.

    Exit code 0 if it was decided (or, at a server without --watch, started), 1 if not, 7 if it is not known whether
    the server has taken it.
    """
    limits = parse_budget(budget or "")
    ended: list[RunDetail] = []

    async def main() -> None:
        async with opened_client(server, database, catalogue=not is_file(problem)) as client:
            identifier = await _stored(client, problem, untriaged)
            run = await client.start_run(
                identifier, strategy=strategy, seed=seed, profile=profile, budget=limits, untriaged=untriaged
            )
            console(stderr=True).print(f"run {run.id} on {identifier} with {run.strategy}")
            ended.append(run)
            if watch or server_address(server) is None:
                async for event in client.log(run.id):
                    console(stderr=True).print(f"  {event.seq:4} {event.kind} {_said(event.payload)}".rstrip())
                ended.append(await client.run(run.id))

    interrupted = run_interruptibly(main)
    if interrupted:
        leave(Exit.INTERRUPTED)
    run = ended[-1]
    if as_json:
        print_json(run.model_dump(mode="json"))
    else:
        console().print(outcome_line(run))
    started_only = server_address(server) is not None and not watch
    if run.status is RunStatus.PAUSED and run.detail:
        again = f"`orchestrator resume {run.id}` goes on with it"
        console(stderr=True).print(f"orchestrator: run {run.id} is paused: {run.detail}; {again}")
        leave(Exit.USAGE)
    leave(Exit.DONE if started_only or (run.outcome or "") in DECIDED else Exit.NOT_PROVED)


async def _stored(client: AsyncClient, problem: str, untriaged: bool) -> str:
    """The id of the problem, stored first where a file is given."""
    if not is_file(problem):
        return (await client.problem(problem)).id
    text = read_text(Path(problem))
    if not text:
        raise UserError(f"{problem!r} is empty")
    with noticed(problem, console(stderr=True)):
        report = await client.triage(text)
    for finding in report.findings:
        at = f" (line {finding.line})" if finding.line else ""
        console(stderr=True).print(f"{finding.severity}{at}: {finding.text}")
    if not report.usable:
        raise UserError(f"{problem!r} cannot be used as it is; mend what is listed above")
    return (await client.submit(text, untriaged=untriaged)).id


def _said(payload: dict[str, object]) -> str:
    told = next((str(payload[name]) for name in ("text", "detail", "outcome", "status") if payload.get(name)), "")
    return " ".join(told.split())[:160]
