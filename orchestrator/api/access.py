"""Schemas of access: roles, sessions, API keys."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from orchestrator.api.base import Answer, Question, Whole
from orchestrator.vocabulary import ApiRole as Role

__all__ = ["Key", "LogIn", "MadeKey", "NewKey", "Role", "Session"]


class LogIn(Question):
    """Body of a login."""

    key: str = Field(min_length=1, max_length=200, description="An API key.", examples=["lo_EXAMPLE"])


class Session(Answer):
    """Who the server takes the caller for."""

    name: str = Field(examples=["ada"])
    role: Role = Field(examples=[Role.RESEARCHER])
    csrf_token: str | None = Field(None, description="For X-CSRF-Token; null where no cookie is used.")
    login_required: bool = Field(description="Whether this server asks for keys.")
    version: str = Field(description="The server's version.", examples=["0.1.0"])


class Key(Answer):
    """An API key without its text."""

    id: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


class NewKey(Question):
    """Body of a request for a key."""

    name: str = Field(min_length=1, max_length=100, pattern=r"^[\w .@+-]+$", examples=["ada laptop"])
    role: Role
    days: Whole | None = Field(None, ge=1, le=3650, description="Days until it expires; null for never.")


class MadeKey(Key):
    """A new API key. Its text is shown this once and cannot be had again."""

    key: str
