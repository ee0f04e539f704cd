"""``orchestrator serve``: the HTTP API, the dashboard and the check service, in one process."""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import replace
from typing import Annotated

import typer

from orchestrator.app import worker_parts
from orchestrator.cli.session import (
    DatabaseOption,
    ExecutorOption,
    RayAddressOption,
    WorkersOption,
    collect_rarely,
    executor_choice,
)
from orchestrator.cluster.choice import ExecutorName
from orchestrator.config import settings


def serve(
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Address to listen on; one beyond this machine needs API keys.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="Port to listen on; 0 for any free one.")
    ] = 8100,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A further name under which the server may be asked.")
    ] = None,
    require_keys: Annotated[
        bool, typer.Option("--require-keys", help="Ask for API keys also on this machine.")
    ] = False,
    executor: ExecutorOption = ExecutorName.LOCAL,
    workers: WorkersOption = None,
    ray_address: RayAddressOption = None,
    database: DatabaseOption = None,
) -> None:
    """Serve the HTTP API and the dashboard until Ctrl-C or SIGTERM; paused runs go on at the next start."""
    from orchestrator.service.launch import Address, Work, run_server
    from orchestrator.service.server import log_as_json

    log_as_json()
    collect_rarely()
    address = Address(host, port, tuple(allow_host or ()), require_keys)
    choice = executor_choice(executor, workers, ray_address)
    configured = settings() if database is None else replace(settings(), database_url=database)
    say = logging.getLogger("orchestrator.serve").warning
    work = Work(lambda: choice.opened(worker_parts(), choice.workers, say), choice.workers)
    asyncio.run(run_server(configured, address, work, _announce))


def _announce(url: str) -> None:
    print(f"serving on {url}", file=sys.stdout, flush=True)
