"""What the routes work with, opened by `launch.py` or by a test."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request

from orchestrator.api.pages import DEFAULT_ROWS, MAX_ROWS
from orchestrator.service.checks import CheckService
from orchestrator.service.engine import Engine
from orchestrator.service.metrics import Metrics
from orchestrator.service.recent import RecentAnswers
from orchestrator.store import Store

T = TypeVar("T")


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
    answers: RecentAnswers = field(default_factory=RecentAnswers)
    written: dict[str, bytes] = field(default_factory=dict)
    """Some of the newest events as they are sent, by position."""
    kept: dict[str, tuple[float, Any]] = field(default_factory=dict)
    """What `recent` looked up, and when, on the monotonic clock."""

    async def recent(self, name: str, seconds: float, look: Callable[[], Awaitable[T]]) -> T:
        """What ``look()`` gives, or gave at most so many seconds ago under this name."""
        kept = self.kept.get(name)
        fresh = kept is not None and kept[0] >= time.monotonic() - seconds
        self.metrics.cached.labels(name, "yes" if fresh else "no").inc()
        if kept is None or not fresh:
            kept = self.kept[name] = (time.monotonic(), await look())
        found: T = kept[1]
        return found


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
