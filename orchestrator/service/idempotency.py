"""Requests that count once: a POST with an ``Idempotency-Key`` that is sent again gets the first one's answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Any, Final

from fastapi import Request, Response

from orchestrator.api.problem_details import Retry
from orchestrator.service.failures import Refused
from orchestrator.store import Answered, AtWork, Idempotency, OtherRequest

STALE_SECONDS: Final = 300.0
"""After so long one that another server has at work counts as left behind: its outcome is not known."""
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
_KEPT_HEADERS: Final = ("location", "content-type")

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


async def once(request: Request, handle: Handler) -> Response:
    """Handle the request, or give the answer that the first copy of it got.

    Answers of 5xx are not kept: nothing was done, and the same request may be tried again under the same key.

    Raises:
        Refused: 400 for no usable key, 409 while the first copy is at work, 422 for the key of another request.
    """
    log: Idempotency = request.app.state.parts.store.idempotency
    owner: str = request.app.state.parts.owner
    key = request.headers["idempotency-key"]
    if not _KEY.fullmatch(key):
        raise Refused(400, "bad-request", "an Idempotency-Key is 1 to 200 visible ASCII characters")
    # Who asks must be known before anything of another's is shown.
    principal = await request.app.state.access.principal(request)
    digest = sha256(b"\0".join([request.url.path.encode(), request.url.query.encode(), await request.body()]))
    known = await log.begin(principal.id, key, digest.hexdigest(), owner, stale_after=STALE_SECONDS)
    match known:
        case Answered():
            return Response(known.body, known.status, {**known.headers, "Idempotent-Replay": "true"})
        case OtherRequest():
            raise Refused(422, "key-reused", "this Idempotency-Key belongs to another request; use a new one")
        case AtWork(left_behind=True):
            raise Refused(
                409,
                "outcome-unknown",
                "the server died while it did this; look whether it was done, then use a new key",
                retry=Retry.NEVER,
            )
        case AtWork():
            raise Refused(409, "at-work", "the first copy of this request is at work; ask again", retry=Retry.SAME_KEY)
    try:
        response = await handle(request)
    except BaseException:
        await log.forget(principal.id, key, owner)
        raise
    if response.status_code >= 500:
        await log.forget(principal.id, key, owner)
        return response
    headers = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
    await log.answer(principal.id, key, owner, Answered(response.status_code, headers, bytes(response.body)))
    return response
