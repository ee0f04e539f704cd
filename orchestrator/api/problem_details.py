"""How the API says no: problem details (RFC 9457) that tell a client whether to send the request again."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import Field

from orchestrator.api.base import Answer

MEDIA_TYPE: Final = "application/problem+json"


class Retry(StrEnum):
    """Whether the same request can succeed when it is sent again."""

    NEVER = "never"
    """Not unless the request or the server's set-up is changed."""
    LATER = "later"
    """Yes, after ``Retry-After`` seconds; nothing was done."""
    SAME_KEY = "same-key"
    """Only with the same ``Idempotency-Key``: the first copy is at work, or may have been done."""


class FieldError(Answer):
    """One part of a request that is not as it must be."""

    where: str = Field(description="Path of the part, such as body.budget.usd", examples=["body.budget.usd"])
    message: str = Field(description="What is wrong with it.", examples=["Input should be greater than 0"])


class ProblemDetails(Answer):
    """An error as RFC 9457 describes it, with `retry` and the request's id added."""

    type: str = Field("about:blank", description="Names the kind of problem.", examples=["urn:orchestrator:unknown-id"])
    title: str = Field(description="The kind of problem in a few words.", examples=["Not found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field("", description="One sentence on this very case, ending in the remedy where there is one.")
    instance: str = Field("", description="Path of the request.", examples=["/api/v1/problems/erdos/999"])
    code: str = Field("", description="Stable word for programs.", examples=["unknown-id"])
    retry: Retry = Field(Retry.NEVER, description="Whether to send the same request again.")
    request_id: str = Field("", description="The request's id, as in X-Request-ID and in the server's log.")
    errors: tuple[FieldError, ...] = Field((), description="The parts at fault, where several are.")
