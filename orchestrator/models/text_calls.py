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
_MEANT: Final = (
    r"""["'](?:name|tool|tool_name|function|action)["']\s*:\s*["'](?:\w+[.:])?NAME["']|^\s*(?:`{0,3})NAME\s*\(|<NAME\b|^[/\[]NAME\]?\s*$|"""
    r"""^\W{0,3}(?:tool|function|action|call)(?: call| name)?\W{1,4}NAME\b[^.]*$|`NAME\([^`]*\)`\s*$"""
)
"""A tool's name where only a call would have it: as a key's value, a tag, a command, or alone behind a label."""
_OPENING: Final = re.compile(r"""\{(?=\s*["'])|\[(?=\s*\{)""")
_NAME_KEYS: Final = ("name", "tool", "tool_name", "function", "recipient_name", "action")
_ARGUMENT_KEYS: Final = ("arguments", "parameters", "args", "input", "tool_input", "action_input")

_BEFORE_OBJECT: Final = re.compile(
    r"(?:to=|^\W{0,3}(?:Action|Tool(?: call)?|Function(?: call)?|Calling(?: tool| function)?)\b\W{0,4}|"
    r"<\|recipient\|>|>>>|<function=|<\|tool_call_begin\|>|<｜tool▁call▁begin｜>(?:function)?"
    r"(?:<｜tool▁sep｜>)?|\[TOOL_CALLS\]|"
    r"<tool_call>|^`{3,}tool[ \t]+|<\|python_tag\|>)\s*(?P<name>[\w.:-]+)(?P<between>[^{}]{0,80}?)(?=\{)",
    re.MULTILINE,
)
"""A mark, a name, further marks, and then the object: Llama, Kimi, DeepSeek, Mistral, gpt-oss, ReAct."""
_NAME_LINE: Final = re.compile(r"^(?P<name>[\w.:-]+)(?:[ \t]*\n\s*|\()(?=\{)", re.MULTILINE)
"""A name on a line of its own, and the object below it: older GLM. Or the object in brackets, as JavaScript has it."""
_PYTHON: Final = re.compile(
    r"(?:^|[\[,]|[|｜]>)[ \t]*(?:\w+[ \t]*=[ \t]*)?(?:await[ \t]+)?(?:print\([ \t]*)?"
    r"(?P<call>(?P<name>[A-Za-z_][\w.]*)\((?=\s*(?:\w+\s*=|\))))",
    re.MULTILINE,
)
"""A call as Python writes it, alone on its line or in a list of such: Llama 4, Gemma, LFM."""
_LONGEST_PYTHON: Final = 20_000
_CLOSE: Final = re.compile(r"\)")
_NAMING: Final = re.compile(r"""[{\[]\s*(?:[{\[]\s*)?["'](?:name|tool|tool_name|function|action)["']""")
_MOST_LOOSE: Final = 20
"""Objects that are no JSON and are looked at letter by letter."""
_LAST_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_PYTHON_END: Final = re.compile(r"[ \t]*\)?[ \t]*(?:[\],]|$|`{3}|<[|｜])", re.MULTILINE)
_INVOKE: Final = re.compile(
    r"<[\w|｜:]*(?:invoke|function|function_call|tool|tool_call|tool_use)(?:=|\s+name=)[\"']?(?P<name>[\w.:-]+)[\"']?\s*"
    r"(?:/>|>(?P<body>.*?)(?:</[\w|｜:]*(?:invoke|function|function_call|tool|tool_call|tool_use)>|\Z))",
    re.DOTALL,
)
_PARAMETER: Final = re.compile(
    r"<[\w|｜:]*parameter(?:=|\s+name=)[\"']?(?P<key>\w+)[\"']?[^>]*>\n?(?P<value>.*?)\n?</[\w|｜:]*parameter>",
    re.DOTALL,
)
"""Calls in the manner of XML: Claude, Qwen Coder, DeepSeek, Grok."""
_NAMED: Final = re.compile(
    r"<(?P<tag>(?:tool_?)?name)>\s*(?P<name>[\w.:-]+)\s*</(?P=tag)>\s*"
    r"(?:<(?P<outer>arguments|parameters|args|input|tool_input)>(?P<body>.*?)(?:</(?P=outer)>|\Z))?",
    re.DOTALL,
)
"""The name in a tag, the arguments in the next one: older Claude, ``tool_use``, ``use_mcp_tool``."""
_TAGGED: Final = r"^[ \t]*<(?P<name>NAMES)\s*(?:/>|>(?P<body>(?:(?!<(?P=name)\b).)*?)</(?P=name)>)"
"""The tool's name is the tag, its arguments are tags inside: Cline and its kin."""
_INSIDE: Final = re.compile(r"<(?P<key>\w+)>\n?(?P<value>.*?)\n?</(?P=key)>", re.DOTALL)
_ESCAPED_OBJECT: Final = re.compile(
    r"<start_function_call>\s*call:(?P<name>[\w.:-]+)(?P<body>\{.*?\})\s*(?:<end_function_call>|\Z)", re.DOTALL
)
_ESCAPED: Final = re.compile(r"<escape>(.*?)<escape>", re.DOTALL)
_BARE_KEY: Final = re.compile(r"(?<=[{,])\s*(\w+)\s*:")
"""FunctionGemma: keys without quotes, texts between ``<escape>``."""
_WRAPPERS: Final = ("tool_calls", "tool_call", "function_call", "functionCall", "calls", "tool_uses")
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
    r"<\|channel\|>|^`{3,}tool|to=functions\.|<(?:tool_use|use_mcp_tool|tool_name|start_function_call)\b|"
    r"^<<<<<<< ?SEARCH|^>>>>>>> ?REPLACE|^\*\*\* (?:Begin Patch|Update File)|^@@ -\d+|^`{3,}diff\b",
    re.MULTILINE,
)
"""Marks of calls, and of edits in a form that no tool takes."""
_BARE_OBJECT: Final = re.compile(r"""\s*(?:`{3,}\w*\s*)?[{\[]\s*["'{]""")
_THOUGHT: Final = (
    r"(?:\w+:)?(?:think(?:ing)?|thoughts?|thought_process|reason(?:ing)?|reflection|analysis|scratch_?pad|"
    r"inner_?monologue|internal|ant_?thinking)"
)
_OPEN: Final = re.compile(
    rf"[<\[◁]\|?(?:begin_of_|start_)?(?:{_THOUGHT}|details(?=\s+type=.reasoning))(?:\s[^<>\n]{{0,60}})?\|?[>\]▷]|"
    r"<unused94>(?:thought)?|^`{3,}(?:think(?:ing)?|thoughts?|reasoning)\s",
    re.IGNORECASE,
)
_SHUT: Final = re.compile(
    rf"[<\[◁]\|?(?:/|end_of_|end_)(?:{_THOUGHT}|details)\s*\|?[>\]▷]|<unused95>|^`{{3,}}[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_THOUGHT_END: Final = re.compile(r"\A(.*?)[<\[◁]/(?:\w+:)?(?:think|thinking)[>\]▷]", re.DOTALL | re.IGNORECASE)
_GLUED: Final = re.compile(r"\Aanalysis(?=[A-Z])(?P<thought>.*?)(?:assistantfinal(?P<said>.*))?\Z", re.DOTALL)
"""The channels of gpt-oss, with their marks lost."""
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
    if _LOOKS_LIKE.search(text) or (_BARE_OBJECT.match(text) and text.rstrip(" \n`").endswith(("}", "]"))):
        return True
    return any(re.search(_MEANT.replace("NAME", re.escape(name)), text, re.MULTILINE) for name in known)


def split_thinking(text: str) -> tuple[str, str]:
    """The thinking that a model wrote between tags at the beginning of its text, and what it says besides."""
    bare = text.lstrip()
    if (parts := list(_CHANNEL.finditer(bare))) and not any("to=" in part[0] for part in parts):
        by_name = {
            name: " ".join(p["said"].strip() for p in parts if p["name"] == name) for name in ("analysis", "final")
        }
        return by_name["analysis"], by_name["final"]
    if (glued := _GLUED.match(bare)) and glued["said"] is not None:
        return glued["thought"].strip(), glued["said"].strip()
    thoughts: list[str] = []
    while opened := _OPEN.match(bare):
        end, after = _end_of_thought(bare, opened.end())
        thoughts.append(bare[opened.end() : end].strip())
        bare = bare[after:].lstrip()
    if thoughts:
        return "\n".join(thoughts), bare.strip()
    # Some templates open the block in the prompt, so that only its end is in the answer.
    closed = _THOUGHT_END.match(bare)
    return (closed[1].strip(), bare[closed.end() :].strip()) if closed else ("", text)


def _end_of_thought(text: str, at: int) -> tuple[int, int]:
    """Where a thought that begins at ``at`` ends, and where the text goes on; thoughts may stand in thoughts."""
    depth = 1
    while shut := _SHUT.search(text, at):
        depth += sum(1 for _ in _OPEN.finditer(text, at, shut.start())) - 1
        if depth <= 0:
            return shut.start(), shut.end()
        at = shut.end()
    return len(text), len(text)


def _places(text: str, known: Sequence[str]) -> Iterator[_Place]:
    for match in _INVOKE.finditer(text):
        name = resolve_name(match["name"], known)
        body = (match["body"] or "").strip()
        pairs = list(_PARAMETER.finditer(body))
        if name in known and (pairs or not body):
            call = TextCall(name, _values((pair["key"], pair["value"]) for pair in pairs))
            yield _Place(match.start(), match.end(), (call,))
        elif name in known and (inside := _arguments_in(body)) is not None:
            yield _Place(match.start(), match.end(), (TextCall(name, inside),))
    yield from _tagged(text, known)
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


def _tagged(text: str, known: Sequence[str]) -> Iterator[_Place]:
    """Calls whose name is a tag or stands in one."""
    tagged = re.compile(_TAGGED.replace("NAMES", "|".join(map(re.escape, known)) or r"(?!)"), re.DOTALL | re.MULTILINE)
    for match in (*_NAMED.finditer(text), *tagged.finditer(text)):
        name = resolve_name(match["name"], known)
        if name in known and (inside := _arguments_in(match["body"] or "")) is not None:
            yield _Place(match.start(), match.end(), (TextCall(name, inside),))
    for match in _ESCAPED_OBJECT.finditer(text):
        name = resolve_name(match["name"], known)
        kept: list[str] = []

        def keep(found: re.Match[str], kept: list[str] = kept) -> str:
            kept.append(json.dumps(found[1], ensure_ascii=False))
            return f"\x00{len(kept) - 1}\x00"

        bare = _BARE_KEY.sub(r'"\1":', _ESCAPED.sub(keep, match["body"]))
        parts = re.split("\x00(\\d+)\x00", bare)
        value = _value_at("".join(kept[int(part)] if number % 2 else part for number, part in enumerate(parts)), 0)
        if name in known and value is not None:
            yield _Place(match.start(), match.end(), (TextCall(name, json.dumps(value[0], ensure_ascii=False)),))


def _arguments_in(body: str) -> str | None:
    """The arguments in the body of a tag, as JSON: an object, or a tag for each; None if it is something else."""
    if not body.strip():
        return "{}"
    begin = body.find("{")
    value = _value_at(body, begin) if begin >= 0 and not body[:begin].strip() else None
    if value is not None and isinstance(value[0], dict):
        return json.dumps(value[0], ensure_ascii=False)
    pairs = [(pair["key"], pair["value"]) for pair in _INSIDE.finditer(body)]
    return _values(iter(pairs)) if pairs and not _INSIDE.sub("", body).strip() else None


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
    at, loose = 0, _MOST_LOOSE
    while (begin := _OPENING.search(text, at)) is not None:
        at = begin.end()
        value = _value_at(text, begin.start())
        if value is None and loose and _NAMING.match(text, begin.start()):
            value, loose = _loose_value_at(text, begin.start()), loose - 1
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
    if name in known:
        if arguments is None:  # they may stand beside the name
            arguments = {key: given for key, given in inner.items() if key not in (*_NAME_KEYS, "id", "type")}
        yield TextCall(name, arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False))
    elif depth < 3:
        for key in _WRAPPERS:
            yield from _named(value.get(key), known, depth + 1)
        if len(value) == 1 and (sole := next(iter(value))) in known and isinstance(value[sole], dict):
            yield TextCall(sole, json.dumps(value[sole], ensure_ascii=False))


def _value_at(text: str, at: int) -> tuple[Any, int] | None:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None


def _loose_value_at(text: str, at: int) -> tuple[Any, int] | None:
    """An object or list with the quotes of Python, or a comma behind its last item."""
    end, depth, quote = at, 0, ""
    for end in range(at, min(len(text), at + _LONGEST_PYTHON)):
        letter = text[end]
        if quote:
            quote = "" if letter == quote and text[end - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "{[":
            depth += 1
        elif letter in "}]":
            depth -= 1
            if depth == 0:
                break
    if depth:
        return None
    written = text[at : end + 1]
    try:
        return json.loads(_LAST_COMMA.sub("", written), strict=False), end + 1
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(written), end + 1
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
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
