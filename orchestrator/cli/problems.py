"""``orchestrator problems``: what is in the catalogue."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestrator.cli.asking import ServerOption, server_address
from orchestrator.cli.output import Exit, JsonOption, Lines, console, leave, lines, plain, print_json, quoted
from orchestrator.cli.session import DatabaseOption
from orchestrator.cli.standing import ContradictionsOption, FormalOption, InformalOption
from orchestrator.problems.naming import counted

if TYPE_CHECKING:
    from orchestrator.intake.format_check import FileReport
    from orchestrator.problems.challenge import Challenge

app = typer.Typer(help="List and show the problems of the catalogue.", no_args_is_help=True)


@app.command("list")
def list_problems(
    prefix: Annotated[str, typer.Argument(help="Only ids that start so, such as 'oeis/'.")] = "",
    tag: Annotated[str | None, typer.Option(metavar="TAG", help="Only problems with this tag.")] = None,
    informal: InformalOption = None,
    formal: FormalOption = None,
    contradictions: ContradictionsOption = False,
    axes: Annotated[bool, typer.Option("--axes", help="Show both axes: the mathematics, and the Lean.")] = False,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the problems by id, with what is known about each.

    With --axes or a filter by state, imported sources and the database are asked as well; with --server, what it knows.
    """
    if server_address(server) is not None:
        from orchestrator.cli import remote

        axes = axes or bool(informal or formal or contradictions)
        filters = {"tag": tag, "informal": informal, "formal": formal, "contradictions": contradictions or None}
        remote.problems(server, prefix, axes=axes, as_json=as_json, **filters)
        return
    if axes or informal or formal or contradictions:
        _list_axes(_chosen(prefix, tag), informal, formal, database, clashing=contradictions, as_json=as_json)
        return
    everything = catalogued()
    chosen = [one for one in everything if one["id"].startswith(prefix) and (tag is None or tag in one["tags"])]
    if as_json:
        print_json(chosen)
        return
    width = max((len(one["id"]) for one in chosen), default=0)
    for one in chosen:
        print(f"{one['id']:{width}}  {one['status']:9}  {one['title']}")
    print(
        f"{len(chosen)} of {len(everything)} problems, with what is known in the literature (not what was proved here: "
        "`orchestrator status`); `orchestrator problems show ID` shows one"
    )


def catalogued() -> list[dict[str, Any]]:
    """What `problems list` says of each problem of the catalogue, in its order; errors as `Catalogue.load`."""
    from orchestrator.cli.remembered import files_below, remembered, stamp
    from orchestrator.config import settings

    folder = settings().problems_dir

    def read() -> list[dict[str, Any]]:
        from orchestrator.problems.catalogue import Catalogue

        return [_summary(challenge) for challenge in Catalogue.load(folder)]

    name = f"catalogue-{zlib.crc32(str(folder.absolute()).encode()):08x}"
    found: list[dict[str, Any]] = remembered(
        name, lambda: stamp(files_below(folder, ".lean")), read, program=("problems", "cli")
    )
    return found


def _chosen(prefix: str, tag: str | None) -> list[Challenge]:
    from orchestrator.config import settings
    from orchestrator.problems.catalogue import Catalogue

    catalogue = Catalogue.load(settings().problems_dir)
    return [one for one in catalogue if one.id.startswith(prefix) and (tag is None or tag in one.metadata.tags)]


def _list_axes(
    chosen: list[Challenge],
    informal: str | None,
    formal: str | None,
    database: str | None,
    *,
    clashing: bool,
    as_json: bool,
) -> None:
    from orchestrator.cli.standing import standings
    from orchestrator.intake.standing import chosen as filtered

    found = filtered(standings(chosen, database), informal, formal, clashing=clashing)
    if as_json:
        print_json(found)
        return
    out = console()
    width = max((len(each.id) for each in found), default=0)
    for each in found:
        clash = f"  {counted(len(each.clashes), 'contradiction')}" if each.clashes else ""
        out.print(f"{each.id:{width}}  {each.informal:14}  {each.formal:18}{clash}".rstrip())
    out.print(f"{len(found)} of {len(chosen)} problems; `orchestrator problems show ID` shows who says what")


@app.command("check")
def check_problem(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A challenge file.")], as_json: JsonOption = False
) -> None:
    """Check a challenge file: its format, whether Lean takes it, and what is commonly wrong, with line and remedy.

    Exit code 0 if it can be worked on, 1 otherwise. `triage` looks longer.
    """
    import asyncio

    report = asyncio.run(_check_file(file))
    if as_json:
        print_json({"usable": report.usable, **plain(report)})
    else:
        _print_check(report)
    leave(Exit.DONE if report.usable else Exit.NOT_PROVED)


async def _check_file(file: Path) -> FileReport:
    from orchestrator.config import settings
    from orchestrator.intake.format_check import FileReport, check_challenge, parse_file
    from orchestrator.intake.lints.finding import Finding
    from orchestrator.intake.triage import open_bench

    parsed = parse_file(file)
    if isinstance(parsed, Finding):
        return FileReport(str(file), "", (parsed,))
    async with open_bench(settings().cache_dir, settings().check_memory_mib, problems=settings().problems_dir) as bench:
        return await check_challenge(file, parsed, bench)


def _print_check(report: FileReport) -> None:
    out = console()
    for finding in report.findings:
        place = report.file if finding.line is None else f"{report.file}:{finding.line}"
        out.print(f"{place}: {finding.grade}: {finding.why}" + (f" -> {finding.todo}" if finding.todo else ""))
    if report.usable:
        count = len(report.findings)
        doubts = f", with {count} note{'' if count == 1 else 's'}" if count else ""
        out.print(f"{report.id} is a challenge that can be worked on{doubts}")
        out.print(f"Look longer: orchestrator triage {quoted(report.file)}", style="dim")


@app.command("show")
def show_problem(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A problem's id or a challenge file.")],
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one problem: where it comes from, what it says, where it stands, and its Lean text."""
    if server_address(server) is not None:
        from orchestrator.cli import remote

        remote.show(server, identifier, None, as_json=as_json)
        return
    from orchestrator.cli.standing import print_standing, standings
    from orchestrator.cli.targets import find_challenge

    challenge = find_challenge(identifier)
    (standing,) = standings([challenge], database)
    if as_json:
        shown = {"metadata": challenge.metadata, "text": challenge.text, "standing": standing}
        print_json(_summary(challenge) | shown)
        return
    out, meta = lines(), challenge.metadata
    out.print(meta.title, style="bold")
    out.print(f"{meta.id}, status {meta.status}{', ' + ', '.join(meta.tags) if meta.tags else ''}")
    out.print(f"{meta.source}\n\n{meta.informal}")
    for name, text in (("Equivalence", meta.equivalence), ("Note", meta.note)):
        if text:
            out.print(f"\n{name}: {text}")
    for reference in meta.references:
        out.print(f"  - {reference}")
    out.print()
    print_standing(standing)
    _print_lean(challenge)
    out.print(f"\nTry it: orchestrator prove {quoted(identifier)}")


def _print_lean(challenge: Challenge) -> None:
    body = challenge.text[challenge.text.index("\n-/\n") + 4 :].strip("\n")
    out = lines()
    if not isinstance(out, Lines):
        from rich.syntax import Syntax

        out.print(Syntax("", "lean4", background_color="default").highlight(body))
    else:
        out.print(body)


def _summary(challenge: Challenge) -> dict[str, Any]:
    return {
        "id": challenge.id,
        "title": challenge.metadata.title,
        "status": str(challenge.metadata.status),
        "tags": list(challenge.metadata.tags),
        "source": challenge.metadata.source,
        "sha256": challenge.sha256,
        "disproof_offered": challenge.disproof,
    }
