"""`ChatCompletionsModel` against a real local server: what is sent, what is understood, how failures are named."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import traceback
from typing import Any

import httpx
import pytest
from fake_server import Answer, Call, FakeServer, HangUp, Raw, Refuse, Script
from llm_support import VIEW, ask, make_profile

from orchestrator.errors import ContextOverflow, ModelConfigError, ModelRefused
from orchestrator.models.chat_completions import ChatCompletionsModel
from orchestrator.models.messages import ChatRequest, FinishReason, Message, Reply, UsageSource
from orchestrator.models.model import AttemptFailed

KEY = "sk-very-secret-0123456789"


async def exchange(script: Script, request: ChatRequest | None = None, **changes: Any) -> tuple[Reply, FakeServer]:
    async with FakeServer(script) as server, ChatCompletionsModel(make_profile(server.url, **changes)) as model:
        return await model.complete(request or ask()), server


async def test_text_answer_and_what_was_sent() -> None:
    reply, server = await exchange(
        [Answer("done", prompt_tokens=100, output_tokens=20, cached=30, reasoning=5)],
        ask(tools=(VIEW,), max_output_tokens=77),
        key=KEY,
        temperature=0.5,
        extra_body={"reasoning_effort": "high"},
    )
    assert reply.message == Message(role="assistant", content="done")
    assert reply.finish_reason is FinishReason.STOP
    usage = reply.usage
    assert (usage.input, usage.cached_input, usage.output, usage.reasoning) == (100, 30, 25, 5)
    assert usage.source is UsageSource.REPORTED
    sent = server.received[0]
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.body == {
        "model": "m",
        "messages": [{"role": "user", "content": "prove it"}],
        "tools": [{"type": "function", "function": VIEW.model_dump()}],
        "tool_choice": "auto",
        "stream": False,
        "max_tokens": 77,
        "temperature": 0.5,
        "reasoning_effort": "high",
    }


async def test_conversation_with_tools_goes_back_as_the_vendors_want_it() -> None:
    signed: dict[str, Any] = {
        "choices": [
            {
                "finish_reason": "stop",
                "message": {
                    "content": None,
                    "reasoning_content": "hm",
                    "tool_calls": [
                        {
                            "id": "",
                            "function": {"name": "view", "arguments": {"line": 1}},
                            "extra_content": {"google": {"thought_signature": "abc"}},
                        },
                        {"id": "b", "function": {"name": "view", "arguments": '{"line": '}},
                    ],
                },
            }
        ]
    }
    async with (
        FakeServer([Raw(json.dumps(signed).encode()), Answer("ok")]) as server,
        ChatCompletionsModel(make_profile(server.url, return_reasoning=True)) as model,
    ):
        first = await model.complete(ask(tools=(VIEW,)))
        assert first.finish_reason is FinishReason.TOOL_CALLS
        made_up, given = first.message.tool_calls
        assert json.loads(made_up.arguments) == {"line": 1}
        assert given.arguments == '{"line": '
        assert made_up.id
        results = tuple(Message(role="tool", content="x", tool_call_id=call.id) for call in first.message.tool_calls)
        await model.complete(ChatRequest(call_id="2", messages=(*ask().messages, first.message, *results)))
    assistant = server.received[1].body["messages"][1]
    assert assistant["reasoning_content"] == "hm"
    assert assistant["tool_calls"][0]["extra_content"] == {"google": {"thought_signature": "abc"}}
    assert json.loads(assistant["tool_calls"][1]["function"]["arguments"]) == {"not_a_json_object": '{"line": '}
    assert server.received[1].body["messages"][2]["tool_call_id"] == made_up.id


@pytest.mark.parametrize("text", ["", None])
async def test_empty_turn_is_an_answer(text: str | None) -> None:
    reply, _ = await exchange([Answer(text)])
    assert reply.message.content == ""
    assert reply.message.tool_calls == ()
    assert reply.usage.input > 0
    assert reply.usage.output == 0


async def test_odd_answers_are_understood() -> None:
    parts = {"choices": [{"message": {"content": [{"type": "text", "text": "a"}, {"text": "b"}], "tool_calls": [7]}}]}
    reply, _ = await exchange([Raw(json.dumps(parts).encode())])
    assert reply.message.content == "ab"
    assert reply.message.tool_calls[0].name == ""
    assert reply.usage.source is UsageSource.ESTIMATED
    surrogate, _ = await exchange([Raw(rb'{"choices": [{"message": {"content": "\ud800x"}}]}')])
    assert surrogate.message.content == "?x"
    assert Reply.model_validate_json(surrogate.model_dump_json()) == surrogate


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, "no", ModelConfigError),
        (402, "Insufficient Balance", ModelConfigError),
        (403, "no", ModelConfigError),
        (404, "no such model", ModelConfigError),
        (301, "moved", ModelConfigError),
        (429, '{"error": {"code": "insufficient_quota"}}', ModelConfigError),
        (400, '{"error": {"code": "context_length_exceeded"}}', ContextOverflow),
        (400, "prompt is too long: 210000 tokens > 200000 maximum", ContextOverflow),
        (400, "The input token count (1) exceeds the maximum", ContextOverflow),
        (413, "", ContextOverflow),
        (400, "bad schema", ModelConfigError),
        (422, "bad schema", ModelConfigError),
        (400, '{"error": {"code": "content_filter", "message": "no"}}', ModelRefused),
        (408, "", AttemptFailed),
        (409, "", AttemptFailed),
        (429, "slow down", AttemptFailed),
        (500, "", AttemptFailed),
        (503, "", AttemptFailed),
        (529, "", AttemptFailed),
    ],
)
async def test_statuses_are_named_for_who_must_react(status: int, body: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        await exchange([Refuse(status, body=body)])
    assert type(caught.value) is error
    assert f"HTTP {status}" in str(caught.value)
    if isinstance(caught.value, AttemptFailed):
        assert not caught.value.may_be_billed


@pytest.mark.parametrize(
    ("step", "billed"),
    [
        (HangUp(), True),
        (Answer("a long enough answer", drop_after=40), True),
        (Raw(b"<html>"), False),
        (Raw(b""), False),
        (Raw(b"upstream connect error"), False),
        (Raw(b"[" * 100_000), True),
        (Raw(b'{"choices": ['), True),
        (Raw(b'{"choices": []}'), False),
        (Raw(b'{"error": {"message": "upstream"}}'), False),
        (Refuse(502), True),
        (Refuse(504), True),
    ],
)
async def test_useless_answers_may_be_repeated_and_may_have_been_billed(step: Any, billed: bool) -> None:
    with pytest.raises(AttemptFailed) as caught:
        await exchange([step])
    assert caught.value.may_be_billed is billed
    assert caught.value.usage is None


async def test_an_answer_without_choices_still_carries_its_usage() -> None:
    body = {"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 0}}
    with pytest.raises(AttemptFailed) as caught:
        await exchange([Raw(json.dumps(body).encode())])
    assert caught.value.usage is not None
    assert (caught.value.usage.input, caught.value.usage.output) == (11, 0)


async def test_a_server_that_cannot_be_reached_bills_nothing() -> None:
    async with FakeServer([]) as server:
        url = server.url
    async with ChatCompletionsModel(make_profile(url)) as model:
        with pytest.raises(AttemptFailed) as caught:
            await model.complete(ask())
    assert not caught.value.may_be_billed


@pytest.mark.parametrize("phase", ["total", "read"])
async def test_silence_ends_in_a_timeout_that_closes_the_connection(phase: str) -> None:
    async with (
        FakeServer([Answer(hold=asyncio.Event())]) as server,
        ChatCompletionsModel(make_profile(server.url, timeouts={phase: 0.05})) as model,
    ):
        with pytest.raises(AttemptFailed) as caught:
            await model.complete(ask())
        await server.wait_for(lambda: server.cancelled == [0])
    assert caught.value.may_be_billed


async def test_cancellation_is_seen_by_the_server_as_a_closed_connection() -> None:
    async with (
        FakeServer([Answer(hold=asyncio.Event()), Answer("next")]) as server,
        ChatCompletionsModel(make_profile(server.url)) as model,
    ):
        call = asyncio.create_task(model.complete(ask()))
        await server.wait_for(lambda: server.in_flight == 1)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await server.wait_for(lambda: server.cancelled == [0] and server.in_flight == 0)
        assert (await model.complete(ask())).message.content == "next"


async def test_retry_after_as_seconds_and_as_a_date() -> None:
    now = 1_700_000_000.0
    headers = ["7", "Tue, 14 Nov 2023 22:14:20 GMT", "Tue, 14 Nov 2023 22:00:00 GMT", "soon", ""]
    waits = []
    async with (
        FakeServer([Refuse(429, retry_after=value) for value in headers]) as server,
        ChatCompletionsModel(make_profile(server.url), clock=lambda: now) as model,
    ):
        for _ in headers:
            with pytest.raises(AttemptFailed) as caught:
                await model.complete(ask())
            waits.append(caught.value.retry_after)
    assert waits == [7.0, 60.0, 0.0, None, None]


async def test_the_key_stays_out_of_everything(caplog: pytest.LogCaptureFixture) -> None:
    """A server that quotes the key in each of its answers; every text that leaves the client is searched for it."""
    caplog.set_level(logging.DEBUG)
    echo = json.dumps({"choices": [{"message": {"content": f"your key is {KEY}"}}], KEY: [KEY]})
    script = [Raw(echo.encode()), *(Refuse(status, body=f"bad key {KEY}") for status in (400, 401, 413, 429, 500))]
    texts: list[str] = []
    async with FakeServer(script) as server:
        profile = make_profile(server.url, key=KEY)
        async with ChatCompletionsModel(profile) as model:
            reply = await model.complete(ask())
            texts += [reply.model_dump_json(), repr(reply), repr(profile), profile.model_dump_json(), repr(vars(model))]
            for _ in script[1:]:
                with pytest.raises((AttemptFailed, ModelConfigError, ModelRefused)) as caught:
                    await model.complete(ask())
                texts += traceback.format_exception(caught.value)
    assert all(KEY in received.headers["authorization"] for received in server.received)
    assert KEY not in "\n".join(texts) + caplog.text


async def test_an_endless_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.models.chat_completions._LARGEST_BODY", 1000)
    with pytest.raises(AttemptFailed, match="exceeds"):
        await exchange([Raw(b" " * 5000)])


async def test_the_transport_can_be_injected() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url == "https://api.example.com/v1/chat/completions"
        return httpx.Response(200, json={"choices": [{"message": {"content": "hi"}}]})

    profile = make_profile("https://api.example.com/v1/")
    async with ChatCompletionsModel(profile, transport=httpx.MockTransport(answer)) as model:
        assert (await model.complete(ask())).message.content == "hi"


def test_attempt_failed_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(AttemptFailed("x", None, False, 3.0)))
    assert (error.reason, error.may_be_billed, error.retry_after) == ("x", False, 3.0)


async def test_tool_calls_of_the_scripted_model_arrive() -> None:
    reply, _ = await exchange([Answer("look", tool_calls=(Call("view", "{"), Call("nonsense")))])
    assert [(call.name, call.arguments) for call in reply.message.tool_calls] == [("view", "{"), ("nonsense", "{}")]
    assert reply.finish_reason is FinishReason.TOOL_CALLS
