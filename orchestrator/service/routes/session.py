"""Who am I, log in and out, API keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from orchestrator import __version__
from orchestrator.api.access import Key, LogIn, MadeKey, NewKey, Role, Session
from orchestrator.api.pages import Page
from orchestrator.service.access import COOKIE, SESSION_SECONDS, Access, Principal, client_address, limit, needs
from orchestrator.service.failures import Refused
from orchestrator.service.parts import ROWS, Cursor, Limit, StoreOf
from orchestrator.service.routes.describing import errors
from orchestrator.service.routes.route import Route, answer, operation

router = APIRouter(prefix="/api/v1", tags=["access"], route_class=Route)
GUESS_COST = 20.0


@router.get("/session", **operation("get_session", "Who am I", Role.VIEWER, Session))
async def get_session(request: Request, principal: Annotated[Principal, Depends(needs(Role.VIEWER))]) -> Response:
    """Who the server takes the caller for, and the token that a browser's changes need."""
    access: Access = request.app.state.access
    return answer(_session(principal, access))


@router.post(
    "/login",
    operation_id="log_in",
    summary="Log in with a key",
    response_model=Session,
    responses=errors(body=True),
)
async def log_in(request: Request, body: LogIn) -> Response:
    """Turn a key into a session cookie that scripts cannot read. Needs no role."""
    access: Access = request.app.state.access
    limit(request.app.state.buckets, f"address:{client_address(request)}", GUESS_COST)
    principal, cookie = await access.log_in(body.key)
    response = answer(_session(principal, access))
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    response.set_cookie(
        COOKIE, cookie, max_age=SESSION_SECONDS, httponly=True, samesite="strict", secure=secure, path="/"
    )
    return response


@router.post("/logout", **operation("log_out", "Log out", Role.VIEWER, status=204))
async def log_out() -> Response:
    """Take the session cookie back."""
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


@router.get("/keys", **operation("list_keys", "List API keys", Role.ADMIN, Page[Key]))
async def list_keys(store: StoreOf, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """All keys, oldest first, without their texts."""
    page = await store.keys.list(after=cursor, limit=limit)
    return answer(Page[Key](items=tuple(map(Key.model_validate, page.items)), next=page.next))


@router.post(
    "/keys", **operation("create_key", "Make an API key", Role.ADMIN, MadeKey, status=201, body=True, more=(409,))
)
async def create_key(request: Request, body: NewKey, store: StoreOf) -> Response:
    """Make a key. Its text is in this answer and nowhere else, so an ``Idempotency-Key`` is refused here."""
    if "idempotency-key" in request.headers:
        raise Refused(
            400, "bad-request", "a key is shown once, so no Idempotency-Key can be used; list the keys instead"
        )
    expires = None if body.days is None else datetime.now(UTC) + timedelta(days=body.days)
    text, key = await store.keys.create(body.name, body.role, expires_at=expires)
    return answer(MadeKey(**Key.model_validate(key).model_dump(), key=text), 201, Location=f"/api/v1/keys/{key.id}")


@router.post("/keys/{key_id}/revoke", **operation("revoke_key", "Revoke an API key", Role.ADMIN, Key, more=(404,)))
async def revoke_key(key_id: str, store: StoreOf) -> Response:
    """Take a key and its sessions out of use for good. Idempotent."""
    return answer(Key.model_validate(await store.keys.revoke(key_id)))


def _session(principal: Principal, access: Access) -> Session:
    return Session(
        name=principal.name,
        role=principal.role,
        csrf_token=principal.csrf,
        login_required=access.required,
        version=__version__,
    )
