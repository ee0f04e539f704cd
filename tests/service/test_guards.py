"""What every request meets before a route sees it: names, origins, sizes, depths, rates, ids."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from live_server import application, serving

from orchestrator.service.guards.bodies import BodyLimits, depth_of
from orchestrator.service.guards.hosts import Names, host_name
from orchestrator.service.guards.rates import Rate, TokenBuckets

ONE = {"codes": [{"custom_id": "a", "code": "theorem t : True := trivial"}]}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    bodies = BodyLimits(max_bytes=2000, max_depth=8, seconds=0.5)
    async with (
        application(tmp_path, bodies=bodies, names=Names(("lean.example",))) as app,
        serving(app) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        yield client


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "a@localhost"]
)
async def test_a_request_under_another_name_is_refused(client: httpx.AsyncClient, host: str) -> None:
    answer = await client.get("/health", headers={"Host": host})
    assert answer.status_code == (421 if host else answer.status_code)
    assert answer.status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "localhost:9", "127.0.0.1", "[::1]:80", "127.9.9.9", "LEAN.example:443"])
async def test_names_of_this_machine_and_allowed_ones_are_served(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/health", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_page_of_another_site_can_change_nothing(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/verify", json=ONE, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross-origin")
    assert "access-control-allow-origin" not in answer.headers


async def test_no_site_may_read_or_ask_ahead(client: httpx.AsyncClient) -> None:
    ahead = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = await client.options("/verify", headers=ahead)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_large_bodies_are_refused_also_without_a_declared_length(client: httpx.AsyncClient) -> None:
    declared = await client.post("/verify", content=b"x" * 3000, headers={"Content-Type": "application/json"})

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 100

    undeclared = await client.post("/verify", content=parts(), headers={"Content-Type": "application/json"})
    assert [declared.status_code, undeclared.status_code] == [413, 413]


async def test_a_body_that_never_ends_is_refused(client: httpx.AsyncClient) -> None:
    host, port = client.base_url.host, client.base_url.port
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"POST /verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    status = await reader.readline()
    writer.close()
    assert b" 408 " in status


async def test_a_flood_of_headers_is_refused(client: httpx.AsyncClient) -> None:
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n")
    status = await reader.readline()
    writer.close()
    assert b" 400 " in status or b" 431 " in status


@pytest.mark.parametrize("body", ["[" * 9, "{" + '"a":[' * 9, '{"codes": ' + "[" * 100_000])
async def test_deep_bodies_are_refused(client: httpx.AsyncClient, body: str) -> None:
    answer = await client.post("/verify", content=body[:1999], headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "too-deep")


def test_depth_does_not_count_what_stands_in_strings() -> None:
    assert depth_of(json.dumps({"a": ['[[[[\\"[[[', {"b": "}"}]}).encode()) == 3
    assert depth_of(b'"' + b"[" * 100) == 0
    assert depth_of(b"[[") == 2


async def test_a_packed_body_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/verify", content=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415


async def test_every_answer_has_an_id_and_headers_that_browsers_obey(client: httpx.AsyncClient) -> None:
    for path in ("/health", "/nothing", "/verify"):
        answer = await client.get(path, headers={"X-Request-ID": "abc-1"})
        assert answer.headers["X-Request-ID"] == "abc-1"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    made_up = await client.get("/health", headers={"X-Request-ID": "a b\x7f"})
    assert made_up.headers["X-Request-ID"] != "a b\x7f"


async def test_errors_are_problem_details_that_say_whether_to_retry(client: httpx.AsyncClient) -> None:
    answer = await client.post("/verify", json={"codes": []})
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == answer.status_code == 422
    assert problem["retry"] == "never"
    assert problem["errors"][0]["where"] == "body.codes"
    assert problem["request_id"] == answer.headers["X-Request-ID"]


async def test_an_unexpected_error_is_500_without_a_word_of_its_cause(tmp_path: Path) -> None:
    async with application(tmp_path) as app:

        @app.get("/broken")
        async def broken() -> None:
            raise ZeroDivisionError("secret")

        async with serving(app) as url, httpx.AsyncClient(base_url=url) as client:
            answer = await client.get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text


async def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path) -> None:
    async with (
        application(tmp_path, rate=Rate(0.5, 2)) as app,
        serving(app) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        answers = [await client.get("/metrics") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) >= 1
    assert answers[2].json()["retry"] == "later"


def test_buckets_fill_again_and_clients_do_not_share_one() -> None:
    now = 0.0
    buckets = TokenBuckets(Rate(per_second=2, burst=3), lambda: now)
    assert [buckets.wait_of("a") for _ in range(4)] == [0, 0, 0, 1]
    assert buckets.wait_of("b") == 0
    now = 1.0
    assert [buckets.wait_of("a") for _ in range(3)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("header", "name"),
    [("A.b:80", "a.b"), ("[::1]", "::1"), ("a:b", None), ("a/b", None), ("u@a", None), ("", None), ("a:99999", None)],
)
def test_host_names(header: str, name: str | None) -> None:
    assert host_name(header) == name
