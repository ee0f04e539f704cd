"""The web application: routes behind guards. `server.py` runs it on a socket."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from orchestrator import __version__
from orchestrator.service.access import Access
from orchestrator.service.checks import CheckService
from orchestrator.service.failures import install_failures
from orchestrator.service.files import DASHBOARD, read_files
from orchestrator.service.guards.bodies import BodyGuard, BodyLimits
from orchestrator.service.guards.hosts import HostGuard, Names
from orchestrator.service.guards.rates import Rate, TokenBuckets
from orchestrator.service.guards.requests import RequestGuard
from orchestrator.service.openapi import document_of
from orchestrator.service.parts import Parts
from orchestrator.service.rate import CheckRate
from orchestrator.service.readiness import Readiness
from orchestrator.service.routes import (
    campaigns,
    checks,
    exports,
    health,
    mcp,
    overview,
    problems,
    runs,
    session,
    stream,
    work,
)
from orchestrator.service.routes.pages import make_pages

DESCRIPTION = """Submit Lean 4 problems, watch proofs being searched, fetch certificates, and check Lean files.

Lists come in pages of at most 200 rows; give `next` of a page as `cursor` to get the following one. Errors are problem
details (RFC 9457) whose `retry` says whether to send the request again. Every POST takes an `Idempotency-Key`."""


DEFAULT_RATE = Rate(per_second=400.0, burst=1200.0)
"""Of one client: what a dashboard and a script need at most; a loop without a pause meets it."""


RESOURCES = (
    overview.router,
    problems.router,
    runs.router,
    campaigns.router,
    work.router,
    session.router,
    exports.router,
    stream.router,
)


@dataclass(frozen=True)
class Config:
    """What the application is told from outside."""

    names: Names = field(default_factory=Names)
    bodies: BodyLimits = field(default_factory=BodyLimits)
    rate: Rate = DEFAULT_RATE


def make_app(
    config: Config,
    access: Access,
    parts: Parts,
    *,
    packages: Path | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """The application over these parts; its lifespan ends the check service.

    Args:
        config: limits and names.
        access: who may ask what.
        parts: store, engine and check service; the caller closes store and engine.
        packages: folder with the dashboard's packages; None where they are not installed.
        clock: seconds that only go forward, for rates.
    """
    metrics = parts.metrics
    service = parts.checks
    app = FastAPI(
        title="Lean orchestrator",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=_lifespan(service),
        redirect_slashes=False,
    )
    app.state.parts = parts
    app.state.metrics = metrics
    app.state.access = access
    app.state.buckets = TokenBuckets(config.rate, clock)
    app.state.checks = service
    app.state.mcp = mcp.McpDoor(app)
    app.state.check_rate = CheckRate()
    app.state.readiness = Readiness(
        {"database": parts.store.check, "lean": service.toolchain, "workers": parts.engine.probe}
    )
    install_failures(app)
    dashboard = make_pages(read_files(DASHBOARD), read_files(packages) if packages else {})
    for routes in (*RESOURCES, health.router, checks.router, mcp.router, dashboard):
        app.include_router(routes)
    app.add_middleware(BodyGuard, limits=config.bodies)  # the one added last is the outermost
    app.add_middleware(HostGuard, names=config.names)
    app.add_middleware(RequestGuard, metrics=metrics)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    return app


def _lifespan(service: CheckService) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await app.state.mcp.aclose()
            await service.aclose()

    return lifespan


def _document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; made once."""
    if app.openapi_schema is None:
        app.openapi_schema = document_of(app)
    return app.openapi_schema
