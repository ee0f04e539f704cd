"""Keyset pages: one query of at most ``limit`` + 1 rows, whatever the length of the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from orchestrator.errors import UnknownPlace, UserError
from orchestrator.store.pages import MAX_PAGE, Page
from orchestrator.store.sql.engine import Transaction

R = TypeVar("R")


def read_page(
    tx: Transaction,
    query: sa.Select[Any],
    key: sa.Column[Any],
    make: Callable[[RowMapping], R],
    *,
    after: str | None,
    limit: int,
    newest_first: bool = False,
) -> Page[R]:
    """The rows of ``query`` in the order of ``key``, which is unique in it, beyond the one that ``after`` names.

    Raises:
        UserError: ``limit`` is not 1 to `MAX_PAGE`, or no page of this list has ended at ``after``.
    """
    require_limit(limit)
    if after is not None:
        value = _cursor(key, after)
        query = query.where(key < value if newest_first else key > value)
    rows = tx.rows(query.order_by(key.desc() if newest_first else key).limit(limit + 1))
    shown = rows[:limit]
    following = str(shown[-1][key.name]) if len(rows) > limit else None
    return Page(tuple(make(row) for row in shown), following)


def require_limit(limit: int) -> None:
    """Raise `UserError` unless a page may hold so many rows."""
    if not 1 <= limit <= MAX_PAGE:
        raise UserError(f"a page holds 1 to {MAX_PAGE} rows, not {limit}")


def _cursor(key: sa.Column[Any], after: str) -> object:
    if not isinstance(key.type, sa.Integer):
        return after
    if not after.isascii() or not after.isdecimal() or len(after) > 18:
        raise UnknownPlace(f"no page of this list ends at {after!r}; start again without a cursor")
    return int(after)
