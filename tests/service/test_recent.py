"""What is shared between those who ask the same: never older than what the one who asks has seen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
import stored_work
from live_server import KeyTable, application
from starlette.responses import Response

from orchestrator.api.access import Role
from orchestrator.service.failures import Refused
from orchestrator.service.recent import RecentAnswers
from orchestrator.vocabulary import RunStatus


class Source:
    """Answers with a number that grows."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self) -> Response:
        self.asked += 1
        number = self.asked
        await asyncio.sleep(0)
        return Response(str(number))


async def test_one_answer_for_all_who_ask_at_once_and_a_moment_later() -> None:
    now, source = [10.0], Source()
    recent = RecentAnswers(0.25, lambda: now[0])
    answers = await asyncio.gather(*(recent.of("a", source) for _ in range(100)))
    assert {answer.body for answer in answers} == {b"1"}
    assert (await recent.of("b", source)).body == b"2"
    now[0] += 0.2
    assert (await recent.of("a", source)).body == b"1"
    now[0] += 0.1
    assert (await recent.of("a", source)).body == b"3"


async def test_a_change_or_an_event_that_was_told_ends_it() -> None:
    source = Source()
    recent = RecentAnswers(60.0)
    assert (await recent.of("a", source)).body == b"1"
    recent.forget()
    assert (await recent.of("a", source)).body == b"2"
    for position, expected in (("0.7", b"3"), ("0.7", b"3"), ("0.6", b"3"), ("0.10", b"4"), ("2.1", b"5")):
        recent.told(position)
        assert (await recent.of("a", source)).body == expected, position
    being_made = asyncio.create_task(recent.of("b", source))
    await asyncio.sleep(0)
    recent.told("9.9")
    assert (await recent.of("b", source)).body == b"7", "what was begun before the event is not given after it"
    assert (await being_made).body == b"6"


async def test_errors_are_not_kept_and_a_client_that_goes_away_takes_nothing_along() -> None:
    recent = RecentAnswers(60.0)
    go_on = asyncio.Event()

    async def refused() -> Response:
        raise Refused(404, "unknown-id", "there is none")

    async def slow() -> Response:
        await go_on.wait()
        return Response("done")

    with pytest.raises(Refused):
        await recent.of("a", refused)
    assert (await recent.of("a", Source())).body == b"1"
    first, second = (asyncio.create_task(recent.of("b", slow)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    go_on.set()
    assert (await second).body == b"done"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_who_changes_something_reads_it_at_once_and_keys_share_nothing(tmp_path: Path) -> None:
    keys = KeyTable(researcher=Role.RESEARCHER, viewer=Role.VIEWER)
    async with application(tmp_path, keys=keys) as app:
        store = app.state.parts.store
        run = await stored_work.queued_run(store, "shared")
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:

            async def ask(role: Role, path: str, method: str = "GET", **headers: str) -> httpx.Response:
                headers["Authorization"] = f"Bearer key-of-{role.value}"
                return await client.request(method, path, headers=headers)

            before = await ask(Role.VIEWER, f"/api/v1/runs/{run.id}")
            again = await ask(Role.VIEWER, f"/api/v1/runs/{run.id}", **{"If-None-Match": before.headers["ETag"]})
            assert (before.status_code, again.status_code) == (200, 304)
            assert before.headers["X-Request-ID"] != again.headers["X-Request-ID"]
            await store.runs.acquire(run.id, "a:1:b", stale_after=60)
            await ask(Role.RESEARCHER, "/api/v1/logout", "POST")  # any change forgets what was kept
            after = await ask(Role.VIEWER, f"/api/v1/runs/{run.id}")
            assert after.json()["status"] == RunStatus.RUNNING
            names = [(await ask(role, "/api/v1/session")).json()["name"] for role in (Role.VIEWER, Role.RESEARCHER)]
            assert names == ["viewer", "researcher"]
            del keys.keys["key-of-viewer"]
            assert (await ask(Role.VIEWER, f"/api/v1/runs/{run.id}")).status_code == 401
