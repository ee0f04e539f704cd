"""``orchestrator export``: what is found, as files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from orchestrator.app import opened_store
from orchestrator.cli.asking import ServerOption, server_address
from orchestrator.cli.output import console
from orchestrator.cli.session import DatabaseOption
from orchestrator.errors import UserError
from orchestrator.problems.naming import counted
from orchestrator.problems.whole_file import write_whole

app = typer.Typer(help="Write proofs, attempts and the status table to files.", no_args_is_help=True)


@app.command("proof")
def proof(
    verdict: Annotated[int, typer.Argument(help="The verdict's number, as `show` prints it.")],
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write; by default proof-NUMBER.zip.")
    ] = None,
    server: ServerOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write everything about an accepted verdict: statement, proof, certificate, plan, models, cost."""
    path = to or Path(f"proof-{verdict}.zip")
    if server_address(server) is not None:
        from orchestrator.cli import remote

        remote.export(server, f"/verdicts/{verdict}/bundle", path)
        return
    from orchestrator.service.bundle import bundle_of

    async def made() -> bytes:
        async with opened_store(database) as store:
            found, direction = await store.listing.verdict(verdict)
            if found.certificate is None:
                raise UserError(f"verdict {verdict} has no certificate: the judge did not accept it")
            return await bundle_of(store, found, direction)

    write_whole(path, asyncio.run(made()))
    console().print(f"wrote {path}")


@app.command("attempts")
def attempts(
    run: Annotated[str, typer.Argument(help="The run's id.")],
    to: Annotated[Path, typer.Option(metavar="FILE", help="A .csv or .parquet file.")],
    server: ServerOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write all attempts of a run as CSV or Parquet, by the file's name."""
    from orchestrator.service.tables import CSV_HEAD, ParquetTable, csv_lines
    from orchestrator.store import Attempt, collected

    if to.suffix not in (".csv", ".parquet"):
        raise UserError(f"{str(to)!r} is neither .csv nor .parquet")
    if server_address(server) is not None:
        from orchestrator.cli import remote

        remote.export(server, f"/exports/attempts{to.suffix}", to, run=run)
        return

    async def found() -> tuple[Attempt, ...]:
        async with opened_store(database) as store:
            return await collected(store.attempts.list, run)

    rows = asyncio.run(found())
    if to.suffix == ".csv":
        write_whole(to, CSV_HEAD + csv_lines(rows))
    else:
        with ParquetTable(to) as table:
            table.add(rows)
    console().print(f"wrote {counted(len(rows), 'attempt')} to {to}")


@app.command("status")
def status(
    to: Annotated[Path, typer.Option(metavar="FILE", help="A .yaml file.")],
    server: ServerOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write where every problem stands, in the style of the public Erdős table."""
    if server_address(server) is not None:
        from orchestrator.cli import remote

        remote.export(server, "/exports/status.yaml", to)
        return
    from orchestrator.service.tables import status_lines
    from orchestrator.store import ProblemFilter, collected

    async def made() -> list[str]:
        async with opened_store(database) as store:
            return [status_lines(line) for line in await collected(store.listing.problems, ProblemFilter())]

    lines = asyncio.run(made())
    write_whole(to, "".join(lines))
    console().print(f"wrote {counted(len(lines), 'problem')} to {to}")
