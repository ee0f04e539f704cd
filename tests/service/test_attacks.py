"""What hostile clients send: each gets a 4xx, nothing is lost, nothing is told that should not be."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import stored_work
from fastapi import FastAPI
from live_server import KeyTable, application, serving
from stored_work import store_work

from orchestrator.api.access import Role
from orchestrator.service import stream
from orchestrator.service.openapi import document_of
from orchestrator.store import Store

BEARER = {"Authorization": "Bearer key-of-viewer"}
TRAVERSALS = (
    "/static/../../../etc/passwd",
    "/static/..%2f..%2f..%2fetc/passwd",
    "/static/%2e%2e/%2e%2e/application.py",
    "/static/js/..\\..\\application.py",
    "/static//etc/passwd",
    "/static/js/main.js%00.html",
    "/static/index.html",
    "/vendor/..%2f..%2f.ssh/id_rsa",
    "/vendor/katex/..%2f..%2forchestrator.db",
    "/api/v1/problems/..%2f..%2fkeys",
    "/api/v1/verdicts/..%2fkeys/lean",
)
CURSORS = (
    "",
    "-1",
    "0",
    "1-",
    "x-y",
    "9" * 40,
    "r-%00",
    "' OR 1=1 --",
    "1" * 300,
    "..",
    "٣",
    "\ud7ff",
    "2-" + "f" * 64,
)


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with application(tmp_path) as app:
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


async def spoken(url: str, request: bytes) -> bytes:
    """The head of the answer to bytes that no honest client sends."""
    address = httpx.URL(url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    try:
        writer.write(request)
        async with asyncio.timeout(30):
            return await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.close()


async def test_no_address_leaves_its_folder(app: FastAPI) -> None:
    async with serving(app) as url:
        for path in TRAVERSALS:
            head = await spoken(url, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            assert head.split()[1] in (b"404", b"422"), (path, head)


async def test_what_is_no_request_is_refused_and_the_server_goes_on(app: FastAPI) -> None:
    many = b"".join(b"X-%d: 1\r\n" % number for number in range(20_000))
    smuggled = b"POST /verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    wrong = {
        "headers without end": b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + many,
        "a long address": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        "no host": b"GET /health HTTP/1.1\r\n\r\n",
        "two hosts": b"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        "a negative length": b"POST /verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "two lengths": b"POST /verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "length and chunks": smuggled + b"0\r\n\r\nGET /api/v1/keys HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "a header in two lines": b"GET /health HTTP/1.1\r\nHost: local\r\n host\r\n\r\n",
    }
    async with serving(app) as url:
        for name, request in wrong.items():
            head = await spoken(url, request)
            assert head.split()[1].startswith(b"4"), (name, head[:300])
        async with httpx.AsyncClient(base_url=url) as client:
            assert (await client.get("/health")).status_code == 200


async def test_no_cursor_is_an_error_of_the_program(app: FastAPI, client: httpx.AsyncClient) -> None:
    work = await store_work(app.state.parts.store)
    places = {"run_id": work.run, "campaign_id": work.campaign, "problem_id": work.problem, "episode_id": work.episode}
    lists = [
        path
        for path, methods in document_of(app)["paths"].items()
        if any(one["name"] == "cursor" for one in methods.get("get", {}).get("parameters", ()))
    ]
    assert len(lists) >= 8
    for path in lists:
        for cursor in CURSORS:
            for more in ({}, {"newest": "true"}):
                answer = await client.get(path.format(**places), params={"cursor": cursor, **more})
                assert answer.status_code in (200, 422), (path, cursor, answer.text)


async def test_many_copies_at_once_count_once(app: FastAPI, client: httpx.AsyncClient) -> None:
    text = stored_work.challenge("raced", "Sent many times").text
    key = {"Idempotency-Key": "raced"}

    async def send(number: int) -> httpx.Response:
        body = {"text": text if number % 5 else f"{text}\n-- another"}
        return await client.post("/api/v1/problems", json=body, headers=key)

    answers = await asyncio.gather(*map(send, range(40)))
    made = [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, 409, 422}
    assert sum("Idempotent-Replay" not in answer.headers for answer in made) == 1
    assert len({answer.content for answer in made}) == 1
    statements = await client.get(f"/api/v1/problems/{made[0].json()['id']}/statements")
    assert len(statements.json()["items"]) == 1


async def test_a_stream_ends_once_its_key_is_no_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEEP_ALIVE_SECONDS", 0.05)
    keys = KeyTable(viewer=Role.VIEWER)
    async with application(tmp_path, keys=keys) as app, serving(app) as url, httpx.AsyncClient(timeout=30) as client:
        store: Store = app.state.parts.store
        run = await stored_work.queued_run(store, "watched")
        async with client.stream("GET", f"{url}/api/v1/stream?topics=all&after=0.0", headers=BEARER) as response:
            lines = response.aiter_lines()
            seen = ""
            async with asyncio.timeout(30):
                while "run.created" not in seen:
                    seen = await anext(lines)
                del keys.keys["key-of-viewer"]
                await store.runs.acquire(run.id, "a:1:b", stale_after=60)
                rest = [line async for line in lines]
        assert "event: end" in rest
        assert (await client.get(f"{url}/api/v1/stream?topics=all", headers=BEARER)).status_code == 401


HOSTILE = (
    '"}\n\ndata: {}',
    "\r\nid: 9.9\r\n\r\n",
    "\u2028event: end\u2029",
    "</script><script>alert(1)</script>",
    "\x1b[2J",
)


@pytest.mark.parametrize("said", HOSTILE)
async def test_nothing_that_is_said_ends_an_event(said: str, app: FastAPI, client: httpx.AsyncClient) -> None:
    work = await store_work(app.state.parts.store, said=said)
    heard = []
    for event in await app.state.parts.store.events.since(work.run):
        lines = re.split(r"\r\n|\n|\r", stream.written(event).decode())  # as server-sent events are read
        assert [line.partition(":")[0] for line in lines] == ["id", "data", "", ""]
        heard.append(json.loads(lines[1].removeprefix("data: ")))
    assert [one["payload"]["text"] for one in heard if one["kind"] == "note"] == [said]
    transcript = await client.get(f"/api/v1/episodes/{work.episode}/transcript")
    assert said in [entry["payload"].get("text") for entry in transcript.json()["items"]]
    assert transcript.headers["Content-Type"] == "application/json"
