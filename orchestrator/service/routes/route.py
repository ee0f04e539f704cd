"""What all routes of the API have in common: entity tags on what is read, idempotency keys on what is done."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from hashlib import sha256
from typing import Any, Final

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from orchestrator.api.access import Role
from orchestrator.service.access import needs
from orchestrator.service.idempotency import once
from orchestrator.service.recent import RecentAnswers
from orchestrator.service.routes.describing import errors, role

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
JSON: Final = "application/json"


class Route(APIRoute):
    """A route with entity tags and idempotency keys."""

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, wrapped."""
        handle = super().get_route_handler()
        # A login has no role and nobody to keep its answer for; it does nothing that must not be done twice.
        of = (self.openapi_extra or {}).get("x-role")
        allowed = None if of is None else needs(Role(of))
        shared = self.response_model is not None

        async def wrapped(request: Request) -> Response:
            recent: RecentAnswers = request.app.state.parts.answers
            if request.method != "GET":
                try:
                    return await (once(request, handle) if of and _has_key(request) else handle(request))
                finally:
                    recent.forget()
            if allowed is None or not shared:
                return tagged(request, await handle(request))
            principal = await allowed(request)
            what = (principal.id, principal.csrf, request.url.path, request.url.query)
            return tagged(request, await recent.of(what, partial(handle, request)))

        return wrapped


def _has_key(request: Request) -> bool:
    return request.method == "POST" and "idempotency-key" in request.headers


def tagged(request: Request, response: Response) -> Response:
    """The answer to a GET with an entity tag of its content, or 304 where the client has it.

    ``response`` is left as it is, but for its tag: others may be given the same.
    """
    if response.status_code != 200 or response.media_type != JSON:
        return response
    if "etag" not in response.headers:
        tag = f'"{sha256(response.body).hexdigest()[:24]}"'
        response.headers.update({"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"})
    named = response.headers
    if named["etag"] in request.headers.get("if-none-match", ""):
        kept = {name: named[name] for name in ("etag", "cache-control", "vary")}
        return Response(status_code=304, headers=kept)
    return Response(response.body, 200, dict(named), JSON)


def answer(content: BaseModel, status: int = 200, **headers: str) -> Response:
    """``content`` as the JSON body of an answer; header names with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(content.model_dump_json(), status, named, JSON)


def operation(
    identifier: str,
    summary: str,
    of: Role,
    model: Any = None,
    *,
    status: int = 200,
    body: bool = False,
    more: tuple[int, ...] = (),
) -> dict[str, Any]:
    """Arguments of a route's decorator.

    Args:
        identifier: the operation's stable id.
        summary: one line.
        of: the role that it needs.
        model: schema of its answer.
        status: of its answer.
        body: whether it takes one.
        more: error statuses besides those that every operation can answer.
    """
    return {
        "operation_id": identifier,
        "summary": summary,
        "response_model": model,
        "status_code": status,
        "responses": errors(*more, body=body),
        "openapi_extra": role(of),
        "dependencies": [Depends(needs(of))],
    }
