"""The chat-completions format: `ChatRequest` to request body, response body to `Reply`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from pydantic import JsonValue, ValidationError

from orchestrator.models.messages import ChatRequest, FinishReason, Message, Reply, ToolCall, ToolSpec
from orchestrator.models.model import AttemptFailed
from orchestrator.models.profiles import Profile
from orchestrator.models.usage import message_token_bound, normalise_usage

_FINISH_REASONS: Mapping[str, FinishReason] = {
    "stop": FinishReason.STOP,
    "end_turn": FinishReason.STOP,
    "tool_calls": FinishReason.TOOL_CALLS,
    "tool_use": FinishReason.TOOL_CALLS,
    "function_call": FinishReason.TOOL_CALLS,
    "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH,
    "content_filter": FinishReason.CONTENT_FILTER,
}


def request_body(profile: Profile, request: ChatRequest) -> dict[str, JsonValue]:
    """The JSON body of ``POST /chat/completions``."""
    body: dict[str, JsonValue] = {
        "model": profile.model,
        "messages": [_message(message, profile.return_reasoning) for message in request.messages],
        profile.max_tokens_field: request.max_output_tokens or profile.max_output_tokens,
    }
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
        body["tool_choice"] = request.tool_choice
    if profile.temperature is not None:
        body["temperature"] = profile.temperature
    return {**profile.extra_body, **body}


def parse_reply(body: JsonValue, request: ChatRequest) -> Reply:
    """Read a response body (already without keys and lone surrogates).

    Raises:
        AttemptFailed: the body is no usable answer; carries the usage if the server stated it.
    """
    fields = body if isinstance(body, dict) else {}
    stated = fields.get("usage")
    choices = fields.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    said = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(said, dict):
        usage = normalise_usage(stated, request=request, output_bound=0) if isinstance(stated, dict) else None
        raise AttemptFailed("the server answered without a message", usage)
    message = _parse_message(said, request.call_id)
    output_bound = message_token_bound(message) if message.content or message.tool_calls or message.reasoning else 0
    model = fields.get("model")
    try:
        return Reply(
            message=message,
            finish_reason=_finish_reason(choice.get("finish_reason"), message),
            usage=normalise_usage(stated, request=request, output_bound=output_bound),
            model=model if isinstance(model, str) else "",
            raw=fields,
            call_id=request.call_id,
        )
    except ValidationError as error:
        raise AttemptFailed("the server's answer is nested too deeply to be kept") from error


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
        if return_reasoning and message.reasoning:
            encoded["reasoning_content"] = message.reasoning
    return encoded


def _tool_call(call: ToolCall) -> dict[str, JsonValue]:
    encoded: dict[str, JsonValue] = {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": _sendable(call.arguments)},
    }
    if call.extra_content is not None:
        encoded["extra_content"] = call.extra_content
    return encoded


def _sendable(arguments: str) -> str:
    """Arguments as they may be sent back: several servers fail the whole request if a past call is no JSON object."""
    try:
        parsed = json.loads(arguments)
    except (ValueError, RecursionError):
        parsed = None
    return arguments if isinstance(parsed, dict) else json.dumps({"not_a_json_object": arguments})


def _parse_message(said: dict[str, JsonValue], call_id: str) -> Message:
    calls = said.get("tool_calls")
    return Message(
        role="assistant",
        content=_text(said.get("content")) or _text(said.get("refusal")),
        reasoning=_text(said.get("reasoning_content")) or _text(said.get("reasoning")),
        tool_calls=tuple(
            _parse_tool_call(call, f"{call_id}/{index}")
            for index, call in enumerate(calls if isinstance(calls, list) else [])
        ),
    )


def _parse_tool_call(call: JsonValue, position: str) -> ToolCall:
    """Whatever stands in ``tool_calls``: a nameless call is still the model's call, and the episode answers it."""
    fields = call if isinstance(call, dict) else {}
    function = fields.get("function")
    function = function if isinstance(function, dict) else {}
    arguments = function.get("arguments")
    # Some servers send no ids; results must refer to one, and a recording must replay to the same.
    made_up = "call_" + hashlib.sha256(position.encode()).hexdigest()[:16]
    return ToolCall(
        id=_text(fields.get("id")) or made_up,
        name=_text(function.get("name")),
        arguments=arguments if isinstance(arguments, str) else json.dumps({} if arguments is None else arguments),
        extra_content=fields.get("extra_content"),
    )


def _text(value: JsonValue) -> str:
    """A string, or the texts of a list of content parts, joined."""
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict))
    return value if isinstance(value, str) else ""


def _finish_reason(stated: JsonValue, message: Message) -> FinishReason:
    reason = _FINISH_REASONS.get(stated, FinishReason.OTHER) if isinstance(stated, str) else FinishReason.OTHER
    # Gemini and some local servers say "stop" although they call tools.
    if message.tool_calls and reason in (FinishReason.STOP, FinishReason.OTHER):
        return FinishReason.TOOL_CALLS
    return reason
