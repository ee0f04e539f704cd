"""The event stream of a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from orchestrator.api.access import Role
from orchestrator.service.access import Access, needs
from orchestrator.service.failures import Refused
from orchestrator.service.parts import PartsOf
from orchestrator.service.routes.describing import errors, role
from orchestrator.service.routes.health import draining
from orchestrator.service.stream import begin_at, parse_topics, position_of, require_room, stream

router = APIRouter(prefix="/api/v1", tags=["events"])
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get(
    "/stream",
    operation_id="stream_events",
    summary="Events as they happen",
    responses=errors() | {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    response_class=Response,
    openapi_extra=role(Role.VIEWER),
    dependencies=[Depends(needs(Role.VIEWER)), Depends(draining)],
)
async def stream_events(
    request: Request,
    parts: PartsOf,
    topics: Annotated[str, Query(max_length=20_000, description="all, or run:ID,campaign:ID,problem:ID ...")],
    after: Annotated[str | None, Query(max_length=100, description="Position of the last event that was seen.")] = None,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> Response:
    """Server-sent events, each once and in order; `Last-Event-ID` resumes without a gap, also after a restart."""
    access: Access = request.app.state.access
    wanted = parse_topics(topics)
    start = await begin_at(parts, position_of(last_event_id, after))
    require_room(parts)

    async def allowed() -> bool:
        try:
            await access.principal(request)
        except Refused:
            return False
        return True

    return StreamingResponse(stream(parts, wanted, start, allowed), media_type="text/event-stream", headers=HEADERS)
