"""The web application: routes behind guards. `server.py` runs it on a socket."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from orchestrator import __version__
from orchestrator.api.problem_details import ProblemDetails
from orchestrator.service.access import Access
from orchestrator.service.checks import CheckService, Lean
from orchestrator.service.failures import install_failures
from orchestrator.service.files import DASHBOARD, read_files
from orchestrator.service.guards.bodies import BodyGuard, BodyLimits
from orchestrator.service.guards.hosts import HostGuard, Names
from orchestrator.service.guards.rates import Rate, TokenBuckets
from orchestrator.service.guards.requests import RequestGuard
from orchestrator.service.metrics import Metrics
from orchestrator.service.readiness import Readiness
from orchestrator.service.routes import checks, health
from orchestrator.service.routes.pages import make_pages

DESCRIPTION = """Submit Lean 4 problems, watch proofs being searched, fetch certificates, and check Lean files.

Lists come in pages of at most 200 rows; give `next` of a page as `cursor` to get the following one. Errors are problem
details (RFC 9457) whose `retry` says whether to send the request again. Every POST takes an `Idempotency-Key`."""


DEFAULT_RATE = Rate(per_second=400.0, burst=1200.0)
"""Of one client: what a dashboard and a script need at most; a loop without a pause meets it."""


@dataclass(frozen=True)
class Config:
    """What the application is told from outside."""

    names: Names = field(default_factory=Names)
    bodies: BodyLimits = field(default_factory=BodyLimits)
    rate: Rate = DEFAULT_RATE


def make_app(
    config: Config,
    access: Access,
    lean: Lean,
    *,
    packages: Path | None = None,
    metrics: Metrics | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """The application over these parts; its lifespan ends the check service."""
    metrics = metrics or Metrics()
    service = CheckService(lean, metrics)
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
    app.state.metrics = metrics
    app.state.access = access
    app.state.buckets = TokenBuckets(config.rate, clock)
    app.state.checks = service
    app.state.readiness = Readiness({"lean": service.toolchain})
    install_failures(app)
    dashboard = make_pages(read_files(DASHBOARD), read_files(packages) if packages else {})
    for routes in (health.router, checks.router, dashboard):
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
            await service.aclose()

    return lifespan


def _document(app: FastAPI) -> dict[str, object]:
    """The OpenAPI document, with the schema of errors and the two ways to authenticate."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        components = document.setdefault("components", {})
        schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        components.setdefault("schemas", {}).update(schema.pop("$defs", {}))
        components["schemas"]["ProblemDetails"] = schema
        components["schemas"].pop("HTTPValidationError", None)
        components["schemas"].pop("ValidationError", None)
        components["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer", "description": "An API key."},
            "session": {"type": "apiKey", "in": "cookie", "name": "orchestrator_session"},
        }
        for path in document["paths"].values():
            for operation in path.values():
                if "x-role" in operation:
                    operation["security"] = [{"key": []}, {"session": []}]
        app.openapi_schema = document
    return app.openapi_schema
