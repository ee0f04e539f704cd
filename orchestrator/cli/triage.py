"""``orchestrator triage``: what may be wrong with statements, before anybody spends money on them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.asking import ServerOption, server_address
from orchestrator.cli.output import Exit, JsonOption, console, leave, print_json
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.intake.triage import Report
    from orchestrator.problems.challenge import Challenge

STYLES = {"broken": "red", "suspicious": "yellow", "decided": "cyan", "fine": "green", "not looked at": "dim"}


def triage(
    problems: Annotated[list[str] | None, typer.Argument(metavar="ID|FILE...", help="Problems or files.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every problem of the catalogue.")] = False,
    checks: Annotated[
        int, typer.Option(min=0, metavar="N", help="At most so many small cases are checked for one statement.")
    ] = 80,
    server: ServerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for what is commonly wrong with statements: a line per lint, with why and what to do.

    Exit code 1 if a statement is broken. Triage is advice; only the judge says proved.
    """
    from orchestrator.cli.targets import all_challenges, find_challenges

    if every == bool(problems):
        raise UserError("name problems or files, or give --all")
    if server_address(server) is not None:
        from orchestrator.cli import remote

        if every:
            raise UserError("name the problems or files that the server is to look at")
        remote.triage(server, problems or [], as_json=as_json)
        return
    chosen = all_challenges() if every else find_challenges(problems or [])
    reports = asyncio.run(_triage(chosen, checks, quiet=as_json))
    if as_json:
        print_json([{**_plain(report), "grade": report.grade} for report in reports])
    leave(Exit.NOT_PROVED if any(report.grade == "broken" for report in reports) else Exit.DONE)


async def _triage(chosen: list[Challenge], checks: int, *, quiet: bool) -> list[Report]:
    from orchestrator.config import settings
    from orchestrator.intake.triage import open_bench, triage

    reports = []
    async with open_bench(settings().cache_dir, settings().check_memory_mib, checks, settings().problems_dir) as bench:
        for challenge in chosen:
            reports.append(await triage(challenge, bench))
            if not quiet:
                print_report(reports[-1])
    return reports


def print_report(report: Report) -> None:
    """A report for people."""
    out = console()
    out.print(f"{report.id}: {report.grade}", style=f"bold {STYLES[report.grade]}")
    for finding in report.findings:
        place = "" if finding.line is None else f" (line {finding.line})"
        out.print(f"  {finding.grade:13} ", end="", style=STYLES[finding.grade])
        out.print(f"{finding.lint}: {finding.why}{place}")
        if finding.todo:
            out.print(f"{'':16}-> {finding.todo}", style="dim")
    if report.cases:
        out.print(f"  first values: {_first_values(report)}")


def _first_values(report: Report) -> str:
    """The table in one line; values that were not decided are named together."""
    decided = [_case(case.values, case.truth) for case in report.cases if case.truth is not None]
    open_ = [_case(case.values, None) for case in report.cases if case.truth is None]
    if not open_:
        return ", ".join(decided)
    if decided:
        return f"{', '.join(decided)}; not decided: {', '.join(open_)}"
    return f"none of {open_[0]} to {open_[-1]} could be decided by evaluating it, or by a small witness"


def _case(values: tuple[int, ...], truth: bool | None) -> str:
    shown = str(values[0]) if len(values) == 1 else str(values)
    return shown if truth is None else f"{shown} {'yes' if truth else 'no'}"


def _plain(report: Report) -> dict[str, object]:
    from orchestrator.cli.output import plain

    made: dict[str, object] = plain(report)
    return made
