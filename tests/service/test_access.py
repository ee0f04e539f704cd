"""Keys, roles, sessions, cross-site request forgery."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import Request
from live_server import KeyTable

from orchestrator.api.access import Role
from orchestrator.service.access import COOKIE, CSRF_HEADER, LOCAL, SESSION_SECONDS, Access
from orchestrator.service.failures import Refused

NOW = 1_800_000_000.0


def access(keys: KeyTable, *, required: bool = True, now: float = NOW, secret: bytes = b"s" * 32) -> Access:
    return Access(keys, required=required, secret=secret, clock=lambda: now)


def request(method: str = "GET", **headers: str) -> Request:
    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": "/", "headers": raw})


async def refused(access: Access, request: Request) -> Refused:
    with pytest.raises(Refused) as caught:
        await access.principal(request)
    return caught.value


async def test_a_key_says_who_asks() -> None:
    keys = KeyTable(ada=Role.RESEARCHER)
    for one in (request(authorization="Bearer key-of-ada"), request(x_api_key="key-of-ada")):
        found = await access(keys).principal(one)
        assert (found.name, found.role, found.csrf) == ("ada", Role.RESEARCHER, None)


async def test_without_a_key_only_a_loopback_server_answers() -> None:
    assert (await refused(access(KeyTable()), request())).status == 401
    assert await access(KeyTable(), required=False).principal(request()) == LOCAL


@pytest.mark.parametrize("required", [True, False])
async def test_a_wrong_key_is_refused_also_where_none_is_needed(required: bool) -> None:
    for one in (request(authorization="Bearer nope"), request(authorization="Basic x"), request(x_api_key="nope")):
        assert (await refused(access(KeyTable(), required=required), one)).status == 401


async def test_revoked_and_expired_keys_are_refused_and_end_their_sessions() -> None:
    keys = KeyTable(ada=Role.VIEWER)
    _, cookie = await access(keys).log_in("key-of-ada")
    session = request(cookie=f"{COOKIE}={cookie}")
    assert (await access(keys).principal(session)).name == "ada"
    whole = keys.keys["key-of-ada"]
    past = datetime.fromtimestamp(NOW, UTC) - timedelta(seconds=1)
    for spoilt in (replace(whole, revoked_at=past), replace(whole, expires_at=past)):
        keys.keys["key-of-ada"] = spoilt
        assert (await refused(access(keys), request(x_api_key="key-of-ada"))).status == 401
        assert (await refused(access(keys), session)).status == 401


async def test_a_session_ends_by_itself() -> None:
    keys = KeyTable(ada=Role.VIEWER)
    _, cookie = await access(keys).log_in("key-of-ada")
    later = access(keys, now=NOW + SESSION_SECONDS)
    assert (await refused(later, request(cookie=f"{COOKIE}={cookie}"))).status == 401


@pytest.mark.parametrize("spoil", ["x", "eve.", "ada.99999999999.", "", ".", "ada.1é.x"])
async def test_a_cookie_that_was_made_up_is_no_session(spoil: str) -> None:
    keys = KeyTable(ada=Role.ADMIN, eve=Role.VIEWER)
    _, cookie = await access(keys).log_in("key-of-eve")
    signature = cookie.rpartition(".")[2]
    made_up = request(cookie=f"{COOKIE}={spoil}{signature}")
    assert (await refused(access(keys), made_up)).status == 401


async def test_another_secret_knows_no_session() -> None:
    keys = KeyTable(ada=Role.VIEWER)
    _, cookie = await access(keys).log_in("key-of-ada")
    other = access(keys, secret=b"t" * 32)
    assert (await refused(other, request(cookie=f"{COOKIE}={cookie}"))).status == 401


async def test_a_session_changes_nothing_without_its_token() -> None:
    keys = KeyTable(ada=Role.RESEARCHER)
    principal, cookie = await access(keys).log_in("key-of-ada")
    jar = f"{COOKIE}={cookie}"
    assert (await refused(access(keys), request("POST", cookie=jar))).code == "csrf"
    assert (await refused(access(keys), request("POST", cookie=jar, x_csrf_token="wrong"))).code == "csrf"
    assert principal.csrf is not None
    good = request("POST", cookie=jar, **{CSRF_HEADER.replace("-", "_"): principal.csrf})
    assert (await access(keys).principal(good)).name == "ada"


def test_each_role_may_what_those_before_it_may() -> None:
    may = {one: [other for other in Role if replace(LOCAL, role=one).may(other)] for one in Role}
    assert may == {
        Role.VIEWER: [Role.VIEWER],
        Role.RESEARCHER: [Role.VIEWER, Role.RESEARCHER],
        Role.ADMIN: [Role.VIEWER, Role.RESEARCHER, Role.ADMIN],
    }
