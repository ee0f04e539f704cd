"""What happened in an episode, entry by entry: stored with it as JSON, and readable as a person would."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from orchestrator.models.messages import Message, Reply, ToolCall

VERSION = 1


class Transcript:
    """Appends entries; belongs to one episode.

    Every entry has a ``kind`` and ``at``, the seconds since the episode began. Kinds are ``system``, ``user``,
    ``reply``, ``call``, ``tool``, ``note`` (something this program did or noticed) and ``end``.

    Args:
        clock: seconds, monotonic.
        header: what identifies the episode: model, prompt version, tools.
    """

    def __init__(self, clock: Callable[[], float], header: dict[str, Any]) -> None:
        self._clock = clock
        self._began = clock()
        self.header = {"version": VERSION, **header}
        self.entries: list[dict[str, Any]] = []

    @property
    def seconds(self) -> float:
        """Since the episode began."""
        return self._clock() - self._began

    def message(self, message: Message) -> None:
        """A message of ours: the system's or the user's."""
        self._add(message.role, text=message.content)

    def reply(self, reply: Reply, seconds: float) -> None:
        """An answer of the model, what it used and cost."""
        message = reply.message
        self._add(
            "reply",
            text=message.content,
            reasoning=message.reasoning,
            tool_calls=[{"id": c.id, "name": c.name, "arguments": c.arguments} for c in message.tool_calls],
            finish_reason=reply.finish_reason.value,
            usage=reply.usage.model_dump(mode="json"),
            micro_usd=reply.micro_usd,
            call_id=reply.call_id,
            seconds=round(seconds, 3),
        )

    def call(self, call: ToolCall) -> None:
        """A call by a prover whose messages are not ours to see (a coding agent over MCP)."""
        self._add("call", call=call.id, name=call.name, arguments=call.arguments)

    def tool(self, call: ToolCall, text: str, *, ok: bool, seconds: float) -> None:
        """What a tool answered; ``ok`` is False where the call was refused."""
        self._add("tool", call=call.id, name=call.name, ok=ok, text=text, seconds=round(seconds, 3))

    def note(self, text: str) -> None:
        """Something that this program did or noticed."""
        self._add("note", text=text)

    def end(self, ending: str, detail: str) -> None:
        """How the episode ended."""
        self._add("end", ending=ending, text=detail)

    def to_json(self) -> dict[str, Any]:
        """The whole transcript as a JSON value."""
        return {**self.header, "seconds": round(self.seconds, 3), "entries": list(self.entries)}

    def _add(self, kind: str, **values: Any) -> None:
        self.entries.append({"kind": kind, "at": round(self.seconds, 3), **values})


def render_transcript(transcript: Mapping[str, Any], *, reasoning: bool = False) -> str:
    """A stored transcript as Markdown, for people.

    Args:
        transcript: what `Transcript.to_json` gave.
        reasoning: include the reasoning text that the server showed.
    """
    parts = [
        f"Model {transcript.get('model', '?')}, prompts {transcript.get('prompt_version', '?')}, "
        f"{transcript.get('seconds', 0):.1f} s"
    ]
    parts += [_rendered(entry, reasoning) for entry in transcript.get("entries", ())]
    return "\n\n".join(part for part in parts if part) + "\n"


def _rendered(entry: dict[str, Any], reasoning: bool) -> str:
    at = f"{entry['at']:.1f} s"
    match entry["kind"]:
        case "reply":
            return _rendered_reply(entry, at, reasoning)
        case "call":
            return f"### calls `{entry['name']}` ({at})\n\n{_arguments(entry['arguments'])}"
        case "tool":
            refused = "" if entry["ok"] else " (refused)"
            return f"### {entry['name']} answers{refused} ({at})\n\n{_fenced(entry['text'])}"
        case "end":
            return f"## End: {entry['ending']} ({at})\n\n{entry['text']}".rstrip()
        case "note":
            return f"> {entry['text']}"
        case kind:
            return f"## {kind.capitalize()} ({at})\n\n{entry['text'].rstrip()}"


def _rendered_reply(entry: dict[str, Any], at: str, reasoning: bool) -> str:
    usage = entry["usage"]
    cost = "" if entry["micro_usd"] is None else f", {entry['micro_usd'] / 1e6:.4f} USD"
    parts = [f"## Model ({at}; {usage['input']} tokens in, {usage['output']} out{cost})"]
    if reasoning and entry["reasoning"]:
        parts.append("\n".join(f"> {line}" for line in entry["reasoning"].split("\n")))
    parts.append(entry["text"].strip())
    parts += [f"calls `{call['name']}`:\n\n{_arguments(call['arguments'])}" for call in entry["tool_calls"]]
    return "\n\n".join(part for part in parts if part)


def _arguments(text: str) -> str:
    """A call's arguments, edits as lines taken out and put in; what is not as it should be is shown as it is."""
    try:
        edits = json.loads(text)["edits"]
        lines = [
            f"{sign}{line}"
            for edit in edits
            for sign, key in (("-", "search"), ("+", "replace"))
            for line in edit[key].split("\n")
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return _fenced(text)
    return _fenced("\n".join(lines))


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text.rstrip()}\n{fence}"
