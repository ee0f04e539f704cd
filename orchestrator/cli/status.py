"""``orchestrator status``: where each problem stands."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from orchestrator.cli.asking import ServerOption, server_address
from orchestrator.cli.output import JsonOption, plain, print_json
from orchestrator.cli.session import DatabaseOption
from orchestrator.cli.standing import ContradictionsOption, FormalOption, InformalOption
from orchestrator.config import default_database_url, settings

TEXTS = 3
"""Columns on the left that are no numbers."""
STYLES = {"proved": "green", "disproved": "green", "answered": "green", "running": "cyan"}


def status(
    prefix: Annotated[str, typer.Argument(help="Only problems whose id starts so.")] = "",
    informal: InformalOption = None,
    formal: FormalOption = None,
    contradictions: ContradictionsOption = False,
    untried: Annotated[bool, typer.Option("--untried", help="Also what is stored and was never tried.")] = False,
    server: ServerOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where each problem stands that has ever been tried, and which runs are unfinished."""
    if server_address(server) is not None:
        from orchestrator.cli import remote

        filters = {"informal": informal, "formal": formal, "contradictions": contradictions or None}
        remote.status(server, prefix, as_json=as_json, **filters)
        return
    known = overview(database)
    kept = {one["problem_id"] for one in known["problems"] if one["problem_id"].startswith(prefix)}
    if informal or formal or contradictions:
        kept &= _in_state(known["problems"], informal, formal, clashing=contradictions)
    known = {name: [one for one in listed if one["problem_id"] in kept] for name, listed in known.items()}
    problems, unfinished = known["problems"], known["unfinished_runs"]
    if as_json:
        print_json(known)
        return
    shown = [one for one in problems if untried or one["state"] != "untried"]
    if shown:
        _print_table(shown)
    else:
        print("Nothing has been tried yet; `orchestrator prove --all` tries the whole catalogue")
    if len(shown) < len(problems):
        print(f"{len(problems) - len(shown)} more are stored and were never tried; --untried lists them")
    for run in unfinished:
        print(_unfinished_line(run))


def _unfinished_line(run: Mapping[str, Any]) -> str:
    """An unfinished run: who works on it, or how to go on with it."""
    from orchestrator.search.driver.owners import is_driven, owner_words, way_on

    name, owner, seen = f"{run['id']} on {run['problem_id']}", run["owner"], run["heartbeat_at"]
    if is_driven(run["status"], owner, datetime.fromisoformat(seen) if seen else None, datetime.now(UTC)):
        return f"running: {name}, driven by {owner_words(owner)}"
    state = f"left behind by {owner_words(owner)}" if run["status"] == "running" else run["status"]
    why = f" ({run['detail']})" if run["detail"] else ""
    return f"unfinished: {name}, {state}{why}; {way_on(run['id'], run['problem_id'], run['strategy'])}"


def overview(database: str | None) -> dict[str, Any]:
    """Every problem that was tried and every unfinished run, as `status --json` prints them.

    A database of SQLite that did not change is not opened again, and one that does not exist is not made.
    """
    from orchestrator.cli.remembered import remembered, stamp

    url = database or settings().database_url
    path = sqlite_path(url)
    if path is None:
        return _read(url)
    if not path.exists() and (path.parent.is_dir() or url == default_database_url()):
        return {"problems": [], "unfinished_runs": []}
    name = f"status-{zlib.crc32(str(path.absolute()).encode()):08x}"
    files = [str(path), f"{path}-wal"]
    found: dict[str, Any] = remembered(name, lambda: stamp(files), lambda: _read(url), program=("cli", "store"))
    return found


def sqlite_path(url: str) -> Path | None:
    """The file of a plain SQLite URL; None for every other."""
    scheme, _, path = url.partition(":///")
    return Path(path) if scheme in ("sqlite", "sqlite+aiosqlite") and path and "?" not in path else None


def _read(url: str) -> dict[str, Any]:
    import asyncio

    from orchestrator.app import opened_store
    from orchestrator.store import collected

    async def read() -> dict[str, Any]:
        async with opened_store(url) as store:
            problems = await collected(store.views.overview, "")
            unfinished = await collected(store.runs.list, unfinished=True)
            found: dict[str, Any] = plain({"problems": problems, "unfinished_runs": unfinished})
            return found

    return asyncio.run(read())


def _in_state(
    problems: Sequence[dict[str, Any]], informal: str | None, formal: str | None, *, clashing: bool
) -> set[str]:
    """Ids of those problems of the catalogue that stand so; a file of one's own has no public state."""
    from orchestrator.cli.standing import ours_of, standings_of
    from orchestrator.cli.targets import all_challenges
    from orchestrator.intake.standing import chosen

    states = ours_of(problems)
    tried = [each for each in all_challenges() if each.id in states]
    return {each.id for each in chosen(standings_of(tried, states), informal, formal, clashing=clashing)}


def _print_table(problems: Sequence[dict[str, Any]]) -> None:
    from orchestrator.problems.naming import natural_key

    with_money = any(one["micro_usd"] for one in problems)
    rows = [["problem", "state", "last verdict (trust)", "runs", "attempts", *(["USD"] if with_money else [])]]
    ordered = sorted(problems, key=lambda one: natural_key(one["problem_id"]))
    for one in ordered:
        verdict = one["last_verdict"]
        lost = f" ({one['failed_attempts']} lost)" if one["failed_attempts"] else ""
        money = [f"{one['micro_usd'] / 1e6:.2f}"] if with_money else []
        judged = _verdict(verdict) if verdict else ""
        rows.append([one["problem_id"], one["state"], judged, str(one["runs"]), f"{one['attempts']}{lost}", *money])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        padded = zip(row, widths, strict=True)
        cells = [cell.ljust(width) if at < TEXTS else cell.rjust(width) for at, (cell, width) in enumerate(padded)]
        if number:
            cells[1] = typer.style(cells[1], STYLES.get(row[1], "yellow"))
        typer.echo("  ".join(cells).rstrip())
        if not number:
            typer.echo("-" * (sum(widths) + 2 * (len(widths) - 1)))


def _verdict(verdict: dict[str, Any]) -> str:
    if verdict["verdict"] == "accepted":
        return f"accepted ({verdict['trust']})"
    return f"{verdict['verdict']}: {verdict['code']}"
