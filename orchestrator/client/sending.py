"""How a call is sent: which failures are repeated, after how long, and which error the last one becomes."""

from __future__ import annotations

from typing import Any, Final

import httpx
from pydantic import ValidationError

from orchestrator.api.problem_details import ProblemDetails, Retry
from orchestrator.client.calls import Call
from orchestrator.errors import OutcomeUnknown, ServerRefused, ServerUnreachable

TRIES: Final = 5
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 20.0
TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def request_of(client: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> httpx.Request:
    """The HTTP request of a call."""
    headers = {"Accept": "application/json"}
    content: bytes | None = None
    if call.method == "POST":
        headers |= {"Idempotency-Key": call.key or "", "Content-Type": "application/json"}
        content = b"{}" if call.body is None else call.body.model_dump_json().encode()
    return client.build_request(call.method, call.path, params=dict(call.query), headers=headers, content=content)


def pause_before(attempt: int, response: httpx.Response | None) -> float | None:
    """Seconds to wait before the call is sent again after this outcome; None if it must not be.

    Args:
        attempt: how often it was sent, from 1.
        response: the answer; None if none came.
    """
    if attempt >= TRIES:
        return None
    pause: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))
    if response is None:
        return pause  # reading is safe, and what is posted has a key: either counts once
    if problem_of(response).retry is Retry.NEVER:
        return None
    given = response.headers.get("retry-after", "")
    return min(LONGEST_PAUSE, float(given)) if given.isdecimal() else pause


def problem_of(response: httpx.Response) -> ProblemDetails:
    """What the server says is wrong; made up from the status where it is not one of our servers that says it."""
    try:
        return ProblemDetails.model_validate_json(response.content)
    except ValidationError:
        retry = Retry.LATER if response.status_code in (502, 503, 504) else Retry.NEVER
        said = f"{response.url.host} answered {response.status_code}"
        detail = f"{said}, but not as this program's server does: check the address"
        return ProblemDetails(title="Not an answer", status=response.status_code, detail=detail, retry=retry)


def refused(response: httpx.Response) -> ServerRefused | ServerUnreachable | OutcomeUnknown:
    """The error that an answer of 4xx or 5xx becomes when it is not repeated."""
    problem = problem_of(response)
    if problem.code in ("outcome-unknown", "at-work"):
        return OutcomeUnknown(problem.detail)
    if response.status_code >= 500:
        return ServerUnreachable(problem.detail)
    return ServerRefused(response.status_code, problem.code, problem.detail)


def failed(call: Call[Any], error: httpx.HTTPError, base_url: httpx.URL) -> ServerUnreachable | OutcomeUnknown:
    """The error that a failure without an answer becomes when it is not repeated."""
    if call.method == "GET" or isinstance(error, NEVER_SENT):
        return ServerUnreachable(
            f"the server at {base_url} cannot be reached ({error or type(error).__name__}): check the address and "
            "that it is running"
        )
    return OutcomeUnknown(
        f"no answer came to {call.method} {call.path} ({error or type(error).__name__}); it may have been done: look "
        "before you send it again"
    )
