"""``orchestrator status``: where each problem stands."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.app import opened_store
from orchestrator.cli.asking import ServerOption, server_address
from orchestrator.cli.output import JsonOption, console, print_json
from orchestrator.cli.session import DatabaseOption
from orchestrator.cli.standing import ContradictionsOption, FormalOption, InformalOption
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.store import ProblemOverview, Run, Verdict

STYLES = {"proved": "green", "disproved": "green", "answered": "green", "running": "cyan"}


def status(
    prefix: Annotated[str, typer.Argument(help="Only problems whose id starts so.")] = "",
    informal: InformalOption = None,
    formal: FormalOption = None,
    contradictions: ContradictionsOption = False,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where each problem stands that has ever been tried, and which runs are unfinished."""
    if server_address(server) is not None:
        from orchestrator.cli import remote

        if informal or formal or contradictions:
            raise UserError("--informal, --formal and --contradictions look into this machine's catalogue: no --server")
        remote.status(server, prefix, as_json=as_json)
        return
    from orchestrator.store import collected

    async def read() -> tuple[Sequence[ProblemOverview], Sequence[Run]]:

        async with opened_store(database) as store:
            return await collected(store.views.overview, prefix), await collected(store.runs.list, unfinished=True)

    problems, unfinished = asyncio.run(read())
    if informal or formal or contradictions:
        problems = _in_state(problems, informal, formal, clashing=contradictions)
    kept = {one.problem_id for one in problems}
    unfinished = [run for run in unfinished if run.problem_id in kept]
    if as_json:
        print_json({"problems": problems, "unfinished_runs": unfinished})
        return
    out = console()
    if not problems:
        out.print("Nothing has been tried yet; `orchestrator prove --all` tries the whole catalogue")
        return
    _print_table(problems)
    for run in unfinished:
        out.print(f"unfinished: {run.id} on {run.problem_id}, {run.status}; `orchestrator resume {run.id}`")


def _in_state(
    problems: Sequence[ProblemOverview], informal: str | None, formal: str | None, *, clashing: bool
) -> Sequence[ProblemOverview]:
    """Those problems of the catalogue that stand so; a file of one's own has no public state."""
    from orchestrator.cli.standing import ours_of, standings_of
    from orchestrator.cli.targets import all_challenges
    from orchestrator.intake.standing import chosen

    states = ours_of(problems)
    tried = [each for each in all_challenges() if each.id in states]
    kept = {each.id for each in chosen(standings_of(tried, states), informal, formal, clashing=clashing)}
    return [one for one in problems if one.problem_id in kept]


def _print_table(problems: Sequence[ProblemOverview]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from orchestrator.problems.catalogue import natural_key

    with_money = any(one.micro_usd for one in problems)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("problem", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("last verdict (trust)")
    for heading in ("runs", "attempts", *(["USD"] if with_money else [])):
        table.add_column(heading, justify="right")
    for one in sorted(problems, key=lambda one: natural_key(one.problem_id)):
        verdict = one.last_verdict
        lost = f" ({one.failed_attempts} lost)" if one.failed_attempts else ""
        cells = [
            Text(one.problem_id),
            Text(one.state, style=STYLES.get(one.state, "yellow")),
            Text(_verdict(verdict) if verdict else ""),
            Text(str(one.runs)),
            Text(f"{one.attempts}{lost}"),
        ]
        table.add_row(*cells, *([Text(f"{one.micro_usd / 1e6:.2f}")] if with_money else []))
    out = console()
    if not out.is_terminal:
        out.width = 120
    out.print(table)


def _verdict(verdict: Verdict) -> str:
    return f"accepted ({verdict.trust})" if verdict.verdict == "accepted" else f"{verdict.verdict}: {verdict.code}"
