"""Lists in pages: every list of the store is read by keyset, a bounded number of rows at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

MAX_PAGE: Final = 200
"""The most rows that one page holds."""
DEFAULT_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list in its order; ``next`` is the ``after`` of the page that follows, None on the last one.

    ``next`` is opaque. Rows that are added while somebody pages appear exactly once or not at all, never twice.
    """

    items: tuple[T, ...]
    next: str | None = None


async def every(fetch: Callable[..., Awaitable[Page[T]]], *args: Any, **kwargs: Any) -> AsyncIterator[T]:
    """All rows of a list, page by page: ``async for run in every(store.runs.list, unfinished=True)``."""
    after: str | None = None
    while True:
        page = await fetch(*args, after=after, limit=MAX_PAGE, **kwargs)
        for item in page.items:
            yield item
        if page.next is None:
            return
        after = page.next


async def collected(fetch: Callable[..., Awaitable[Page[T]]], *args: Any, **kwargs: Any) -> tuple[T, ...]:
    """Like `every`, all at once; for lists that are known to be short."""
    return tuple([item async for item in every(fetch, *args, **kwargs)])
