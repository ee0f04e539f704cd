"""Retries, waits and bounded concurrency."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fake_server import Answer, FakeServer, HangUp, Raw, Refuse, Script
from llm_support import Sleeps, ask, make_profile

from orchestrator.errors import ModelConfigError, ModelUnavailable
from orchestrator.models.factory import open_model
from orchestrator.models.messages import Reply


async def run(script: Script, *, seed: int = 0, **changes: Any) -> tuple[Reply | ModelUnavailable, list[float], int]:
    """The reply, or the error of exhausted retries, with the waits and the number of requests that arrived."""
    sleeps = Sleeps()
    async with FakeServer(script) as server:
        profile = make_profile(server.url, **changes)
        async with open_model(profile, ledger=None, seed=seed, sleep=sleeps) as model:
            try:
                outcome: Reply | ModelUnavailable = await model.complete(ask())
            except ModelUnavailable as error:
                outcome = error
    return outcome, sleeps.seconds, len(server.received)


async def test_every_passing_trouble_is_survived() -> None:
    troubles = [Refuse(429), Refuse(503), HangUp(), Answer("lost", drop_after=30), Raw(b"{")]
    outcome, waits, requests = await run([*troubles, Answer("at last")])
    assert isinstance(outcome, Reply)
    assert outcome.message.content == "at last"
    assert outcome.call_id == "call~6"
    assert len(waits) == 5
    assert requests == 6


async def test_waits_grow_within_their_ceilings_and_repeat_with_the_seed() -> None:
    script = [Refuse(500)] * 8
    policy = {"attempts": 8, "first_wait": 1.0, "longest_wait": 10.0}
    _, waits, _ = await run(script, seed=1, retry=policy)
    _, same, _ = await run(script, seed=1, retry=policy)
    _, other, _ = await run(script, seed=2, retry=policy)
    assert waits == same
    assert waits != other
    assert all(0 <= wait <= min(10.0, 2.0**n) for n, wait in enumerate(waits))


async def test_retry_after_is_honoured_up_to_the_cap() -> None:
    script = [Refuse(429, retry_after="20"), Refuse(503, retry_after="99999"), Answer("ok")]
    _, waits, _ = await run(script, retry={"first_wait": 0.001, "longest_retry_after": 120})
    assert [round(wait) for wait in waits] == [20, 120]


async def test_exhausted_retries_tell_the_last_reason() -> None:
    outcome, waits, requests = await run([Refuse(503)] * 9, retry={"attempts": 3})
    assert type(outcome) is ModelUnavailable
    assert "3 attempts" in str(outcome)
    assert "HTTP 503" in str(outcome)
    assert (len(waits), requests) == (2, 3)


async def test_a_refused_request_is_not_repeated() -> None:
    async with (
        FakeServer([Refuse(400, body="bad"), Answer("never")]) as server,
        open_model(make_profile(server.url), ledger=None) as model,
    ):
        with pytest.raises(ModelConfigError):
            await model.complete(ask())
    assert len(server.received) == 1


async def test_200_requests_are_bounded_by_the_profile() -> None:
    gate = asyncio.Event()
    async with (
        FakeServer(lambda request: Answer("ok", hold=gate)) as server,
        open_model(make_profile(server.url, concurrency=7), ledger=None) as model,
    ):
        calls = [asyncio.create_task(model.complete(ask(call_id=str(n)))) for n in range(200)]
        await server.wait_for(lambda: server.in_flight == 7)
        gate.set()
        replies = await asyncio.gather(*calls)
    assert server.peak_in_flight == 7
    assert {reply.call_id for reply in replies} == {str(n) for n in range(200)}


async def test_cancelling_a_waiting_call_gives_its_place_to_the_next() -> None:
    gate = asyncio.Event()
    async with (
        FakeServer([Answer("first", hold=gate), Answer("third")]) as server,
        open_model(make_profile(server.url, concurrency=1), ledger=None) as model,
    ):
        first, second, third = (asyncio.create_task(model.complete(ask(name, name))) for name in "abc")
        await server.wait_for(lambda: server.in_flight == 1)
        second.cancel()
        gate.set()
        assert (await first).message.content == "first"
        assert (await third).message.content == "third"
        with pytest.raises(asyncio.CancelledError):
            await second
    assert [received.body["messages"][0]["content"] for received in server.received] == ["a", "c"]
