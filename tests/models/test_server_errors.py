"""Errors as vendors word them: who must react, what is charged, what is sent again.

The bodies are shaped like those of the vendors' references and of public bug reports; the words are shortened.
"""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
from fake_server import Answer, FakeServer, Raw, Received, Refuse, Step
from llm_support import VIEW, MemoryLedger, Sleeps, ask, make_profile

from orchestrator.errors import ContextOverflow, ModelConfigError, ModelRefused, ModelUnavailable, OperatorError
from orchestrator.models.chat_completions import ChatCompletionsModel
from orchestrator.models.factory import open_model
from orchestrator.models.messages import ChatRequest, FinishReason, Message, Reply, ToolCall, UsageSource
from orchestrator.models.model import AttemptFailed

LONG = "word " * 4000


def error(message: str, **fields: Any) -> str:
    return json.dumps({"error": {"message": message, **fields}}, ensure_ascii=False)


VENDORS = json.loads((Path(__file__).parent / "vendor_errors.json").read_text(encoding="utf-8"))


REASONING = json.dumps(VENDORS["standing"]["DeepSeek, reasoning"]["body"])


def body_of(case: dict[str, Any]) -> str:
    return case["body"] if isinstance(case["body"], str) else json.dumps(case["body"], ensure_ascii=False)


async def failure(status: int, body: str, request: ChatRequest | None = None, **changes: Any) -> Exception:
    step = Raw(body.encode()) if status == 200 else Refuse(status, body=body)
    async with FakeServer([step]) as server, ChatCompletionsModel(make_profile(server.url, **changes)) as model:
        with pytest.raises((OperatorError, ModelUnavailable, ModelRefused)) as caught:
            await model.complete(request or ask(tools=(VIEW,)))
    assert len(server.received) == 1
    return caught.value


@pytest.mark.parametrize("name", VENDORS["standing"])
async def test_standing_refusals_are_the_operators(name: str) -> None:
    case = VENDORS["standing"][name]
    found = await failure(case["status"], body_of(case))
    assert type(found) is ModelConfigError
    assert f"HTTP {case['status']}" in str(found)


@pytest.mark.parametrize("name", VENDORS["passing"])
async def test_passing_failures_are_tried_again(name: str) -> None:
    case = VENDORS["passing"][name]
    found = await failure(case["status"], body_of(case))
    assert isinstance(found, AttemptFailed)
    assert not found.may_be_billed


@pytest.mark.parametrize("name", VENDORS["overflow"])
async def test_a_context_that_is_too_small_is_known_in_every_wording(name: str) -> None:
    case = VENDORS["overflow"][name]
    assert type(await failure(case["status"], body_of(case))) is ContextOverflow


@pytest.mark.parametrize("name", VENDORS["policy"])
async def test_what_a_filter_refuses_is_the_conversations(name: str) -> None:
    case = VENDORS["policy"][name]
    assert type(await failure(case["status"], body_of(case))) is ModelRefused


async def test_the_servers_own_words_are_told_with_a_remedy() -> None:
    words = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    found = str(await failure(400, error(words, code="unsupported_parameter")))
    assert words in found
    assert 'set max_tokens_field = "max_completion_tokens"' in found
    assert "return_reasoning = true" in str(await failure(400, REASONING))
    assert "tool calling" in str(await failure(400, error("tiny:latest does not support tools")))


async def test_an_unexplained_refusal_is_judged_by_the_size_of_the_request() -> None:
    long = ask(LONG)
    assert type(await failure(400, error("no"), long, context_length=6000, max_output_tokens=100)) is ContextOverflow
    assert type(await failure(400, error("no"), long, context_length=60_000, max_output_tokens=100)) is ModelConfigError
    assert type(await failure(400, error("no"), long)) is ModelConfigError


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (error("Provider returned error", code=429), AttemptFailed),
        (error("Provider returned error", code=502, metadata={"raw": "upstream died"}), AttemptFailed),
        (error("Internal", type="server_error"), AttemptFailed),
        (error("No auth credentials found", code=401), ModelConfigError),
        (error("model not found", type="invalid_request_error"), ModelConfigError),
        ('{"object": "error", "message": "bad", "type": "BadRequestError", "code": 400}', ModelConfigError),
        ('{"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}', ModelConfigError),
        ('{"base_resp": {"status_code": 1002, "status_msg": "rate limit"}}', AttemptFailed),
        ('{"success": false, "errors": [{"code": 10000, "message": "Authentication error"}]}', ModelConfigError),
        ('{"detail": "Not Found"}', ModelConfigError),
        ('{"status": "error", "message": "Invalid API key"}', ModelConfigError),
        ('{"ok": false, "error": "unauthorized"}', ModelConfigError),
        ('{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "choices": []}', ModelRefused),
        ('{"error": "tools are not supported"}', ModelConfigError),
        ('{"choices": [{"error": {"code": 503, "message": "overloaded"}, "finish_reason": "error"}]}', AttemptFailed),
        ('{"choices": [{"error": {"code": 403, "message": "no"}, "finish_reason": "error"}]}', ModelConfigError),
    ],
)  # fmt: skip
async def test_errors_under_status_200_are_read_and_cost_nothing(body: str, kind: type[Exception]) -> None:
    ledger, sleeps = MemoryLedger(), Sleeps()
    async with FakeServer(lambda _: Raw(body.encode())) as server:
        profile = make_profile(server.url, retry={"attempts": 3})
        async with open_model(profile, ledger=ledger, sleep=sleeps) as model:
            expected = ModelUnavailable if kind is AttemptFailed else kind
            with pytest.raises(expected) as caught:
                await model.complete(ask())
    assert type(caught.value) is expected
    assert len(server.received) == (3 if kind is AttemptFailed else 1), "standing errors are not tried again"
    assert not ledger.settled
    assert not ledger.reserved


@pytest.mark.parametrize("reason", ["error", "network_error", "insufficient_system_resource", "abort"])
async def test_an_answer_that_breaks_off_is_charged_for_what_it_shows(reason: str) -> None:
    broken = {"choices": [{"finish_reason": reason, "message": {"role": "assistant", "content": "half a"}}]}
    ledger = MemoryLedger()
    async with (
        FakeServer([Raw(json.dumps(broken).encode()), Answer("whole")]) as server,
        open_model(make_profile(server.url), ledger=ledger, sleep=Sleeps()) as model,
    ):
        reply = await model.complete(ask())
    assert reply.message.content == "whole"
    usage, _ = ledger.settled["call"]
    assert usage.source is UsageSource.ESTIMATED
    assert usage.output < 200


@pytest.mark.parametrize(
    ("title", "error"),
    [
        ("Sign in", ModelConfigError),
        ("nginx: Welcome", ModelConfigError),
        ("Open WebUI", ModelConfigError),
        ("404 Not Found", ModelConfigError),
        ("502 Bad Gateway", AttemptFailed),
        ("Just a moment...", AttemptFailed),
        ("Down for maintenance", AttemptFailed),
    ],
)
async def test_a_web_page_is_named_by_its_title_and_not_charged(title: str, error: type[Exception]) -> None:
    """It is asked for again only where it stands in for a server that will be back."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>...</body></html>"
    found = await failure(200, page)
    assert type(found) is error
    assert title in str(found)
    assert not getattr(found, "may_be_billed", False)


def stream(*events: object, end: bool = True, separator: str = "\n\n") -> bytes:
    texts = [f"data: {json.dumps(event)}" for event in events] + (["data: [DONE]"] if end else [])
    return (": ping\n\n" + separator.join(texts) + separator).encode()


def piece(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


STREAM = (
    piece(role="assistant", content=""),
    piece(reasoning_content="hm"),
    piece(content="I "),
    piece(content="look."),
    piece(tool_calls=[{"index": 0, "id": "a", "function": {"name": "view", "arguments": ""}}]),
    piece(tool_calls=[{"index": 0, "function": {"arguments": '{"line":'}}]),
    piece(tool_calls=[{"index": 0, "function": {"arguments": " 1}"}}]),
    piece(tool_calls=[{"index": 1, "id": "b", "function": {"name": "view", "arguments": "{}"}}]),
    piece("tool_calls"),
    {"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 7}},
)


@pytest.mark.parametrize(
    "body",
    [
        stream(*STREAM),
        stream(*STREAM, separator="\n"),
        stream(*STREAM, separator="\r\n\r\n"),
        "\n".join(json.dumps(event) for event in STREAM).encode(),
    ],
)
async def test_a_stream_that_was_not_asked_for_is_read(body: bytes) -> None:
    async with FakeServer([Raw(body)]) as server, ChatCompletionsModel(make_profile(server.url)) as model:
        reply = await model.complete(ask(tools=(VIEW,)))
    assert server.received[0].body["stream"] is False
    assert (reply.message.content, reply.message.reasoning) == ("I look.", "hm")
    assert [(call.name, call.arguments) for call in reply.message.tool_calls] == [
        ("view", '{"line": 1}'),
        ("view", "{}"),
    ]
    assert (reply.usage.input, reply.usage.output) == (12, 7)
    assert reply.finish_reason is FinishReason.TOOL_CALLS


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (stream(piece(content="half"), end=False), AttemptFailed),
        (stream(piece(content="half"), {"error": {"code": 502, "message": "died"}}), AttemptFailed),
        (stream({"error": {"code": 401, "message": "bad key"}}), ModelConfigError),
        (b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error"}}\n\n', AttemptFailed),
    ],
)
async def test_a_stream_that_breaks_off_is_no_answer(body: bytes, kind: type[Exception]) -> None:
    found = await failure(200, body.decode())
    assert type(found) is kind


async def test_reasoning_goes_back_once_the_server_asks_for_it() -> None:
    """The refusal costs nothing; from then on every conversation sends it, as it came."""
    thought = {"reasoning_content": "because", "reasoning_details": [{"type": "reasoning.text", "data": "xyz"}]}
    called = ToolCall(id="a", name="view", arguments="{}")
    said = Message(role="assistant", tool_calls=(called,), reasoning="because", reasoning_fields=thought)
    talk = (*ask().messages, said, Message(role="tool", content="x", tool_call_id="a"))

    def script(request: Received) -> Step:
        sent = request.body["messages"]
        if len(sent) > 1 and sent[1].get("reasoning_content") != "because":
            return Refuse(400, body=REASONING)
        return Answer("ok")

    ledger = MemoryLedger()
    async with FakeServer(script) as server, open_model(make_profile(server.url), ledger=ledger) as model:
        await model.complete(ChatRequest(call_id="1", messages=talk, tools=(VIEW,)))
        await model.complete(ChatRequest(call_id="2", messages=talk, tools=(VIEW,)))
    assert [("reasoning_content" in request.body["messages"][1]) for request in server.received] == [False, True, True]
    assert server.received[1].body["messages"][1]["reasoning_details"] == thought["reasoning_details"]
    assert set(ledger.settled) == {"1", "2"}


async def test_what_does_not_fit_the_context_is_not_sent() -> None:
    profile = {"context_length": 4096, "max_output_tokens": 4000}
    async with (
        FakeServer([Answer("ok"), Answer("ok")]) as server,
        open_model(make_profile(server.url, **profile), ledger=MemoryLedger()) as model,
    ):
        with pytest.raises(ContextOverflow):
            await model.complete(ask(LONG))
        assert not server.received
        await model.complete(ask("x" * 3500, "short"))
    assert server.received[0].body["max_tokens"] < 4000, "the answer gets what room is left"


async def test_a_call_that_the_server_could_not_read_is_read_here() -> None:
    written = '<function=view>{"line": 3}</function>'
    body = error("Failed to call a function.", code="tool_use_failed", failed_generation=written)
    async with FakeServer([Refuse(400, body=body)]) as server, ChatCompletionsModel(make_profile(server.url)) as model:
        reply = await model.complete(ask(tools=(VIEW,)))
    assert [(call.name, call.arguments) for call in reply.message.tool_calls] == [("view", '{"line": 3}')]
    assert isinstance(reply, Reply)


async def test_a_certificate_that_cannot_be_verified_is_the_operators() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("certificate") from ssl.SSLCertVerificationError("self-signed")

    profile = make_profile("https://api.example.com/v1")
    async with ChatCompletionsModel(profile, transport=httpx.MockTransport(refuse)) as model:
        with pytest.raises(ModelConfigError, match="certificate"):
            await model.complete(ask())
