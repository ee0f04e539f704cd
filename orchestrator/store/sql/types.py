"""Column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, Enum, Text, TypeDecorator

from orchestrator.errors import SourceError

E = TypeVar("E", bound=StrEnum)

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL's text has no U+0000, and neither database encodes lone surrogates."""


def closed_set(enum: type[E]) -> Enum:
    """A text column holding the values of ``enum``; anything else is refused on the way in and out."""
    return Enum(enum, native_enum=False, length=24, values_callable=lambda e: [member.value for member in e])


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite keeps it as naive text that sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the store takes aware times only; use datetime.now(UTC)")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """One function instead of SQLAlchemy's three: a page of a list has hundreds of times."""
        return _from_text if dialect.name == "sqlite" else _in_utc


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class ExactText(TypeDecorator[str]):
    """Text that must come back as it went in (statements, proofs); raises `SourceError` where that cannot be."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and (found := _NOT_STORABLE.search(value)):
            raise SourceError(f"the text holds U+{ord(found[0]):04X}, which cannot be stored; remove that character")
        return value


class Prose(TypeDecorator[str]):
    """Text for people (details, plans): what no database stores is shown as U+FFFD, so that no report is lost."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _NOT_STORABLE.sub("\ufffd", value)
