"""Columns that many tables have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, String


def digest(name: str, *args: Any, **kwargs: Any) -> Column[str]:
    """A sha256 in hex."""
    return Column(name, String(64), *args, **kwargs)


def identifier(name: str, *args: Any, **kwargs: Any) -> Column[str]:
    """An id from `ids.IdMaker`."""
    return Column(name, String(32), *args, **kwargs)


def count(name: str) -> Column[int]:
    """A counter that starts at 0."""
    return Column(name, BigInteger, nullable=False, server_default="0")
