"""What every schema of the HTTP API has in common. Server and client share these classes.

Money is whole micro-dollars (1 USD = 1,000,000), durations are seconds, times are ISO 8601 in UTC, digests are
lower-case sha256 in hex.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Strict, model_validator

Whole = Annotated[int, Strict()]
Amount = Annotated[float, Strict()]
Switch = Annotated[bool, Strict()]
"""Numbers and booleans as JSON has them; pydantic alone would read them out of texts as well."""


def whole(value: Any) -> Any:
    """The integer for a number such as 3.0, which JSON does not tell from 3; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Answer(BaseModel):
    """Something the server says. Unknown fields are ignored, so that a client outlives a newer server."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)


class Question(BaseModel):
    """Something a client asks. A field that the server does not know is refused: it would be ignored in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, fields: Any) -> Any:
        return {name: whole(one) for name, one in fields.items()} if isinstance(fields, Mapping) else fields
