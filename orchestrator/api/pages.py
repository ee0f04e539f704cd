"""Pages of lists: keyset cursors, at most 200 rows, totals only up to a cap."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

from pydantic import Field

from orchestrator.api.base import Answer

T = TypeVar("T")

MAX_ROWS: Final = 200
DEFAULT_ROWS: Final = 50


class Page(Answer, Generic[T]):
    """Some rows of a list, in the list's order."""

    items: tuple[T, ...] = Field(description="The rows, at most `limit` of them.")
    next: str | None = Field(None, description="Give this as `cursor` to get the rows that follow; null at the end.")
