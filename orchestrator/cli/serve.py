"""``orchestrator serve``: the HTTP API, the dashboard and the check service, in one process."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from orchestrator.config import settings
from orchestrator.errors import SetupError


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; one beyond this machine needs API keys.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any free one.")] = 8100,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A further name under which the server may be asked.")
    ] = None,
) -> None:
    """Serve the HTTP API and the dashboard until Ctrl-C or SIGTERM; runs are then paused and can be resumed."""
    try:
        from orchestrator.service.launch import Address, run_server
        from orchestrator.service.server import log_as_json
    except ModuleNotFoundError as error:
        raise SetupError(
            f"the server needs {error.name!r}: run `make serve`, or `pip install lean-orchestrator[service]`"
        ) from error
    log_as_json()
    address = Address(host, port, tuple(allow_host or ()))
    asyncio.run(run_server(settings(), address, _announce))


def _announce(url: str) -> None:
    print(f"serving on {url}", file=sys.stdout, flush=True)
