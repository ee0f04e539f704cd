"""Who asks, and what they may do: API keys, the login cookie that a key can be turned into, roles.

A browser keeps a key as a session cookie (HTTP-only, same-site); the cookie names the key and is signed, so that a
revoked or expired key ends its sessions at once and no session has to be stored. What a session changes also needs
the header ``X-CSRF-Token``, whose value only this server's own pages can read.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Protocol

from fastapi import Request

from orchestrator.api.access import Role
from orchestrator.api.problem_details import Retry
from orchestrator.service.failures import Refused
from orchestrator.service.guards.hosts import SAFE_METHODS
from orchestrator.service.guards.rates import TokenBuckets
from orchestrator.store import ApiKey

COOKIE: Final = "orchestrator_session"
CSRF_HEADER: Final = "x-csrf-token"
SESSION_SECONDS: Final = 12 * 3600
_ORDER: Final = {Role.VIEWER: 0, Role.RESEARCHER: 1, Role.ADMIN: 2}


@dataclass(frozen=True)
class Principal:
    """Who sends a request. ``id`` is stable and scopes rates and idempotency keys; ``csrf`` is set for a session."""

    id: str
    name: str
    role: Role
    key_id: str | None = None
    csrf: str | None = None

    def may(self, role: Role) -> bool:
        """Whether this principal has the role or a higher one."""
        return _ORDER[self.role] >= _ORDER[role]


LOCAL: Final = Principal("local", "local", Role.ADMIN)
"""Every request to a server on loopback that asks for no keys: the person at this machine."""


class Keys(Protocol):
    """What access needs of `ApiKeys`."""

    async def find(self, text: str) -> ApiKey | None:
        """The key with this text."""
        ...

    async def get(self, key_id: str) -> ApiKey | None:
        """The key with this id."""
        ...


class Access:
    """Tells who sends a request.

    Args:
        keys: where keys are looked up.
        required: False on a loopback server that asks for no keys: who sends none is `LOCAL`.
        secret: signs sessions; the same for all processes that serve one address.
        clock: seconds since 1970.
    """

    def __init__(self, keys: Keys, *, required: bool, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._secret = secret
        self._clock = clock
        self.required = required

    async def principal(self, request: Request) -> Principal:
        """Who sends ``request``.

        Raises:
            Refused: 401 without a usable key where one is required, or with one that is no good.
        """
        header = request.headers.get("authorization", "")
        text = request.headers.get("x-api-key", "")
        if header:
            scheme, _, text = header.partition(" ")
            if scheme.lower() != "bearer":
                raise _unauthorised("send the key as 'Authorization: Bearer KEY'")
        if text:
            return self._of_key(await self._keys.find(text.strip()))
        cookie = request.cookies.get(COOKIE)
        if cookie:
            principal = await self._of_session(cookie)
            if principal is not None:
                self._check_csrf(request, principal)
                return principal
        if self.required:
            raise _unauthorised("this server asks for an API key: send 'Authorization: Bearer KEY', or log in")
        return LOCAL

    async def log_in(self, text: str) -> tuple[Principal, str]:
        """Turn a key into a session.

        Returns:
            The principal and the cookie's value.

        Raises:
            Refused: 401, the key is no good.
        """
        key = await self._keys.find(text.strip())
        self._of_key(key)
        assert key is not None, "else the line above raised"
        expires = int(self._clock()) + SESSION_SECONDS
        return self._session(key, expires), f"{key.id}.{expires}.{self._sign('session', key, expires)}"

    def _of_key(self, key: ApiKey | None) -> Principal:
        if key is None or key.revoked_at is not None:
            raise _unauthorised("the key is not known here or was revoked; ask an administrator for another")
        if key.expires_at is not None and key.expires_at <= datetime.fromtimestamp(self._clock(), UTC):
            raise _unauthorised(f"the key {key.name!r} has expired; ask an administrator for another")
        return Principal(f"key:{key.id}", key.name, key.role, key.id)

    async def _of_session(self, cookie: str) -> Principal | None:
        """Whose session a cookie is; None for one that has ended, was altered, or whose key is no good any more."""
        key_id, _, rest = cookie.partition(".")
        stamp, _, signature = rest.partition(".")
        if not stamp.isdecimal() or len(stamp) > 12 or int(stamp) <= self._clock():
            return None
        key = await self._keys.get(key_id)
        if key is None or not hmac.compare_digest(signature.encode(), self._sign("session", key, int(stamp)).encode()):
            return None
        try:
            self._of_key(key)
        except Refused:
            return None
        return self._session(key, int(stamp))

    def _session(self, key: ApiKey, expires: int) -> Principal:
        return Principal(f"key:{key.id}", key.name, key.role, key.id, self._sign("csrf", key, expires))

    def _sign(self, what: str, key: ApiKey, expires: int) -> str:
        message = f"{what}|{key.id}|{key.fingerprint}|{expires}".encode()
        return hmac.new(self._secret, message, sha256).hexdigest()

    def _check_csrf(self, request: Request, principal: Principal) -> None:
        if request.method in SAFE_METHODS:
            return
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), (principal.csrf or "").encode()):
            raise Refused(403, "csrf", "a session needs the header X-CSRF-Token, see GET /api/v1/session")


def needs(role: Role) -> Callable[[Request], Awaitable[Principal]]:
    """A dependency of routes that `role` or a higher one may use; it gives the `Principal`."""

    async def principal(request: Request) -> Principal:
        access: Access = request.app.state.access
        buckets: TokenBuckets = request.app.state.buckets
        known = getattr(request.state, "principal", None)
        if known is not None:  # another dependency or the idempotency log has asked
            return _allowed(known, role)
        try:
            found = await access.principal(request)
        except Refused:
            limit(buckets, f"address:{client_address(request)}", cost=5.0)  # guesses are dearer than answers
            raise
        request.state.principal = found
        limit(buckets, found.id)
        return _allowed(found, role)

    return principal


def _allowed(principal: Principal, role: Role) -> Principal:
    if not principal.may(role):
        raise Refused(
            403, "role", f"this needs the role {role.value}; the key {principal.name!r} is a {principal.role.value}"
        )
    return principal


def client_address(request: Request) -> str:
    """Where a request comes from, for limits on those who are not known otherwise."""
    return request.client.host if request.client else "?"


def limit(buckets: TokenBuckets, client: str, cost: float = 1.0) -> None:
    """Count a request of ``client``.

    Raises:
        Refused: 429, it asks too often.
    """
    wait = buckets.wait_of(client, cost)
    if wait:
        raise Refused(429, "rate", f"too many requests; wait {wait} s", retry=Retry.LATER, retry_after=wait)


def _unauthorised(detail: str) -> Refused:
    return Refused(401, "key", detail, headers={"WWW-Authenticate": "Bearer"})
