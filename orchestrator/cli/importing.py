"""``orchestrator import``: other people's collections of problems."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import Exit, JsonOption, console, leave, print_json
from orchestrator.cli.session import DatabaseOption
from orchestrator.config import settings
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from orchestrator.intake.importing import ImportReport
    from orchestrator.problems.importers.importer import Pin, Row

SHOWN = 10


class SourceName(StrEnum):
    """What can be imported."""

    FORMAL_CONJECTURES = "formal-conjectures"
    ERDOS_TABLE = "erdos-table"
    OEIS = "oeis"
    LEANDOJO = "leandojo"


def import_source(
    source: Annotated[SourceName, typer.Argument(help="Which collection PATH is a copy of.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A checkout of it, or one of its files.")],
    revision: Annotated[
        str | None, typer.Option(metavar="COMMIT", help="The commit, where PATH is no git checkout.")
    ] = None,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day of the revision, YYYY-MM-DD.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would be imported and keep nothing.")] = False,
    verbose: Annotated[bool, typer.Option("--all", help="List every change and refusal, not the first few.")] = False,
    conjecture: Annotated[
        int, typer.Option(min=0, metavar="N", help="OEIS: which conjecture the proposed challenge is of.")
    ] = 0,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a collection of problems and say what is new, changed, gone and refused since the last import.

    The same revision again changes nothing. For one sequence of the OEIS a challenge to be filled in is proposed on
    standard output, the report goes to standard error. Exit code 1 if anything was refused.
    """
    from orchestrator.intake.importing import run_import
    from orchestrator.intake.ledger import ImportLedger

    check_day(date)
    report = run_import(
        source.value,
        path,
        ImportLedger(settings().imports_dir),
        revision=revision,
        day=date,
        dry_run=dry_run,
        admit=lambda pin, rows: _register(pin, rows, database),
    )
    if as_json:
        print_json(report)
    else:
        proposes = source is SourceName.OEIS and report.single is not None
        _print(report, None if verbose else SHOWN, console(stderr=proposes))
    if source is SourceName.OEIS and report.single is not None and not as_json:
        _print_skeleton(report.single, conjecture)
    leave(Exit.NOT_PROVED if report.refusals else Exit.DONE)


def _register(pin: Pin, rows: tuple[Row, ...], database: str | None) -> None:
    """Challenges become statement versions of the database, where an import brings any."""
    from orchestrator.app import opened_store
    from orchestrator.intake.importing import register

    async def store_all() -> None:
        async with opened_store(database) as store:
            await register(store.problems, pin, rows)

    if any(row.content.get("challenge") for row in rows):
        asyncio.run(store_all())


def check_day(day: str | None) -> None:
    """Refuse what is no day; raises `UserError`."""
    from orchestrator.problems.status import is_day

    if day is not None and not is_day(day):
        raise UserError(f"{day!r} is no day; write it as 2026-08-22")


def _print(report: ImportReport, limit: int | None, out: Console) -> None:
    from orchestrator.intake.importing import counted

    changes = report.difference
    out.print(f"{report.pin.source} at {report.pin.kind} {report.pin.revision}", style="bold")
    out.print(f"{report.rows} rows, of which {report.challenges} make a challenge")
    for name, keys in (("new", changes.new), ("changed", changes.changed), ("gone", changes.gone)):
        _print_list(out, f"{len(keys)} {name}", keys, limit)
    out.print(f"{len(changes.same)} as before")
    if report.gone_for_refusal:
        out.print(f"{len(report.gone_for_refusal)} of those gone stand in files that are refused now", style="yellow")
    for name, notes in (("refused", report.refusals), ("taken with a doubt", report.warnings)):
        _print_list(
            out, f"{len(notes)} {name}", tuple(map(str, notes)), limit, "red" if name == "refused" else "yellow"
        )
        if limit is not None and len(notes) > limit:
            for reason, count in counted(notes)[:limit]:
                out.print(f"    {count} x {reason}", style="dim")
    out.print(f"kept in {report.kept}" if report.kept else "nothing was kept", style="dim")


def _print_list(
    out: Console, heading: str, items: tuple[str, ...], limit: int | None, style: str | None = None
) -> None:
    out.print(heading, style=style if items else None)
    for item in items[:limit]:
        out.print(f"  {item}")
    if limit is not None and len(items) > limit:
        out.print(f"  ... and {len(items) - limit} more; --all lists them", style="dim")


def _print_skeleton(row: Row, conjecture: int) -> None:
    """A proposed challenge for the one sequence that was read."""
    from orchestrator.problems.importers.oeis_skeleton import skeleton

    stated = row.content["conjectures"]
    if conjecture and conjecture >= len(stated):
        raise UserError(f"{row.content['id']} states {len(stated)} conjectures, counted from 0")
    print(skeleton(row.content, conjecture), end="")
