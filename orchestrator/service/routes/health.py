"""Is the process alive, is what it needs there, what has it counted."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from orchestrator import __version__
from orchestrator.api.access import Role
from orchestrator.api.base import Answer
from orchestrator.service.access import needs
from orchestrator.service.failures import Refused
from orchestrator.service.metrics import Metrics
from orchestrator.service.parts import PartsOf
from orchestrator.service.readiness import Readiness
from orchestrator.service.routes.describing import errors, role

router = APIRouter(tags=["operations"])


class Health(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"
    version: str = Field(examples=["0.1.0"])


class Ready(Answer):
    """Whether each part that the server needs can be used; the text says what is wrong where one cannot."""

    ready: bool
    parts: dict[str, str] = Field(examples=[{"database": "ok", "lean": "ok", "workers": "ok"}])


async def _readiness(request: Request) -> Readiness:
    readiness: Readiness = request.app.state.readiness
    return readiness


@router.get("/health", operation_id="health", summary="Is the process alive", responses=errors())
async def health() -> Health:
    """Answers as long as the process does. Needs no key."""
    return Health(version=__version__)


@router.get("/ready", operation_id="ready", summary="Can it serve", responses=errors())
async def ready(response: Response, readiness: Annotated[Readiness, Depends(_readiness)]) -> Ready:
    """Whether database, Lean and workers can be used; 503 if one cannot. Needs no key and tells no addresses."""
    parts = await readiness.parts()
    well = all(state == "ok" for state in parts.values())
    response.status_code = 200 if well else 503
    return Ready(ready=well, parts=parts)


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Metrics for Prometheus",
    responses=errors() | {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    response_class=Response,
    dependencies=[Depends(needs(Role.VIEWER))],
    openapi_extra=role(Role.VIEWER),
)
async def metrics(request: Request, parts: PartsOf) -> Response:
    """Everything the server counts, in Prometheus' text format."""
    found: Metrics = request.app.state.metrics
    engine, store = parts.engine, parts.store
    workers = await engine.workers()
    found.workers.set(len(workers))
    for one in workers:
        found.replaced("workers", one.worker, one.hosts_replaced)
    found.replaced("checks", 0, await parts.checks.hosts_replaced())
    found.runs.set(engine.at_work)
    found.runs_waiting.set(engine.waiting)
    found.spent.set((await store.listing.totals()).micro_usd / 1e6)
    return Response(found.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def draining(request: Request) -> None:
    """A dependency of routes that begin work: while the server ends, they refuse.

    Raises:
        Refused: 503, the server is being stopped.
    """
    if request.app.state.readiness.draining:
        from orchestrator.api.problem_details import Retry

        raise Refused(503, "draining", "the server is being stopped; try again in a moment", retry=Retry.LATER)
