"""Keyset pages: one query of at most ``limit`` + 1 rows, whatever the length of the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from orchestrator.errors import UnknownPlace, UserError
from orchestrator.store.pages import MAX_PAGE, Page
from orchestrator.store.sql.engine import Transaction

R = TypeVar("R")
Where = Mapping[sa.Column[Any], object]
"""What columns must equal; None stands for anything."""


def read_page(
    tx: Transaction,
    query: sa.Select[Any],
    key: sa.Column[Any],
    make: Callable[[RowMapping], R],
    *,
    after: str | None,
    limit: int,
    newest_first: bool = False,
    where: Where | None = None,
    given: Mapping[str, object] | None = None,
) -> Page[R]:
    """The rows of ``query`` in the order of ``key``, which is unique in it, beyond the one that ``after`` names.

    Args:
        tx: the transaction.
        query: made once and asked again and again: to make and recognize a statement takes longer than to run it.
        key: column of ``query`` that orders the rows.
        make: what becomes of a row.
        after: ``next`` of the page before.
        limit: most rows.
        newest_first: whether the order is that of descending keys.
        where: further conditions.
        given: the parameters of ``query``.

    Raises:
        UserError: ``limit`` is not 1 to `MAX_PAGE`, or no page of this list has ended at ``after``.
    """
    require_limit(limit)
    asked = {column: value for column, value in (where or {}).items() if value is not None}
    values = dict(given or {}) | {f"equal_{place}": value for place, value in enumerate(asked.values())}
    if after is not None:
        values["page_after"] = _cursor(key, after)
    statement = _page(query, key, tuple(asked), after is not None, newest_first)
    rows = tx.rows(statement, **values, page_rows=limit + 1)
    shown = rows[:limit]
    following = str(shown[-1][key.name]) if len(rows) > limit else None
    return Page(tuple(make(row) for row in shown), following)


@lru_cache(maxsize=500)
def _page(
    query: sa.Select[Any], key: sa.Column[Any], equal: tuple[sa.Column[Any], ...], later: bool, newest_first: bool
) -> sa.Select[Any]:
    for place, column in enumerate(equal):
        query = query.where(column == sa.bindparam(f"equal_{place}"))
    if later:
        last: sa.BindParameter[Any] = sa.bindparam("page_after")
        query = query.where(key < last if newest_first else key > last)
    return query.order_by(key.desc() if newest_first else key).limit(sa.bindparam("page_rows"))


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
