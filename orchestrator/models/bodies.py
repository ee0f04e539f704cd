"""Bodies of answers as servers really send them: JSON, streams that were not asked for, JSON lines, web pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import JsonValue

from orchestrator.errors import ModelConfigError
from orchestrator.models.model import AttemptFailed

_SHOWN = 200
_SAYS_LATER = re.compile(
    r"(?i)gateway|unavailable|busy|overload|capacity|maintenance|time.?d? ?out|error|moment|try again|retry|"
    r"\b(?:429|5\d\d)\b|too many|rate limit|back soon|starting|loading"
)
"""What pages say that stand in for a server for a while."""


def read_body(data: bytes) -> JsonValue:
    """What a server answered under status 200, as one JSON value; a stream's pieces are put together.

    Raises:
        AttemptFailed: it is no answer of a model. Only what breaks off in the middle may have been billed: a web page
            or an empty body comes from something that never asked the model.
        ModelConfigError: it is a web page, and none that promises better times, such as a login's.
    """
    text = data.decode("utf-8", "replace").lstrip("\ufeff").strip()
    if not text:
        raise AttemptFailed("the server's answer is empty", may_be_billed=False)
    whole = _json(text)
    if whole is not None:
        return whole[0]
    if _is_stream(text):
        return joined(_events(text))
    if lines := _json_lines(text):
        return joined(lines)
    if (page := _web_page(text)) and not _SAYS_LATER.search(page):
        raise ModelConfigError(
            f"the model's server answers with a web page ({page[:_SHOWN]!r}): check the URL of the model profile, "
            "which usually ends in /v1, and whether a login stands before it"
        )
    if text[0] not in "{[":
        raise AttemptFailed(f"the server's answer is no answer of a model: {in_words(text)!r}", may_be_billed=False)
    raise AttemptFailed("the server's answer is not JSON; it breaks off or is damaged")


def in_words(text: str) -> str:
    """The beginning of a text for an error message; of a web page its title, or its text without tags."""
    page = _web_page(text)
    return (" ".join(text.split()) if page is None else f"web page: {page}")[:_SHOWN]


def _web_page(text: str) -> str | None:
    """The title of a web page, or its text without tags; None for what is none."""
    if not re.search(r"<(?:!doctype|html|head|body|title)\b", text[:2000], re.IGNORECASE):
        return None
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    bare = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>", " ", text)
    return " ".join((title[1] if title and title[1].strip() else bare).split())


def joined(events: Iterable[JsonValue]) -> JsonValue:
    """One answer from the pieces of a stream; an error among them, or an early end, becomes the answer's ``error``."""
    answer: dict[str, Any] = {}
    message: dict[str, Any] = {}
    finish: JsonValue = None
    for event in events:
        if not isinstance(event, dict):
            continue
        answer |= {key: value for key, value in event.items() if key != "choices" and value is not None}
        for choice in _dicts(event.get("choices")) or ([event] if "message" in event else []):
            piece = choice.get("delta") or choice.get("message")
            if isinstance(piece, dict):
                _add(message, piece)
            elif isinstance(choice.get("text"), str):
                _add(message, {"content": choice["text"]})
            finish = choice.get("finish_reason") or choice.get("done_reason") or finish
    if finish is None and not answer.get("error"):
        answer["error"] = {"message": "the answer's stream ended before the answer did", "code": "stream_ended"}
    return {**answer, "choices": [{"message": message, "finish_reason": finish}] if message or finish else []}


def _json(text: str) -> tuple[JsonValue] | None:
    try:
        return (json.loads(text, strict=False, parse_constant=lambda _: None),)
    except (ValueError, RecursionError):
        return None


def _is_stream(text: str) -> bool:
    return re.match(r"(?:data|event|id|retry)\s*:|:", text) is not None and "data:" in text


def _events(text: str) -> Iterator[JsonValue]:
    """The ``data`` of each event; its lines belong together until an empty line."""
    for block in re.split(r"\r?\n\r?\n|\r\r", text):
        lines = [line[5:].removeprefix(" ") for line in block.splitlines() if line.startswith("data:")]
        # Some servers leave the empty line between events out.
        found = [one for one in ([_json("\n".join(lines))] if len(lines) > 1 else []) if one] or map(_json, lines)
        yield from (value[0] for value in found if value is not None)


def _json_lines(text: str) -> list[JsonValue]:
    """The values of a text of one JSON object a line; empty if it is none."""
    parsed = [_json(line) for line in text.splitlines() if line.strip()]
    return [value[0] for value in parsed if value is not None] if len(parsed) > 1 and all(parsed) else []


def _add(message: dict[str, Any], piece: dict[str, JsonValue]) -> None:
    for key, value in piece.items():
        if key == "tool_calls":
            _add_calls(message.setdefault("tool_calls", []), _dicts(value))
        elif isinstance(value, str) and key != "role" and isinstance(message.get(key, ""), str):
            message[key] = message.get(key, "") + value
        elif isinstance(value, list) and isinstance(message.get(key, []), list):
            message[key] = [*message.get(key, []), *value]
        elif isinstance(value, dict) and isinstance(message.get(key), dict):
            _add(message[key], value)
        elif value is not None:
            message[key] = value


def _add_calls(calls: list[dict[str, Any]], pieces: list[dict[str, Any]]) -> None:
    """A piece belongs to the call with its index; without one, to the last call unless it names another tool."""
    for piece in pieces:
        index = piece.get("index")
        function = piece.get("function")
        named = isinstance(function, dict) and function.get("name")
        known = next((call for call in calls if index is not None and call.get("index") == index), None)
        if known is None and index is None and calls and not named:
            known = calls[-1]
        if known is None:
            calls.append({**piece, "function": dict(function) if isinstance(function, dict) else {}})
            continue
        for key, value in (function or {}).items():
            if isinstance(value, str):
                known["function"][key] = (known["function"].get(key) or "") + value
        known |= {key: value for key, value in piece.items() if key != "function" and value}


def _dicts(value: JsonValue) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
