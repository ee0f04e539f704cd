"""The chat-completions format: `ChatRequest` to request body, response body to `Reply`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from pydantic import JsonValue, ValidationError

from orchestrator.models.messages import ChatRequest, FinishReason, Message, Reply, ToolCall, ToolSpec, Usage
from orchestrator.models.model import AttemptFailed
from orchestrator.models.profiles import Profile
from orchestrator.models.text_calls import recover_calls, split_thinking
from orchestrator.models.tool_calls import made_up_id, read_calls
from orchestrator.models.usage import message_token_bound, normalise_usage

_FINISH_REASONS: Mapping[str, FinishReason] = {
    "stop": FinishReason.STOP,
    "end_turn": FinishReason.STOP,
    "tool_calls": FinishReason.TOOL_CALLS,
    "tool_use": FinishReason.TOOL_CALLS,
    "function_call": FinishReason.TOOL_CALLS,
    "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH,
    "model_length": FinishReason.LENGTH,
    "max_output_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "content_filter": FinishReason.CONTENT_FILTER,
    "safety": FinishReason.CONTENT_FILTER,
    "sensitive": FinishReason.CONTENT_FILTER,
    "refusal": FinishReason.CONTENT_FILTER,
    "recitation": FinishReason.CONTENT_FILTER,
    "prohibited_content": FinishReason.CONTENT_FILTER,
}
_BROKEN_OFF: Mapping[str, str] = {
    "error": "the server broke its answer off",
    "network_error": "the server lost its model in the middle of the answer",
    "insufficient_system_resource": "the server ran out of resources in the middle of the answer",
    "abort": "the server aborted its answer",
    "aborted": "the server aborted its answer",
    "cancelled": "the server cancelled its answer",
}
_REASONING_FIELDS = ("reasoning_content", "reasoning", "reasoning_text", "thinking")
_OPAQUE_FIELDS = (
    "reasoning_details", "thinking_blocks", "reasoning_opaque", "reasoning_signature", "encrypted_content",
)  # fmt: skip


def request_body(
    profile: Profile, request: ChatRequest, *, return_reasoning: bool | None = None
) -> dict[str, JsonValue]:
    """The JSON body of ``POST /chat/completions``.

    Args:
        return_reasoning: whether reasoning goes back; None takes the profile's word.
    """
    back = profile.return_reasoning if return_reasoning is None else return_reasoning
    body: dict[str, JsonValue] = {
        "model": profile.model,
        "messages": [_message(message, back) for message in request.messages],
        profile.max_tokens_field: request.max_output_tokens or profile.max_output_tokens,
        "stream": False,
    }
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
        body["tool_choice"] = request.tool_choice
    if profile.temperature is not None:
        body["temperature"] = profile.temperature
    return {**profile.extra_body, **body}


def stated_usage(body: JsonValue, request: ChatRequest) -> Usage | None:
    """What a body without a good answer says, or shows, that it used; None where nothing was generated."""
    fields = _fields(body)
    said = _said(fields)
    shown = _shown(_parse_message(said, request)) if said is not None else 0
    stated = fields.get("usage")
    if isinstance(stated, dict) or shown:
        return normalise_usage(stated, request=request, output_bound=shown)
    return None


def parse_reply(body: JsonValue, request: ChatRequest) -> Reply:
    """Read a response body (already without keys and lone surrogates) that holds no error.

    Raises:
        AttemptFailed: the body is no usable answer; carries the usage if the server stated it.
    """
    fields = _fields(body)
    said = _said(fields)
    usage = stated_usage(fields, request)
    if said is None:
        raise AttemptFailed("the server answered without a message", usage, may_be_billed=False)
    stated_reason = _stated_reason(fields)
    if stated_reason in _BROKEN_OFF:
        raise AttemptFailed(_BROKEN_OFF[stated_reason], usage, may_be_billed=False)
    message = _parse_message(said, request)
    model = fields.get("model")
    try:
        return Reply(
            message=message,
            finish_reason=_finish_reason(stated_reason, message),
            usage=usage or normalise_usage(None, request=request, output_bound=_shown(message)),
            model=model if isinstance(model, str) else "",
            raw=fields,
            call_id=request.call_id,
        )
    except ValidationError as error:
        raise AttemptFailed("the server's answer is nested too deeply to be kept") from error


def spoken_reply(text: str, request: ChatRequest) -> Reply:
    """A reply that says ``text``: what a model wrote and its server could not read."""
    return parse_reply({"choices": [{"message": {"content": text}, "finish_reason": "stop"}]}, request)


def _fields(body: JsonValue) -> dict[str, JsonValue]:
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    return body if isinstance(body, dict) else {}


def _choices(fields: Mapping[str, JsonValue]) -> list[dict[str, JsonValue]]:
    choices = fields.get("choices")
    return [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []


def _said(fields: Mapping[str, JsonValue]) -> dict[str, JsonValue] | None:
    """The message of an answer. One is asked for; servers that cut one into several choices get it put together."""
    choices = _choices(fields) or [dict(fields)]
    messages = []
    for choice in choices:
        message = choice.get("message") or choice.get("delta")
        if isinstance(message, dict):
            messages.append(message)
        elif isinstance(choice.get("text"), str):
            messages.append({"content": choice["text"]})
    if not messages:
        return None
    further = [one.get("tool_calls") for one in messages[1:]]
    calls = [call for listed in further if isinstance(listed, list) for call in listed]
    return messages[0] | {"tool_calls": calls} if calls and not messages[0].get("tool_calls") else messages[0]


def _stated_reason(fields: Mapping[str, JsonValue]) -> str:
    reasons = [choice.get("finish_reason") for choice in _choices(fields)] or [fields.get("done_reason")]
    return next((reason.lower() for reason in reversed(reasons) if isinstance(reason, str)), "")


def _shown(message: Message) -> int:
    return message_token_bound(message) if message.content or message.tool_calls or message.reasoning else 0


def _tool(tool: ToolSpec) -> dict[str, JsonValue]:
    function: dict[str, JsonValue] = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
    }
    return {"type": "function", "function": function}


def _message(message: Message, return_reasoning: bool) -> dict[str, JsonValue]:
    encoded: dict[str, JsonValue] = {"role": message.role, "content": message.content}
    if message.tool_call_id is not None:
        encoded["tool_call_id"] = message.tool_call_id
    if message.tool_calls:
        encoded["tool_calls"] = [_tool_call(call) for call in message.tool_calls]
    if return_reasoning and message.role == "assistant":
        encoded |= message.reasoning_fields
    return encoded


def _tool_call(call: ToolCall) -> dict[str, JsonValue]:
    encoded: dict[str, JsonValue] = {
        "id": call.id,
        "type": "function",
        "function": {"name": _sendable_name(call.name), "arguments": _sendable(call.arguments)},
    }
    if call.extra_content is not None:
        encoded["extra_content"] = call.extra_content
    return encoded


def _sendable(arguments: str) -> str:
    """Arguments as they may be sent back: several servers fail the whole request if a past call is no JSON object."""
    if not arguments.strip():
        return arguments
    try:
        parsed = json.loads(arguments)
    except (ValueError, RecursionError):
        parsed = None
    return arguments if isinstance(parsed, dict) else json.dumps({"not_a_json_object": arguments})


def _sendable_name(name: str) -> str:
    """A name as it may be sent back: servers take letters, digits, ``_`` and ``-``, and no empty one."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)[:64] or "unnamed"


def _parse_message(said: dict[str, JsonValue], request: ChatRequest) -> Message:
    known = [tool.name for tool in request.tools]
    used = [call.id for message in request.messages for call in message.tool_calls]
    calls = read_calls(said, known, used, request.call_id)
    written = _text(said.get("content"))
    thought, content = split_thinking(written)
    if known and not calls:
        content, calls = _recovered(content, known, request.call_id)
    shown = [_text(said.get(field)) for field in _REASONING_FIELDS]
    fields = {key: said[key] for key in (*_REASONING_FIELDS, *_OPAQUE_FIELDS) if said.get(key)}
    if isinstance(said.get("content"), list) or thought:
        fields["content"] = said["content"]
    return Message(
        role="assistant",
        content=content or _text(said.get("refusal")),
        reasoning=next((text for text in (*shown, _thoughts(said.get("content")), thought) if text), ""),
        reasoning_fields=fields,
        tool_calls=tuple(calls),
    )


def _recovered(text: str, known: Sequence[str], call_id: str) -> tuple[str, list[ToolCall]]:
    rest, found = recover_calls(text, known)
    calls = [
        ToolCall(id=made_up_id(f"{call_id}/text/{index}"), name=call.name, arguments=call.arguments)
        for index, call in enumerate(found)
    ]
    return rest, calls


def _text(value: JsonValue) -> str:
    """A string, or the texts of a list of content parts, joined."""
    if isinstance(value, list):
        return "".join(_text(part.get("text") if isinstance(part, dict) else part) for part in value)
    return value if isinstance(value, str) else ""


def _thoughts(content: JsonValue) -> str:
    """The thinking among a list of content parts (as Mistral and Claude send it)."""
    parts = [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    return "".join(_text(part.get("thinking")) or _text(part.get("reasoning")) for part in parts)


def _finish_reason(stated: str, message: Message) -> FinishReason:
    reason = _FINISH_REASONS.get(stated, FinishReason.OTHER)
    # Gemini and some local servers say "stop" although they call tools.
    if message.tool_calls and reason in (FinishReason.STOP, FinishReason.OTHER):
        return FinishReason.TOOL_CALLS
    return reason
