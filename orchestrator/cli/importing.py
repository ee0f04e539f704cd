"""``orchestrator import``: other people's collections of problems."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli.output import Exit, JsonOption, console, leave, print_json
from orchestrator.config import settings
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.intake.importing import ImportReport

SHOWN = 10


class SourceName(StrEnum):
    """What can be imported."""

    FORMAL_CONJECTURES = "formal-conjectures"
    ERDOS_TABLE = "erdos-table"


def import_source(
    source: Annotated[SourceName, typer.Argument(help="Which collection PATH is a copy of.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A checkout of it, or one of its files.")],
    revision: Annotated[str | None, typer.Option(help="The commit, where PATH is no git checkout.")] = None,
    date: Annotated[str | None, typer.Option(help="The day of the revision, YYYY-MM-DD.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would be imported and keep nothing.")] = False,
    verbose: Annotated[bool, typer.Option("--all", help="List every change and refusal, not the first few.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import a collection of problems and say what is new, changed, gone and refused since the last import.

    The same revision again changes nothing. Exit code 1 if anything was refused.
    """
    from orchestrator.intake.importing import run_import
    from orchestrator.intake.ledger import ImportLedger

    check_day(date)
    report = run_import(
        source.value, path, ImportLedger(settings().imports_dir), revision=revision, day=date, dry_run=dry_run
    )
    if as_json:
        print_json(report)
    else:
        _print(report, None if verbose else SHOWN)
    leave(Exit.NOT_PROVED if report.refusals else Exit.DONE)


def check_day(day: str | None) -> None:
    """Refuse what is no day; raises `UserError`."""
    from datetime import date

    try:
        if day is not None and date.fromisoformat(day).isoformat() != day:
            raise ValueError
    except ValueError:
        raise UserError(f"{day!r} is no day; write it as 2026-08-22") from None


def _print(report: ImportReport, limit: int | None) -> None:
    from orchestrator.intake.importing import counted

    out, changes = console(), report.difference
    out.print(f"{report.pin.source} at {report.pin.kind} {report.pin.revision}", style="bold")
    out.print(f"{report.rows} rows, of which {report.challenges} make a challenge")
    for name, keys in (("new", changes.new), ("changed", changes.changed), ("gone", changes.gone)):
        _print_list(f"{len(keys)} {name}", keys, limit)
    out.print(f"{len(changes.same)} as before")
    if report.gone_for_refusal:
        out.print(f"{len(report.gone_for_refusal)} of those gone stand in files that are refused now", style="yellow")
    for name, notes in (("refused", report.refusals), ("taken with a doubt", report.warnings)):
        _print_list(f"{len(notes)} {name}", tuple(map(str, notes)), limit, "red" if name == "refused" else "yellow")
        if limit is not None and len(notes) > limit:
            for reason, count in counted(notes)[:limit]:
                out.print(f"    {count} x {reason}", style="dim")
    out.print(f"kept in {report.kept}" if report.kept else "nothing was kept", style="dim")


def _print_list(heading: str, items: tuple[str, ...], limit: int | None, style: str | None = None) -> None:
    out = console()
    out.print(heading, style=style if items else None)
    for item in items[:limit]:
        out.print(f"  {item}")
    if limit is not None and len(items) > limit:
        out.print(f"  ... and {len(items) - limit} more; --all lists them", style="dim")
