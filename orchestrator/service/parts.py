"""What the routes work with, opened by `launch.py` or by a test."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Query, Request

from orchestrator.api.pages import DEFAULT_ROWS, MAX_ROWS
from orchestrator.service.checks import CheckService
from orchestrator.service.engine import Engine
from orchestrator.service.metrics import Metrics
from orchestrator.store import Store


@dataclass
class Parts:
    """The parts of one server. ``owner`` is its token in the store."""

    store: Store
    engine: Engine
    metrics: Metrics
    owner: str
    checks: CheckService
    watching: int = 0
    """Open event streams."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


# Coroutines, since FastAPI hands plain functions to a thread each time.
async def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


async def _store(request: Request) -> Store:
    return (await _parts(request)).store


PartsOf = Annotated[Parts, Depends(_parts)]
StoreOf = Annotated[Store, Depends(_store)]
Cursor = Annotated[
    str | None, Query(max_length=300, description="`next` of the page before; left out for the first page.")
]
Limit = Annotated[int, Query(ge=1, le=MAX_ROWS, description="Most rows of the page.")]
ROWS = DEFAULT_ROWS
