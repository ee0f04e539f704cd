"""Errors as HTTP answers: one place that says which error of this program is which status, and whether to retry."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

from orchestrator.api.problem_details import MEDIA_TYPE, FieldError, ProblemDetails, Retry
from orchestrator.errors import (
    ChallengeError,
    LimitReached,
    ModelRefused,
    OperatorError,
    OrchestratorError,
    RetryError,
    SourceError,
    UnknownId,
    UnknownPlace,
    UserError,
)

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS: Final = 2
SHOWN_FIELDS: Final = 20


class Refused(Exception):
    """A request is refused with this status.

    Args:
        status: the HTTP status, 4xx or 503.
        code: a stable word for programs.
        detail: one sentence for the person who sent it.
        retry: whether the same request can succeed later.
        retry_after: seconds to wait, for `Retry.LATER`.
        headers: more headers of the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        retry: Retry = Retry.NEVER,
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.retry = status, code, detail, retry
        self.retry_after = retry_after
        self.headers = dict(headers or {})
        self.errors = tuple(errors)


def refusal(scope: Mapping[str, Any], refused: Refused) -> Response:
    """The answer to a refused request, as problem details."""
    headers = dict(refused.headers)
    if refused.retry is Retry.LATER:
        headers["Retry-After"] = str(refused.retry_after or RETRY_AFTER_SECONDS)
    body = ProblemDetails(
        type=f"urn:orchestrator:{refused.code}",
        title=_phrase(refused.status),
        status=refused.status,
        detail=refused.detail,
        instance=_printable(str(scope.get("path", ""))),
        code=refused.code,
        retry=refused.retry,
        request_id=scope.get("state", {}).get("request_id", ""),
        errors=refused.errors,
    )
    return Response(body.model_dump_json(), refused.status, headers, MEDIA_TYPE)


def as_refused(error: OrchestratorError) -> Refused:
    """Which answer an error of this program becomes."""
    sentence = " ".join(str(error).split())
    match error:
        case UnknownId():
            return Refused(404, "unknown-id", sentence)
        case UnknownPlace():
            return Refused(422, "invalid-request", sentence)
        case SourceError() | ChallengeError():
            return Refused(422, "unusable-text", sentence)
        case UserError():
            return Refused(409, "not-possible", sentence)
        case LimitReached():
            return Refused(409, "limit-reached", sentence)
        case ModelRefused():
            return Refused(502, "model-refused", sentence)
        case RetryError():
            return Refused(503, "infrastructure", sentence, retry=Retry.LATER)
        case OperatorError():
            return Refused(503, "set-up", sentence)
        case _:
            return Refused(500, "internal", "an error of this program; the server's log has it under the request id")


def install_failures(app: FastAPI) -> None:
    """Make every error that a route can raise an answer with problem details."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return refusal(request.scope, error)

    async def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, OrchestratorError)
        answer = as_refused(error)
        if answer.status >= 500:
            log.warning("%s %s: %s", request.method, request.url.path, error)
        return refusal(request.scope, answer)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return refusal(request.scope, invalid_request(error.errors()))

    async def by_framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        detail = error.detail if error.status_code not in (404, 405) else _no_such(request, error.status_code)
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:  # the framework names those of one route only
            headers["Allow"] = ", ".join(sorted(_methods(app, request)))
        return refusal(request.scope, Refused(error.status_code, code, detail, headers=headers))

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(OrchestratorError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, by_framework)


def invalid_request(errors: Sequence[Any]) -> Refused:
    """A request whose parts are not as the schema says; each part at fault is named, the values are not repeated."""
    fields = [
        FieldError(where=_printable(".".join(map(str, each["loc"]))), message=_printable(str(each["msg"])))
        for each in errors[:SHOWN_FIELDS]
    ]
    first = fields[0] if fields else FieldError(where="body", message="it cannot be read")
    detail = f"{first.where}: {first.message}" + (f" (and {len(errors) - 1} more)" if len(errors) > 1 else "")
    return Refused(422, "invalid-request", detail, errors=fields)


def _methods(app: FastAPI, request: Request) -> set[str]:
    """The methods that the address of a request takes."""
    found: set[str] = set()
    for route in app.routes:
        match, _ = route.matches(request.scope)
        if match is not Match.NONE and isinstance(route, Route):
            found |= route.methods or set()
    return found


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Client closed the connection"


def _no_such(request: Request, status: int) -> str:
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"{request.method} is not possible here; /docs lists the operations"
    return "there is nothing at this address; /docs lists the operations"


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:500]
