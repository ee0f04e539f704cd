"""What every schema of the HTTP API has in common. Server and client share these classes.

Money is whole micro-dollars (1 USD = 1,000,000), durations are seconds, times are ISO 8601 in UTC, digests are
lower-case sha256 in hex.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict


def _number(value: object) -> object:
    if isinstance(value, str | bool):
        raise ValueError("it must be a number, not a text or a boolean")
    return value


Whole = Annotated[int, BeforeValidator(_number)]
Amount = Annotated[float, BeforeValidator(_number)]
Switch = Annotated[bool, Strict()]
"""Numbers and booleans as JSON has them; pydantic alone would read them out of texts as well."""


class Answer(BaseModel):
    """Something the server says. Unknown fields are ignored, so that a client outlives a newer server."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)


class Question(BaseModel):
    """Something a client asks. A field that the server does not know is refused: it would be ignored in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")
