"""The resources of the API over a real store: what they say, pages, tags, keys that count once, roles, the document."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import stored_work
from fastapi import FastAPI
from live_server import KeyTable, application, serving
from stored_work import Stored, store_work

from orchestrator.api.access import Role
from orchestrator.service.files import DASHBOARD
from orchestrator.service.openapi import document_of
from orchestrator.store import Store

CHALLENGE = stored_work.challenge("sent", "A challenge that was sent").text
PARAMETERS = ("problem_id", "run_id", "campaign_id", "attempt_id", "digest", "verdict_id", "episode_id", "key_id")


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with application(tmp_path) as app:
        yield app


@pytest.fixture
def store(app: FastAPI) -> Store:
    found: Store = app.state.parts.store
    return found


@pytest.fixture
async def work(store: Store) -> Stored:
    return await store_work(store)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


def addresses(work: Stored) -> list[str]:
    """Every address of the API that can be read, for this work."""
    run, episode = f"/api/v1/runs/{work.run}", f"/api/v1/episodes/{work.episode}"
    parts = ("attempts", "sketches", "goals", "verdicts", "episodes", "events", "events?newest=true", "series", "spend")
    verdict = f"/api/v1/verdicts/{work.verdict}"
    problem = f"/api/v1/problems/{work.problem}"
    return [
        *("/api/v1/overview", "/api/v1/workers", "/api/v1/spend", "/api/v1/session", "/api/v1/keys", "/metrics"),
        *(f"/api/v1/find?id={work.run[:12]}", "/api/v1/problems", "/api/v1/problems/facets"),
        *(problem, f"{problem}/statements", f"{problem}/progress", "/api/v1/runs", run),
        *(f"{run}/{part}" for part in parts),
        *("/api/v1/campaigns", f"/api/v1/campaigns/{work.campaign}", f"/api/v1/campaigns/{work.campaign}/spend"),
        *(f"/api/v1/attempts/{work.attempt}", f"/api/v1/sketches/{work.child}", f"/api/v1/goals/{work.goal}"),
        *(verdict, f"{verdict}/certificate", f"{verdict}/lean", f"{verdict}/bundle", episode, f"{episode}/transcript"),
        *(f"/api/v1/exports/attempts.csv?run={work.run}", "/api/v1/exports/status.yaml"),
    ]


async def test_everything_that_is_stored_can_be_read(client: httpx.AsyncClient, work: Stored) -> None:
    for address in addresses(work):
        answer = await client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        if answer.headers["Content-Type"] == "application/json" and "certificate" not in address:
            again = await client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304 or answer.content != (await client.get(address)).content, address


async def test_a_problem_says_where_it_stands_and_how_far_it_came(client: httpx.AsyncClient, work: Stored) -> None:
    problem = (await client.get(f"/api/v1/problems/{work.problem}")).json()
    assert (problem["state"], problem["decision"]["decides"], problem["statement"]["current"]) == ("proved", True, True)
    progress = (await client.get(f"/api/v1/problems/{work.problem}/progress")).json()
    assert [len(progress[part]) for part in ("proved", "open", "refuted")] == [1, 1, 0]
    assert "1 goal is still open" in progress["summary"]


async def test_a_run_tells_its_lineage_goals_and_log(client: httpx.AsyncClient, work: Stored) -> None:
    run = f"/api/v1/runs/{work.run}"
    sketches = (await client.get(f"{run}/sketches")).json()["items"]
    assert [(one["digest"], one["parent"], one["verdict"]) for one in sketches] == [
        (work.sketch, None, None),
        (work.child, work.sketch, "accepted"),
    ]
    goals = (await client.get(f"{run}/goals")).json()["items"]
    assert [(one["blocks"], one["status"], one["tries"]) for one in goals if one["digest"] == work.goal] == [
        (1, "proved", 1)
    ]
    events = (await client.get(f"{run}/events")).json()["items"]
    newest = (await client.get(f"{run}/events?newest=true&limit=3")).json()["items"]
    assert [one["seq"] for one in events] == list(range(1, len(events) + 1))
    assert [one["seq"] for one in newest] == [len(events) - place for place in range(3)]
    series = (await client.get(f"{run}/series")).json()
    assert (series["sketches"], len(series["elo_times"])) == ([1, 2], 3)
    assert [one["sketch"] for one in series["elo"]] == [work.child, work.sketch], "the better one first"
    assert series["elo"][0]["values"][-1] > series["elo"][1]["values"][-1]
    detail = (await client.get(run)).json()
    assert (detail["attempts"], detail["last_event"]) == ({"finished": 2}, len(events))


async def test_a_sketch_is_shown_as_a_whole_file_beside_its_parent(client: httpx.AsyncClient, work: Stored) -> None:
    sketch = (await client.get(f"/api/v1/sketches/{work.child}")).json()
    assert sketch["parent"] == work.sketch
    assert "rfl" in sketch["lean"]
    assert "sorry" in sketch["parent_lean"]


async def test_a_bundle_holds_all_that_repeats_the_verdict(client: httpx.AsyncClient, work: Stored) -> None:
    content = (await client.get(f"/api/v1/verdicts/{work.verdict}/bundle")).content
    assert content == (await client.get(f"/api/v1/verdicts/{work.verdict}/bundle")).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name.rpartition("/")[2]: archive.read(name).decode() for name in archive.namelist()}
    assert sorted(files) == [
        "README.txt",
        "certificate.json",
        "certificate.lean",
        "facts.json",
        "proof.lean",
        "statement.lean",
    ]
    assert "Finish it." in files["README.txt"]
    assert json.loads(files["facts.json"])["problem"] == work.problem


async def test_lists_come_in_pages_without_repeat_or_gap(client: httpx.AsyncClient, store: Store) -> None:
    for number in range(7):
        await stored_work.queued_run(store, f"p{number}")
    for path in ("/api/v1/problems", "/api/v1/runs"):
        everything = (await client.get(f"{path}?limit=200")).json()["items"]
        found: list[Any] = []
        cursor = None
        while True:
            page = (await client.get(path, params={"limit": 3} | ({"cursor": cursor} if cursor else {}))).json()
            assert len(page["items"]) <= 3
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                break
        assert found == everything
        assert len(found) == 7
    assert (await client.get("/api/v1/runs?limit=201")).status_code == 422
    assert (await client.get("/api/v1/runs?limit=0")).status_code == 422


async def test_filters_find_what_they_say(client: httpx.AsyncClient, store: Store, work: Stored) -> None:
    await stored_work.queued_run(store, "other")

    async def found(**query: str) -> list[str]:
        answer = await client.get("/api/v1/problems", params=query)
        return [one["id"].rpartition("/")[2] for one in answer.json()["items"]]

    assert await found() == ["one", "other"]
    assert await found(state="proved") == ["one"]
    assert await found(state="tried") == ["other"]
    assert await found(text="ANOTHER prob") == ["other"]
    assert await found(text="100%") == []
    assert await found(known="unknown") == ["one", "other"]
    assert await found(known="open") == []
    assert await found(informal="unknown", formal="attempted") == ["other"]
    assert await found(informal="proved", formal="decided: replayed") == ["one"], "what was decided here is settled"
    assert await found(informal="open") == await found(formal="formalised") == []
    assert (await client.get("/api/v1/problems", params={"informal": "hopeful"})).status_code == 422
    assert await found(tag="number theory") == []
    assert await found(source="erdos") == []
    assert await found(contradictions="true", state="tried") == []
    await stored_work.store_work(store, name="third", title="Open elsewhere", status="open")
    assert await found(contradictions="true") == ["third"], "proved here, open by its header"
    assert await found(informal="proved", text="e") == ["one", "third"]
    [row] = (await client.get("/api/v1/problems", params={"contradictions": True})).json()["items"]
    detail = (await client.get(f"/api/v1/problems/{row['id']}")).json()
    assert [detail[name] for name in ("informal_state", "formal_state")] == ["proved", "decided: replayed"]
    assert [row[name] for name in ("informal_state", "formal_state")] == ["proved", "decided: replayed"]
    assert len(detail["contradictions"]) == 1


async def test_unknown_things_are_404(client: httpx.AsyncClient, work: Stored) -> None:
    for address in addresses(work):
        for identifier in (work.problem, work.run, work.campaign, work.attempt, work.child, work.goal, work.episode):
            if identifier in address:
                answer = await client.get(address.replace(identifier, "nope/nope" if "/" in identifier else "nope"))
                assert answer.status_code == 404, (address, answer.text)
                assert answer.json()["retry"] == "never"
    assert (await client.get("/api/v1/verdicts/99/certificate")).status_code == 404
    assert (await client.get("/api/v1/verdicts/99999999999999999999")).status_code == 404


async def test_a_challenge_is_looked_at_and_stored_once(client: httpx.AsyncClient) -> None:
    report = (await client.post("/api/v1/triage", json={"text": CHALLENGE})).json()
    assert (report["usable"], report["title"]) == (True, "A challenge that was sent")
    assert (await client.get("/api/v1/problems")).json()["items"] == []
    stored = await client.post("/api/v1/problems", json={"text": CHALLENGE})
    again = await client.post("/api/v1/problems", json={"text": CHALLENGE})
    assert stored.status_code == again.status_code == 201
    assert (await client.get(stored.headers["Location"])).json()["title"] == "A challenge that was sent"
    assert len((await client.get("/api/v1/problems")).json()["items"]) == 1
    bad = (await client.post("/api/v1/triage", json={"text": "theorem t : True := trivial"})).json()
    assert not bad["usable"]
    assert bad["findings"][0]["line"] == 1
    refused = await client.post("/api/v1/problems", json={"text": "theorem t : True := trivial"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unusable-text")


async def test_a_request_with_a_key_counts_once(app: FastAPI, client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "a-1"}
    first = await client.post("/api/v1/problems", json={"text": CHALLENGE}, headers=key)
    second = await client.post("/api/v1/problems", json={"text": CHALLENGE}, headers=key)
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Idempotent-Replay"] == "true"
    other = await client.post("/api/v1/problems", json={"text": "other"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    unusable = await client.post("/api/v1/problems", json={"text": CHALLENGE}, headers={"Idempotency-Key": "a b"})
    assert unusable.status_code == 400


async def test_while_the_first_copy_is_at_work_the_second_waits(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()
    check = app.state.checks.check

    async def slow(source: str, seconds: float) -> Any:
        began.set()
        await go_on.wait()
        return await check(source, seconds)

    monkeypatch.setattr(app.state.checks, "check", slow)
    key = {"Idempotency-Key": "slow"}
    first = asyncio.create_task(client.post("/api/v1/triage", json={"text": CHALLENGE}, headers=key))
    await began.wait()
    second = await client.post("/api/v1/triage", json={"text": CHALLENGE}, headers=key)
    assert (second.status_code, second.json()["retry"]) == (409, "same-key")
    go_on.set()
    assert (await first).status_code == 200
    third = await client.post("/api/v1/triage", json={"text": CHALLENGE}, headers=key)
    assert third.content == (await first).content


def operations(app: FastAPI) -> list[tuple[str, str, dict[str, Any]]]:
    paths = document_of(app)["paths"]
    return [(path, method, one) for path, methods in paths.items() for method, one in methods.items()]


async def test_each_operation_admits_exactly_the_roles_it_names(tmp_path: Path) -> None:
    keys = KeyTable(viewer=Role.VIEWER, researcher=Role.RESEARCHER, admin=Role.ADMIN)
    async with application(tmp_path, keys=keys) as app:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for path, method, operation in operations(app):
                for parameter in PARAMETERS:
                    path = path.replace(f"{{{parameter}}}", "1")
                needed = operation.get("x-role")
                for role in (None, *Role):
                    headers = {} if role is None else {"Authorization": f"Bearer key-of-{role.value}"}
                    answer = await client.request(method, path, headers=headers)
                    code = answer.json().get("code") if "json" in answer.headers.get("Content-Type", "") else None
                    expected = None
                    if needed is not None and role is None:
                        expected = "key"
                    elif needed is not None and list(Role).index(role) < list(Role).index(Role(needed)):
                        expected = "role"
                    assert (code in ("key", "role")) == (expected is not None), (path, method, role, answer.text)
                    assert expected is None or code == expected
    open_to_all = {one["operationId"] for _, _, one in operations(app) if "x-role" not in one}
    assert open_to_all == {"health", "ready", "log_in"}


async def test_the_document_is_complete(app: FastAPI) -> None:
    document = document_of(app)
    assert document["openapi"].startswith("3.1")
    found = operations(app)
    identifiers = [operation["operationId"] for _, _, operation in found]
    assert len(set(identifiers)) == len(identifiers) >= 40
    for path, method, operation in found:
        assert operation["summary"], path
        assert operation["description"], path
        for status in ("400", "401", "403", "422", "429", "500", "503"):
            assert status in operation["responses"], (path, status)
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for content in (one for body in bodies for one in body.get("content", {}).values()):
            assert "example" in content, (method, path)
            schema = content["schema"] | {"components": document["components"]}
            jsonschema.Draft202012Validator(schema).validate(content["example"])


async def lines_of(response: httpx.Response, events: int) -> list[tuple[str, dict[str, Any]]]:
    """The next events of a stream, each with its id."""
    found: list[tuple[str, dict[str, Any]]] = []
    identifier = ""
    async with asyncio.timeout(30):
        async for line in response.aiter_lines():
            if line.startswith("id: "):
                identifier = line[4:]
            if line.startswith("data: "):
                found.append((identifier, json.loads(line[6:])))
            if len(found) == events:
                break
    return found


async def test_a_stream_resumes_where_it_ended_without_gap_or_repeat(app: FastAPI, store: Store) -> None:
    run = await stored_work.queued_run(store, "watched")
    async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        stream = f"/api/v1/stream?topics=run:{run.id}"
        async with client.stream("GET", f"{stream}&after=0.0") as response:
            assert response.headers["Content-Type"].startswith("text/event-stream")
            [(first, event)] = await lines_of(response, 1)
        assert event["kind"] == "run.created"
        await store.runs.acquire(run.id, "a:1:b", stale_after=60)
        await store.runs.pause(run.id, "a:1:b")
        async with client.stream("GET", stream, headers={"Last-Event-ID": first}) as response:
            rest = await lines_of(response, 2)
        assert [event["kind"] for _, event in rest] == ["run.acquired", "run.paused"]
        assert [event["seq"] for _, event in rest] == [2, 3]
        for wrong in ("topics=", "topics=nope:1", "topics=all&after=x", "topics=run:"):
            assert (await client.get(f"/api/v1/stream?{wrong}")).status_code == 422, wrong


async def test_a_watcher_sees_what_happens_and_is_sent_off_when_the_server_ends(
    app: FastAPI, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, end = await stored_work.queued_run(store, "watched"), store.feed.end

    async def slow() -> str:
        await asyncio.sleep(1)  # "from now on" begins before the head of the answer, however slow the database is
        return await end()

    monkeypatch.setattr(store.feed, "end", slow)
    async with httpx.AsyncClient(timeout=60) as client, serving(app) as url:
        sending = client.stream("GET", f"{url}/api/v1/stream?topics=all")
        response = await sending.__aenter__()
        acquiring = asyncio.create_task(store.runs.acquire(run.id, "a:1:b", stale_after=60))
        [(_, event)] = await lines_of(response, 1)
        assert (event["run_id"], event["kind"]) == (run.id, "run.acquired")
        await acquiring
        await sending.__aexit__(None, None, None)


async def test_the_pages_and_their_files_are_there(app: FastAPI, client: httpx.AsyncClient) -> None:
    for path in ("/", "/problems", "/problems/erdos/1", "/runs/r-1/lineage", "/login", "/docs", "/campaigns/c-1"):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert "<script>" not in answer.text
    script = await client.get("/static/js/main.js", headers={"Accept-Encoding": "gzip"})
    assert script.headers["Content-Encoding"] == "gzip"
    assert script.headers["Content-Type"].startswith("text/javascript")
    for path in ("/static/../launch.py", "/static/..%2flaunch.py", "/static/%2e%2e/launch.py", "/static//etc/passwd"):
        assert (await client.get(path)).status_code == 404
    assert (await client.get("/static/index.html")).status_code == 404
    own = list(DASHBOARD.rglob("*.js"))
    assert sum(path.stat().st_size for path in own) < 100_000
