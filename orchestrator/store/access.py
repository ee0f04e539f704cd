"""Access to the service: API keys, and the answers to requests that may be sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.vocabulary import ApiRole


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its text, of which only ``fingerprint``, a hash, is stored."""

    id: str
    name: str
    role: ApiRole
    fingerprint: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class ApiKeys(Protocol):
    """API keys. A key's text is random, so that a plain hash of it tells nothing."""

    async def create(self, name: str, role: ApiRole, *, expires_at: datetime | None = None) -> tuple[str, ApiKey]:
        """A new key and its text, which is shown this once and cannot be had again.

        Raises:
            UserError: a key of this name is in use; revoke it first or choose another name.
        """
        ...

    async def find(self, text: str) -> ApiKey | None:
        """The key with this text, also if it was revoked or has expired; None if there is none."""
        ...

    async def get(self, key_id: str) -> ApiKey | None:
        """The key with this id; None if there is none."""
        ...

    async def list(self, *, after: str | None = None, limit: int = DEFAULT_PAGE) -> Page[ApiKey]:
        """All keys, oldest first, those that were revoked included."""
        ...

    async def revoke(self, key_id: str) -> ApiKey:
        """Take a key out of use for good; one that is revoked stays as it is. Raises `UnknownId`."""
        ...

    async def any_usable(self) -> bool:
        """Whether there is a key that is neither revoked nor expired."""
        ...


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer that the first copy of a request got."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class AtWork:
    """The first copy of a request is at work, or its server died before it answered (``left_behind``)."""

    left_behind: bool


@dataclass(frozen=True, slots=True)
class OtherRequest:
    """The key was used for another request."""


class Idempotency(Protocol):
    """Requests that count once however often they are sent, by the key that the client chose."""

    async def begin(
        self, principal: str, key: str, request_digest: str, owner: str, *, stale_after: float
    ) -> Answered | AtWork | OtherRequest | None:
        """Claim a key for a request.

        Args:
            principal: whose key it is; others may use the same.
            key: chosen by the client.
            request_digest: hash of all that makes the request.
            owner: the server that asks.
            stale_after: seconds after which one that another server has at work counts as left behind.

        Returns:
            None: the caller has it now and must `answer` or `forget` it. Else what is known of the key.
        """
        ...

    async def answer(self, principal: str, key: str, owner: str, answered: Answered) -> None:
        """Store the answer for those who ask again."""
        ...

    async def forget(self, principal: str, key: str, owner: str) -> None:
        """Give the key back: nothing was done."""
        ...
