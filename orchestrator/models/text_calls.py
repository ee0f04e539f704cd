"""Tool calls that a model wrote into its text, because its server did not take them out.

Each family of models has its own marks; what they share is a tool's name and an object of arguments. Only names of
tools that were offered count, so that prose is not taken for a call.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from orchestrator.models.tool_calls import resolve_name

_DECODER: Final = json.JSONDecoder(strict=False)
_OPENING: Final = re.compile(r"[{\[]")
_NAME_KEYS: Final = ("name", "tool", "tool_name", "function", "recipient_name", "action")
_ARGUMENT_KEYS: Final = ("arguments", "parameters", "args", "input", "tool_input", "action_input")

_BEFORE_OBJECT: Final = re.compile(
    r"(?:to=|^Action:[ \t]*|<\|recipient\|>|>>>|<function=|<\|tool_call_begin\|>|<｜tool▁call▁begin｜>(?:function)?"
    r"(?:<｜tool▁sep｜>)?|\[TOOL_CALLS\]|"
    r"<tool_call>|^`{3,}tool[ \t]+|<\|python_tag\|>)\s*(?P<name>[\w.:-]+)(?P<between>[^{}]{0,80}?)(?=\{)",
    re.MULTILINE,
)
"""A mark, a name, further marks, and then the object: Llama, Kimi, DeepSeek, Mistral, gpt-oss, ReAct."""
_NAME_LINE: Final = re.compile(r"^(?P<name>[\w.:-]+)[ \t]*\n\s*(?=\{)", re.MULTILINE)
"""A name on a line of its own, and the object below it: older GLM."""
_PYTHON: Final = re.compile(
    r"(?:^|[\[,]|[|｜]>)[ \t]*(?P<call>(?P<name>[A-Za-z_][\w.]*)\((?=\s*(?:\w+\s*=|\))))", re.MULTILINE
)
"""A call as Python writes it, alone on its line or in a list of such: Llama 4, Gemma, LFM."""
_LONGEST_PYTHON: Final = 20_000
_CLOSE: Final = re.compile(r"\)")
_PYTHON_END: Final = re.compile(r"[ \t]*(?:[\],]|$|`{3}|<[|｜])", re.MULTILINE)
_INVOKE: Final = re.compile(
    r"<[\w|｜:]*(?:invoke|function)(?:=|\s+name=)[\"']?(?P<name>[\w.:-]+)[\"']?\s*>(?P<body>.*?)"
    r"(?:</[\w|｜:]*(?:invoke|function)>|\Z)",
    re.DOTALL,
)
_PARAMETER: Final = re.compile(
    r"<[\w|｜:]*parameter(?:=|\s+name=)[\"']?(?P<key>\w+)[\"']?[^>]*>\n?(?P<value>.*?)\n?</[\w|｜:]*parameter>",
    re.DOTALL,
)
"""Calls in the manner of XML: Claude, Qwen Coder, DeepSeek."""
_GLM: Final = re.compile(
    r"<tool_call>\s*(?P<name>[\w.:-]+)\s*(?P<body>(?:<arg_key>.*?)?)(?:</tool_call>|\Z)", re.DOTALL
)
_GLM_PAIR: Final = re.compile(r"<arg_key>(?P<key>.*?)</arg_key>\s*<arg_value>(?P<value>.*?)</arg_value>", re.DOTALL)
_MARKS: Final = re.compile(
    r"^\[[\s,]*\]$|</?(?:[\w]+:)?(?:\w*tool_?calls?|TOOLCALL)>|</?[\w|｜:]*function_calls>|<[|｜][^<>\n]{0,60}[|｜]>|\[/?TOOL_CALLS\]|\[ARGS\]|"
    r"^`{3,}(?:json|tool|tool_call|tool_code|xml)?[ \t]*(?=$|<)|</?function[^>]*>|"
    r"(?<=[|｜]>)(?:assistant|commentary|analysis|json)\b",
    re.MULTILINE,
)
_LOOKS_LIKE: Final = re.compile(
    r"<tool_?call|<TOOLCALL|:tool_?call>|^Action Input:|<\|recipient\|>|"
    r"<[\w|｜:]*function_calls|<[\w|｜:]*invoke\b|<function=|\[TOOL_CALLS\]|<\|tool|<｜tool|<\|python_tag\||"
    r"<\|channel\|>|^`{3,}tool|to=functions\.",
    re.MULTILINE,
)
_THINKING: Final = re.compile(
    r"[<\[◁]((?:\w+:)?(?:think|thinking|thought|thoughts|reasoning|reflection|analysis|scratch_?pad|THINK))[>\]▷]"
    r"(.*?)(?:[<\[◁]/\1[>\]▷]|\Z)",
    re.DOTALL,
)
_THOUGHT_END: Final = re.compile(r"\A(.*?)[<\[◁]/(?:\w+:)?(?:think|thinking|THINK)[>\]▷]", re.DOTALL)
_CHANNEL: Final = re.compile(
    r"(?:<\|start\|>\s*assistant\s*)?<\|channel\|>(?P<name>\w+)[^<]*<\|message\|>(?P<said>.*?)"
    r"(?:<\|(?:end|return)\|>|(?=<\|start\|>)|\Z)",
    re.DOTALL,
)
"""A part of an answer of gpt-oss that its server did not take apart."""


@dataclass(frozen=True, slots=True)
class TextCall:
    """A call found in a text: a tool's name, and arguments as text."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Calls that stand in one piece of the text."""

    start: int
    end: int
    calls: tuple[TextCall, ...]


def recover_calls(text: str, known: Sequence[str]) -> tuple[str, list[TextCall]]:
    """The tool calls in ``text``, in order, and the text without them; no calls and the same text if there are none."""
    found: list[_Place] = []
    for place in _places(text, known):
        if all(place.end <= other.start or place.start >= other.end for other in found):
            found.append(place)
    if not found:
        return text, []
    found.sort(key=lambda place: place.start)
    rest, at = [], 0
    for place in found:
        rest.append(text[at : place.start])
        at = place.end
    rest.append(text[at:])
    return _MARKS.sub("", "".join(rest)).strip(), [call for place in found for call in place.calls]


def looks_like_a_call(text: str, known: Sequence[str]) -> bool:
    """Whether a text without readable calls was meant as one."""
    if _LOOKS_LIKE.search(text):
        return True
    return any(re.search(rf'"(?:name|tool)"\s*:\s*"(?:\w+[.:])?{name}"|^\s*{name}\s*\(', text, re.M) for name in known)


def split_thinking(text: str) -> tuple[str, str]:
    """The thinking that a model wrote between tags at the beginning of its text, and what it says besides."""
    bare = text.lstrip()
    if (parts := list(_CHANNEL.finditer(bare))) and not any("to=" in part[0] for part in parts):
        by_name = {
            name: " ".join(p["said"].strip() for p in parts if p["name"] == name) for name in ("analysis", "final")
        }
        return by_name["analysis"], by_name["final"]
    opened = _THINKING.match(bare)
    if opened:
        return opened[2].strip(), bare[opened.end() :].strip()
    # Some templates open the block in the prompt, so that only its end is in the answer.
    closed = _THOUGHT_END.match(bare)
    return (closed[1].strip(), bare[closed.end() :].strip()) if closed else ("", text)


def _places(text: str, known: Sequence[str]) -> Iterator[_Place]:
    for match in _INVOKE.finditer(text):
        name = resolve_name(match["name"], known)
        pairs = list(_PARAMETER.finditer(match["body"]))
        if name in known and (pairs or not match["body"].strip()):
            call = TextCall(name, _values((pair["key"], pair["value"]) for pair in pairs))
            yield _Place(match.start(), match.end(), (call,))
    for match in _GLM.finditer(text):
        name = resolve_name(match["name"], known)
        if name in known:
            call = TextCall(name, _values((pair["key"], pair["value"]) for pair in _GLM_PAIR.finditer(match["body"])))
            yield _Place(match.start(), match.end(), (call,))
    yield from _python_calls(text, known)
    for match in (*_BEFORE_OBJECT.finditer(text), *_NAME_LINE.finditer(text)):
        name = resolve_name(match["name"], known)
        value = _value_at(text, match.end())
        if name in known and value is not None:
            call = TextCall(name, json.dumps(value[0], ensure_ascii=False))
            yield _Place(match.start(), value[1], (call,))
    yield from _objects(text, known)


def _python_calls(text: str, known: Sequence[str]) -> Iterator[_Place]:
    for match in _PYTHON.finditer(text):
        name = resolve_name(match["name"], known)
        if name not in known:
            continue
        for end in (close.end() for close in _CLOSE.finditer(text, match.end(), match.end() + _LONGEST_PYTHON)):
            if not _PYTHON_END.match(text, end):
                continue
            arguments = _keywords(text[match.start("call") : end])
            if arguments is not None:
                yield _Place(match.start("call"), end, (TextCall(name, arguments),))
                break


def _keywords(call: str) -> str | None:
    """The arguments of a call in Python as JSON; None if it is none, or not all of them are literals with a name."""
    try:
        parsed = ast.parse(call.strip(), mode="eval").body
        if not isinstance(parsed, ast.Call) or parsed.args or any(each.arg is None for each in parsed.keywords):
            return None
        return json.dumps({str(each.arg): ast.literal_eval(each.value) for each in parsed.keywords}, ensure_ascii=False)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _objects(text: str, known: Sequence[str]) -> Iterator[_Place]:
    """JSON values that are, or hold, objects which name a tool and its arguments."""
    at = 0
    while (begin := _OPENING.search(text, at)) is not None:
        at = begin.end()
        value = _value_at(text, begin.start())
        if value is not None and (calls := tuple(_named(value[0], known))):
            at = value[1]
            yield _Place(begin.start(), at, calls)


def _named(value: Any, known: Sequence[str], depth: int = 0) -> Iterator[TextCall]:
    if isinstance(value, list) and depth < 3:
        for item in value:
            yield from _named(item, known, depth + 1)
    if not isinstance(value, dict):
        return
    inner = value["function"] if isinstance(value.get("function"), dict) else value
    written = next((inner[key] for key in _NAME_KEYS if isinstance(inner.get(key), str)), "")
    arguments = next((inner[key] for key in _ARGUMENT_KEYS if key in inner), None)
    name = resolve_name(written, known)
    if name in known and (arguments is not None or len(inner) == 1):
        yield TextCall(
            name, arguments if isinstance(arguments, str) else json.dumps(arguments or {}, ensure_ascii=False)
        )
    elif depth < 3:
        yield from _named(value.get("tool_calls"), known, depth + 1)


def _value_at(text: str, at: int) -> tuple[Any, int] | None:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None


def _values(pairs: Iterator[tuple[str, str]]) -> str:
    """Parameters of an XML call: JSON where the text is JSON (but plain text stays text), else text."""
    values: dict[str, Any] = {}
    for key, value in pairs:
        try:
            parsed = json.loads(value, strict=False)
        except (ValueError, RecursionError):
            parsed = value
        values[key.strip()] = value if isinstance(parsed, str) else parsed
    return json.dumps(values, ensure_ascii=False)
