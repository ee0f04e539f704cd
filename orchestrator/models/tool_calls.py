"""Tool calls as models really write them: ids that repeat, names with prefixes and channel marks, the old field."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

from orchestrator.models.messages import ToolCall

_CHANNEL_MARK = re.compile(r"<[|｜].*?[|｜]>|<[|｜].*\Z", re.DOTALL)
_RECIPIENT = re.compile(r"\bto=([\w.:-]+)")
_BEFORE_NAME = r"(?:mcp[_-](?:\w+[_-])?|(?:lean|orchestrator|call|use|tools?|functions?)[_-])?"
_BEHIND_NAME = r"(?:[_-](?:tool|call|function|\d+))?"
_ID_LENGTH = 9
"""Mistral takes ids of exactly nine letters and digits, everybody else takes those too."""


def resolve_name(written: str, known: Sequence[str]) -> str:
    """The tool that a model means by ``written``; ``written`` itself if it is none of ``known``.

    Namespaces (``functions.view``, ``default_api:view``, ``mcp__lean__view``), channel marks, quotes, brackets, call
    numbers (``functions.view:0``) and other spellings of the same words (``searchReplace``) are looked through.
    """
    if written in known:
        return written
    recipient = _RECIPIENT.search(written)
    bare = recipient[1] if recipient else _CHANNEL_MARK.sub(" ", written)
    words = [word for word in re.split(r"[^\w-]+|__", bare) if word and not word.isdigit()]
    plain = {_plain(name): name for name in known}
    for candidate in [*reversed(words), *(["_".join(words)] if words else [])]:
        if _plain(candidate) in plain:
            return plain[_plain(candidate)]
    for word in reversed(words):
        for name in known:
            if re.fullmatch(rf"{_BEFORE_NAME}{re.escape(name)}{_BEHIND_NAME}", word):
                return name
    return written


def read_calls(
    said: Mapping[str, JsonValue], known: Sequence[str], used: Iterable[str], call_id: str
) -> list[ToolCall]:
    """The calls of a server's message, in ``tool_calls`` or the old ``function_call``.

    Args:
        said: the message.
        known: names of the tools that were offered.
        used: ids of calls in the conversation so far.
        call_id: of the request; ids are made from it, so that a recording replays.
    """
    listed = said.get("tool_calls")
    raw = list(listed) if isinstance(listed, list) else [listed] if isinstance(listed, dict) else []
    if not raw and said.get("function_call"):
        raw = [{"function": said["function_call"]}]
    parts = [part for item in raw for part in _unpacked(item)]
    return list(with_own_ids([_read_call(part, known) for part in parts], used, call_id))


def with_own_ids(calls: Iterable[ToolCall], used: Iterable[str], call_id: str) -> tuple[ToolCall, ...]:
    """The same calls, with ids of our own where one is missing or was ``used`` before, in this answer or another."""
    taken, unique = set(used), []
    for index, call in enumerate(calls):
        if not call.id.strip() or call.id in taken:
            call = call.model_copy(update={"id": made_up_id(f"{call_id}/{index}")})
        taken.add(call.id)
        unique.append(call)
    return tuple(unique)


def made_up_id(position: str) -> str:
    """An id of our own for the call at this position of a run."""
    return hashlib.sha256(position.encode()).hexdigest()[:_ID_LENGTH]


def as_text(arguments: JsonValue) -> str:
    """Arguments as the text that they should have been; some servers send the object itself."""
    return arguments if isinstance(arguments, str) else json.dumps({} if arguments is None else arguments)


def _read_call(call: JsonValue, known: Sequence[str]) -> ToolCall:
    """Whatever stands in ``tool_calls``: a nameless call is still the model's call, and the episode answers it."""
    fields = call if isinstance(call, dict) else {}
    inner = fields.get("function")
    function = inner if isinstance(inner, dict) else fields
    arguments = next((function[key] for key in ("arguments", "parameters", "input", "args") if key in function), None)
    name, stated = function.get("name"), fields.get("id")
    return ToolCall(
        id=stated if isinstance(stated, str) else "",
        name=resolve_name(name if isinstance(name, str) else "", known),
        arguments=as_text(arguments),
        extra_content=fields.get("extra_content"),
    )


def _unpacked(call: JsonValue) -> list[JsonValue]:
    """The calls inside ``multi_tool_use.parallel``, a tool that nobody offers and some models call."""
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict) or "multi_tool_use" not in str(function.get("name")):
        return [call]
    try:
        uses = json.loads(as_text(function.get("arguments")))["tool_uses"]
        return [{"function": {"name": use["recipient_name"], "arguments": use["parameters"]}} for use in uses]
    except (ValueError, KeyError, TypeError):
        return [call]


def _plain(name: str) -> str:
    return re.sub(r"[_\W]+", "", name).lower()
