"""API keys and idempotency keys."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from orchestrator.errors import UnknownId, UserError
from orchestrator.problems.identity import sha256_hex
from orchestrator.store.access import Answered, ApiKey, ApiKeys, AtWork, Idempotency, OtherRequest
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.sql.engine import Database, Transaction
from orchestrator.store.sql.pages import read_page
from orchestrator.store.sql.rows import record
from orchestrator.store.sql.tables import api_keys, idempotency_keys
from orchestrator.vocabulary import ApiRole

PREFIX = "lo_"
"""Of a key's text, so that scanners for secrets know one when they see it."""
TEXT_BYTES = 32

# Asked with each request; see `pages.read_page`.
_KEYS = sa.select(api_keys)
_OF_FINGERPRINT = _KEYS.where(api_keys.c.fingerprint == sa.bindparam("fingerprint"))
_OF_ID = _KEYS.where(api_keys.c.id == sa.bindparam("key_id"))


class SqlApiKeys(ApiKeys):
    """See `ApiKeys`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def create(self, name: str, role: ApiRole, *, expires_at: datetime | None = None) -> tuple[str, ApiKey]:
        text = PREFIX + secrets.token_urlsafe(TEXT_BYTES)
        return text, await self._db.write(_create, name, role, sha256_hex(text), expires_at)

    async def find(self, text: str) -> ApiKey | None:
        return await self._db.read(_find, sha256_hex(text))

    async def get(self, key_id: str) -> ApiKey | None:
        return await self._db.read(_get, key_id)

    async def list(self, *, after: str | None = None, limit: int = DEFAULT_PAGE) -> Page[ApiKey]:
        return await self._db.read(_list, after, limit)

    async def revoke(self, key_id: str) -> ApiKey:
        return await self._db.write(_revoke, key_id)

    async def any_usable(self) -> bool:
        return await self._db.read(_any_usable)


def _create(tx: Transaction, name: str, role: ApiRole, fingerprint: str, expires_at: datetime | None) -> ApiKey:
    used = sa.select(api_keys.c.id).where(api_keys.c.name == name, api_keys.c.revoked_at.is_(None))
    if tx.row(used) is not None:
        raise UserError(f"a key named {name!r} is in use; revoke it first or choose another name")
    values = {
        "id": tx.new_id("k"),
        "name": name,
        "role": role,
        "fingerprint": fingerprint,
        "created_at": tx.now,
        "expires_at": expires_at,
        "revoked_at": None,
    }
    tx.insert(api_keys, [values])
    return ApiKey(**values)  # type: ignore[arg-type]  # the values above are its fields


def _find(tx: Transaction, fingerprint: str) -> ApiKey | None:
    """By the hash: how long the index takes tells nothing of a text. The last comparison takes the same time always."""
    row = tx.row(_OF_FINGERPRINT, fingerprint=fingerprint)
    if row is None or not hmac.compare_digest(row["fingerprint"], fingerprint):
        return None
    return record(ApiKey, row)


def _get(tx: Transaction, key_id: str) -> ApiKey | None:
    row = tx.row(_OF_ID, key_id=key_id)
    return None if row is None else record(ApiKey, row)


def _list(tx: Transaction, after: str | None, limit: int) -> Page[ApiKey]:
    return read_page(tx, _KEYS, api_keys.c.id, lambda row: record(ApiKey, row), after=after, limit=limit)


def _revoke(tx: Transaction, key_id: str) -> ApiKey:
    unrevoked = sa.and_(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    tx.execute(sa.update(api_keys).where(unrevoked).values(revoked_at=tx.now))
    found = _get(tx, key_id)
    if found is None:
        raise UnknownId("key", key_id)
    return found


def _any_usable(tx: Transaction) -> bool:
    alive = sa.or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > tx.now)
    return tx.row(sa.select(api_keys.c.id).where(api_keys.c.revoked_at.is_(None), alive).limit(1)) is not None


class SqlIdempotency(Idempotency):
    """See `Idempotency`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def begin(
        self, principal: str, key: str, request_digest: str, owner: str, *, stale_after: float
    ) -> Answered | AtWork | OtherRequest | None:
        return await self._db.write(_begin, principal, key, request_digest, owner, stale_after)

    async def answer(self, principal: str, key: str, owner: str, answered: Answered) -> None:
        await self._db.write(_answer, principal, key, owner, answered)

    async def forget(self, principal: str, key: str, owner: str) -> None:
        await self._db.write(_forget, principal, key, owner)


def _begin(
    tx: Transaction, principal: str, key: str, request_digest: str, owner: str, stale_after: float
) -> Answered | AtWork | OtherRequest | None:
    values: dict[str, Any] = {
        "principal": principal,
        "key": key,
        "request_digest": request_digest,
        "owner": owner,
        "status": None,
        "headers": {},
        "body": None,
        "created_at": tx.now,
    }
    if tx.insert_missing(idempotency_keys, values) is not None:
        return None
    row = tx.row(sa.select(idempotency_keys).where(_of(principal, key)))
    assert row is not None, "it was there a statement ago, and nobody removes it"
    if row["request_digest"] != request_digest:
        return OtherRequest()
    if row["status"] is not None:
        return Answered(row["status"], row["headers"], row["body"])
    return AtWork(left_behind=row["owner"] != owner and row["created_at"] < tx.now - timedelta(seconds=stale_after))


def _answer(tx: Transaction, principal: str, key: str, owner: str, answered: Answered) -> None:
    ours = sa.and_(_of(principal, key), idempotency_keys.c.owner == owner)
    values = {"status": answered.status, "headers": dict(answered.headers), "body": answered.body}
    tx.execute(sa.update(idempotency_keys).where(ours).values(values))


def _forget(tx: Transaction, principal: str, key: str, owner: str) -> None:
    ours = sa.and_(_of(principal, key), idempotency_keys.c.owner == owner, idempotency_keys.c.status.is_(None))
    tx.execute(sa.delete(idempotency_keys).where(ours))


def _of(principal: str, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(idempotency_keys.c.principal == principal, idempotency_keys.c.key == key)
