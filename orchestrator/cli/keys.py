"""``orchestrator keys``: API keys of the service, in the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from orchestrator.app import opened_store
from orchestrator.cli.output import JsonOption, console, print_json
from orchestrator.cli.session import DatabaseOption
from orchestrator.vocabulary import ApiRole

app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is, or what for.")],
    role: Annotated[ApiRole, typer.Option(help="What it may do.")] = ApiRole.VIEWER,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, metavar="N", help="Days until it expires; by default never.")
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key. It is shown this once; only a hash of it is stored."""

    async def made() -> tuple[str, object]:
        expires = None if days is None else datetime.now(UTC) + timedelta(days=days)
        async with opened_store(database) as store:
            return await store.keys.create(name, role, expires_at=expires)

    text, key = asyncio.run(made())
    if as_json:
        print_json({"key": text, "stored": key})
        return
    console(stderr=True).print("This key is shown once and cannot be had again:")
    console().print(text)


@app.command("list")
def list_keys(database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """List the keys, without their texts."""
    from orchestrator.store import ApiKey, collected

    async def found() -> tuple[ApiKey, ...]:
        async with opened_store(database) as store:
            return await collected(store.keys.list)

    keys = asyncio.run(found())
    if as_json:
        print_json(keys)
        return
    if not keys:
        console(stderr=True).print("there are no keys yet; `orchestrator keys create` makes one")
    for key in keys:
        state = "revoked" if key.revoked_at else f"expires {key.expires_at:%Y-%m-%d}" if key.expires_at else "in use"
        console().print(f"{key.id}  {key.role.value:10}  {state:18}  {key.name}")


@app.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `keys list` shows it.")],
    database: DatabaseOption = None,
) -> None:
    """Take a key out of use for good; sessions that were opened with it end at once."""

    async def revoked() -> str:
        async with opened_store(database) as store:
            return (await store.keys.revoke(key)).name

    console().print(f"revoked {asyncio.run(revoked())}")
