"""``mailbox:DIR``: a person, or another program, is the model.

Each request becomes ``NNNN.request.json`` (complete) and ``NNNN.request.md`` (to be read); the answer is awaited in
``NNNN.answer.md`` or ``NNNN.answer.json``. An answer that cannot be read is explained in ``NNNN.problem.txt``, and
awaited again. No file is ever removed but that explanation. The formats of answers are in `parse_markdown_answer` and
`parse_json_answer`, and are told in every ``.request.md``.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import tempfile
import tomllib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from orchestrator.errors import ModelConfigError
from orchestrator.models.messages import ChatRequest, FinishReason, Message, Reply, ToolCall, Usage, UsageSource
from orchestrator.models.model import AttemptFailed, ClosingModel
from orchestrator.models.tool_calls import with_own_ids
from orchestrator.models.usage import prompt_token_estimate, token_estimate

log = logging.getLogger(__name__)

_FENCE = re.compile(r"^(?P<fence>`{3,})tool[ \t]+(?P<name>\S+)[ \t]*\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.M | re.S)

_TEXT_ANSWER = """\
Write your answer to `{name}.answer.md`. All text in it is what you say; no tools are offered. (A program may write
`{name}.answer.json` instead: `{{"content": "..."}}`.)
"""

_HOW_TO_ANSWER = """\
Write your answer to `{name}.answer.md`. All text in it is what you say. To call a tool, add a block

    ```tool NAME
    key = "value"
    text = '''
    several lines, taken as they stand'''
    ```

whose body is TOML or a JSON object with the tool's arguments. Several blocks are several calls, in order; an answer
without a block ends the conversation. (A program may write `{name}.answer.json` instead:
`{{"content": "...", "tool_calls": [{{"name": "...", "arguments": {{}}}}]}}`.)
"""


class AnswerError(ValueError):
    """An answer file cannot be read; the message tells its writer why."""


class MailboxModel(ClosingModel):
    """Writes requests into a folder and waits for answers; see the module.

    Cancelling a call leaves its files: a later answer to it is not read any more.

    Args:
        directory: made if missing; several processes may share it.
        answer_seconds: how long to wait for an answer.
        poll_seconds: how often to look. An answer is taken once it has not changed between two looks.
        sleep: replaces the waiting in tests.

    Raises:
        ModelConfigError: the folder cannot be made.
    """

    def __init__(
        self,
        directory: Path,
        *,
        answer_seconds: float,
        poll_seconds: float = 0.5,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._directory = directory
        self._answer_seconds = answer_seconds
        self._poll_seconds = poll_seconds
        self._sleep = sleep
        self._asked = False
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ModelConfigError(f"cannot make the mailbox {str(directory)!r}: {error.strerror}") from error

    @property
    def name(self) -> str:
        return "mailbox"

    async def complete(self, request: ChatRequest) -> Reply:
        """The answer found in the folder.

        Raises:
            AttemptFailed: none came in time (a `ModelUnavailable`).
            ModelConfigError: the folder cannot be written.
        """
        try:
            name = await asyncio.to_thread(self._post, request)
        except OSError as error:
            raise ModelConfigError(f"cannot write to the mailbox {str(self._directory)!r}: {error.strerror}") from error
        message = await self._wait(name)
        used = [call.id for said in request.messages for call in said.tool_calls]
        calls = with_own_ids(message.tool_calls, used, request.call_id)
        message = message.model_copy(update={"tool_calls": calls})
        return Reply(
            message=message,
            finish_reason=FinishReason.TOOL_CALLS if message.tool_calls else FinishReason.STOP,
            usage=_usage(request, message),
            model=self.name,
            call_id=request.call_id,
        )

    def _post(self, request: ChatRequest) -> str:
        """Write both request files, the readable one last; returns their number as text."""
        with _draft(self._directory, request.model_dump_json(indent=1)) as draft:
            number = 1 + max((int(path.name.partition(".")[0]) for path in self._numbered()), default=0)
            while True:
                name = f"{number:04d}"
                try:
                    # A hard link is atomic and fails if the name is taken, also by another process.
                    os.link(draft, self._directory / f"{name}.request.json")
                    break
                except FileExistsError:
                    number += 1
        with _draft(self._directory, render_request(name, request)) as draft:
            os.link(draft, self._directory / f"{name}.request.md")
        if not self._asked:
            self._tell_of_early_answers(name)
        self._asked = True
        return name

    def _tell_of_early_answers(self, first: str) -> None:
        """An answer that was there before its request is not read: its writer must be told."""
        names = [path.name for path in self._numbered()]
        asked = {name.partition(".")[0] for name in names if ".request." in name}
        early = sorted(name for name in names if ".answer." in name and name.partition(".")[0] not in asked)
        if early:
            others = f" and {len(early) - 1} more" if early[1:] else ""
            told = "the mailbox %r held %s%s before a request of that number: not read; the request to answer is %s"
            log.warning(told, str(self._directory), early[0], others, first)

    def _numbered(self) -> list[Path]:
        return [path for path in self._directory.iterdir() if re.match(r"\d{4,}\.", path.name)]

    async def _wait(self, name: str) -> Message:
        deadline = asyncio.get_running_loop().time() + self._answer_seconds
        seen: bytes | None = None
        refused: bytes | None = None
        while asyncio.get_running_loop().time() < deadline:
            path, content = await asyncio.to_thread(self._look, name)
            if content is not None and content == seen and content != refused:
                try:
                    return self._read(name, path, content)
                except AnswerError as error:
                    refused = content
                    await asyncio.to_thread(self._explain, name, f"{path.name} is not taken: {error}\n")
            seen = content
            await self._sleep(self._poll_seconds)
        raise AttemptFailed(
            f"no answer came to {self._directory / name!s}.request.md within {self._answer_seconds:g} s",
            may_be_billed=False,
        )

    def _look(self, name: str) -> tuple[Path, bytes | None]:
        """The answer file and its content; None while there is none, or only blanks."""
        json_path, markdown_path = (self._directory / f"{name}.answer.{suffix}" for suffix in ("json", "md"))
        path = json_path if json_path.exists() else markdown_path
        content = path.read_bytes() if path.exists() else b""
        return path, content if content.strip() else None

    def _read(self, name: str, path: Path, content: bytes) -> Message:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise AnswerError("it is not UTF-8 text") from error
        return (parse_json_answer if path.suffix == ".json" else parse_markdown_answer)(text, name)

    def _explain(self, name: str, problem: str) -> None:
        (self._directory / f"{name}.problem.txt").write_text(problem, encoding="utf-8")


def parse_markdown_answer(text: str, name: str) -> Message:
    """Read an answer written by hand.

    A block fenced by three or more backticks and opened by ``tool NAME`` is a tool call, its body the arguments as
    TOML (or as JSON if it starts with a brace); everything else is what the model says.

    Raises:
        AnswerError: a block is not closed or its body is neither.
    """
    calls: list[ToolCall] = []
    for block in _FENCE.finditer(text):
        body = block["body"]
        try:
            arguments = json.loads(body) if body.lstrip().startswith("{") else tomllib.loads(body)
            encoded = json.dumps(arguments, ensure_ascii=False)
        except (ValueError, TypeError, RecursionError) as error:
            raise AnswerError(f"the arguments of {block['name']!r} are neither TOML nor JSON: {error}") from error
        calls.append(ToolCall(id=f"call_{name}_{len(calls)}", name=block["name"], arguments=encoded))
    said = _FENCE.sub("", text)
    if re.search(r"^`{3,}tool\b", said, re.M):
        raise AnswerError("a tool block has no name or is not closed by as many backticks as opened it")
    return Message(role="assistant", content=said.strip(), tool_calls=tuple(calls))


def parse_json_answer(text: str, name: str) -> Message:
    """Read ``{"content": str, "tool_calls": [{"name": str, "arguments": object or str, "id"?: str}]}``.

    Arguments given as a string are passed on as they are: a program may play a model that writes malformed ones.

    Raises:
        AnswerError: the text has another shape.
    """
    try:
        answer = json.loads(text)
        calls = [_json_call(call, f"call_{name}_{i}") for i, call in enumerate(answer.get("tool_calls", []))]
        return Message(role="assistant", content=answer.get("content") or "", tool_calls=tuple(calls))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise AnswerError(f"it is not of the documented form ({type(error).__name__}: {error})") from error


def _json_call(call: Mapping[str, Any], made_up_id: str) -> ToolCall:
    arguments: JsonValue = call.get("arguments", {})
    encoded = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return ToolCall(id=call.get("id") or made_up_id, name=call["name"], arguments=encoded)


def render_request(name: str, request: ChatRequest) -> str:
    """A request as a person reads it: how to answer, the tools, then the conversation, the latest message last."""
    how = _HOW_TO_ANSWER if request.tools else _TEXT_ANSWER
    parts = [f"# Request {name}\n", how.format(name=name)]
    if request.tools:
        parts.append("## Tools\n")
        for tool in request.tools:
            schema = json.dumps(tool.parameters, ensure_ascii=False, indent=1)
            parts.append(f"### {tool.name}\n\n{tool.description}\n\n```json\n{schema}\n```\n")
    for number, message in enumerate(request.messages, start=1):
        answered = f" (result of {message.tool_call_id})" if message.tool_call_id else ""
        parts.append(f"## {number}. {message.role}{answered}\n\n{message.content}\n")
        parts.extend(
            f"calls {call.name} ({call.id}):\n\n```json\n{call.arguments}\n```\n" for call in message.tool_calls
        )
    return "\n".join(parts)


def _usage(request: ChatRequest, message: Message) -> Usage:
    """A person has no tokens; what the same texts would come to elsewhere is counted, so that limits mean the same."""
    said = message.content + "".join(call.name + call.arguments for call in message.tool_calls)
    return Usage(input=prompt_token_estimate(request), output=token_estimate(said), source=UsageSource.ESTIMATED)


@contextmanager
def _draft(directory: Path, text: str) -> Iterator[Path]:
    """A complete file under a temporary name, to be linked to its real one; the temporary name is removed."""
    descriptor, draft = tempfile.mkstemp(prefix=".draft-", dir=directory)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        yield Path(draft)
    finally:
        os.unlink(draft)
