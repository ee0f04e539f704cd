"""What routes say of themselves in the OpenAPI document: the role, an example, every error body."""

from __future__ import annotations

from typing import Any

from orchestrator.api.access import Role
from orchestrator.api.problem_details import MEDIA_TYPE, ProblemDetails, Retry

_TEXTS: dict[int, tuple[str, str, Retry]] = {
    400: ("bad-request", "The request cannot be read.", Retry.NEVER),
    401: ("key", "This server asks for an API key.", Retry.NEVER),
    403: ("role", "The key's role does not allow this.", Retry.NEVER),
    404: ("unknown-id", "There is no such thing.", Retry.NEVER),
    405: ("method-not-allowed", "The method is not possible here.", Retry.NEVER),
    408: ("slow-body", "The body did not arrive in time.", Retry.LATER),
    409: ("not-possible", "Not possible in the present state.", Retry.NEVER),
    412: ("changed", "The thing has changed since.", Retry.NEVER),
    413: ("too-large", "The body is too large.", Retry.NEVER),
    415: ("encoded-body", "The body's media type or encoding is not taken.", Retry.NEVER),
    421: ("unknown-host", "The Host header names another server.", Retry.NEVER),
    422: ("invalid-request", "A part of the request is not as it must be.", Retry.NEVER),
    429: ("rate", "Too many requests.", Retry.LATER),
    500: ("internal", "An error of this program.", Retry.NEVER),
    503: ("infrastructure", "An infrastructure failure; nothing was decided.", Retry.LATER),
}
_EVERY = (400, 401, 403, 421, 422, 429, 500, 503)
_WITH_BODY = (408, 413, 415)


def errors(*more: int, body: bool = False) -> dict[int | str, dict[str, Any]]:
    """The error answers of one operation, each with its example.

    Args:
        more: statuses besides those that every operation can answer.
        body: whether the operation takes a body.
    """
    statuses = sorted({*_EVERY, *more, *(_WITH_BODY if body else ())})
    return {status: _error(status) for status in statuses}


def _error(status: int) -> dict[str, Any]:
    code, text, retry = _TEXTS[status]
    example = ProblemDetails(
        type=f"urn:orchestrator:{code}",
        title=text.rstrip("."),
        status=status,
        detail=text,
        instance="/api/v1/runs",
        code=code,
        retry=retry,
        request_id="5f2c9a0b1d3e4f60",
    )
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    content = {MEDIA_TYPE: {"schema": schema, "example": example.model_dump(mode="json")}}
    return {"description": text, "content": content}


def role(of: Role) -> dict[str, Any]:
    """The role that an operation needs, as the document tells it (and as a test reads it)."""
    return {"x-role": of.value}
