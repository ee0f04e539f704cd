"""A real local HTTP server that speaks chat-completions and plays a script.

    steps = [Answer("hello"), Refuse(429, retry_after="1"), Answer(tool_calls=(Call("view"),))]
    async with FakeServer(steps) as server:
        ...  # talk to server.url
    assert server.billed.output == ...

A script is a sequence of steps, one per request, or a function from the received request to a step. The server counts
what it bills by itself, in its own tokens, so that a test can compare it with what was charged.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

UsageFormat = Literal["openai", "deepseek", "anthropic", "anthropic-native", "gemini", "ollama", "none"]


@dataclass(frozen=True)
class Call:
    """A tool call of the scripted model; ``arguments`` goes out as it is, so it may be malformed."""

    name: str
    arguments: str = "{}"


@dataclass(frozen=True)
class Answer:
    """A good answer. Token counts default to the server's own counting of the texts."""

    text: str | None = ""
    tool_calls: tuple[Call, ...] = ()
    usage: UsageFormat = "openai"
    finish: str | None = None
    prompt_tokens: int | None = None
    output_tokens: int | None = None
    cached: int = 0
    reasoning: int = 0
    delay: float = 0.0
    """Seconds of work before the answer."""
    hold: asyncio.Event | None = None
    """Work until this is set, for tests without clocks."""
    drop_after: int | None = None
    """Close the connection after so many bytes of the body; the work is done, so it is billed."""


@dataclass(frozen=True)
class Refuse:
    """An error status; nothing is billed."""

    status: int
    retry_after: str | None = None
    body: str = '{"error": {"message": "scripted"}}'


@dataclass(frozen=True)
class Raw:
    """Any body under status 200; billed with the given output tokens and the prompt."""

    body: bytes
    output_tokens: int = 0


@dataclass(frozen=True)
class HangUp:
    """Close the connection without a byte; nothing is billed."""


Step = Answer | Refuse | Raw | HangUp


@dataclass(frozen=True)
class Received:
    """One request as it arrived; ``index`` counts from 0 in order of arrival."""

    index: int
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def prompt_tokens(self) -> int:
        """The server's own count: one token per four characters of the messages and tools."""
        return tokens(json.dumps([self.body["messages"], self.body.get("tools", [])], ensure_ascii=False))


Script = Sequence[Step] | Callable[[Received], Step]


@dataclass
class Bill:
    """Sums over all billed answers."""

    answers: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    reasoning: int = 0


def tokens(text: str) -> int:
    """The server's tokeniser."""
    return (len(text) + 3) // 4


@dataclass
class FakeServer:
    """See the module. ``received`` holds every request, ``cancelled`` the indexes of those whose client went away."""

    script: Script
    received: list[Received] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    billed: Bill = field(default_factory=Bill)
    in_flight: int = 0
    peak_in_flight: int = 0
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __aenter__(self) -> Self:
        self._steps: Iterator[Step] | None = None if callable(self.script) else iter(self.script)
        self._connections: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """The base URL, as in a profile."""
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}/v1"

    async def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until something that the server counts has come true."""
        async with self.arrived:
            await self.arrived.wait_for(condition)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while (request := await self._read(reader)) is not None:
                if not await self._serve(request, reader, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client went away, or the test is over
        finally:
            self._connections.discard(task)
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Received | None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.IncompleteReadError:
            return None
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        assert head[0].startswith("POST /v1/chat/completions ")
        request = Received(len(self.received), headers, body)
        self.received.append(request)
        return request

    async def _serve(self, request: Received, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Play one step; False if the connection is to be closed."""
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
        await self._notify()
        try:
            step = self._next(request)
            if isinstance(step, Answer) and not await self._work(step, reader):
                self.cancelled.append(request.index)
                self._bill(request.prompt_tokens, 0)
                return False
            return await self._send(step, request, writer)
        finally:
            self.in_flight -= 1
            await self._notify()

    async def _notify(self) -> None:
        async with self.arrived:
            self.arrived.notify_all()

    def _next(self, request: Received) -> Step:
        if callable(self.script):
            return self.script(request)
        assert self._steps is not None
        return next(self._steps, Refuse(400, body='{"error": {"message": "the test\'s script is exhausted"}}'))

    async def _work(self, step: Answer, reader: asyncio.StreamReader) -> bool:
        """Take the step's time; False as soon as the client closes its connection."""
        if step.hold is None and step.delay == 0:
            return True
        work = asyncio.ensure_future(step.hold.wait() if step.hold is not None else asyncio.sleep(step.delay))
        gone = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait([work, gone], return_when=asyncio.FIRST_COMPLETED)
            return not gone.done()
        finally:
            work.cancel()
            gone.cancel()
            # A reader takes one waiting task at a time, and the next request is read from the same one.
            await asyncio.gather(work, gone, return_exceptions=True)

    async def _send(self, step: Step, request: Received, writer: asyncio.StreamWriter) -> bool:
        match step:
            case HangUp():
                return False
            case Refuse():
                await _respond(writer, step.status, step.body.encode(), step.retry_after)
                return True
            case Raw():
                self._bill(request.prompt_tokens, step.output_tokens)
                await _respond(writer, 200, step.body)
                return True
            case Answer():
                body = json.dumps(self._answer(step, request)).encode()
                await _respond(writer, 200, body, drop_after=step.drop_after)
                return step.drop_after is None

    def _answer(self, step: Answer, request: Received) -> dict[str, Any]:
        calls = [
            {
                "id": f"call_{request.index}_{i}",
                "type": "function",
                "function": {"name": c.name, "arguments": c.arguments},
            }
            for i, c in enumerate(step.tool_calls)
        ]
        said = (step.text or "") + "".join(c.name + c.arguments for c in step.tool_calls)
        prompt = request.prompt_tokens if step.prompt_tokens is None else step.prompt_tokens
        output = step.reasoning + (tokens(said) if step.output_tokens is None else step.output_tokens)
        self._bill(prompt, output, step.cached, step.reasoning)
        message: dict[str, Any] = {"role": "assistant", "content": step.text} | ({"tool_calls": calls} if calls else {})
        finish = step.finish or ("tool_calls" if calls else "stop")
        answer: dict[str, Any] = {
            "id": f"fake-{request.index}",
            "object": "chat.completion",
            "model": request.body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        }
        usage = usage_fields(step.usage, prompt, output, step.cached, step.reasoning)
        return answer if usage is None else answer | {"usage": usage}

    def _bill(self, prompt: int, output: int, cached: int = 0, reasoning: int = 0) -> None:
        self.billed.answers += 1
        self.billed.input += prompt
        self.billed.cached += cached
        self.billed.output += output
        self.billed.reasoning += reasoning


def usage_fields(style: UsageFormat, prompt: int, output: int, cached: int, reasoning: int) -> dict[str, Any] | None:
    """The same counts as each vendor writes them; ``prompt`` includes ``cached``, ``output`` includes ``reasoning``."""
    plain: dict[str, Any] = {"prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output}
    match style:
        case "openai":
            details = {"completion_tokens_details": {"reasoning_tokens": reasoning}}
            return plain | {"prompt_tokens_details": {"cached_tokens": cached}} | details
        case "deepseek":
            hits = {"prompt_cache_hit_tokens": cached, "prompt_cache_miss_tokens": prompt - cached}
            return plain | hits | {"completion_tokens_details": {"reasoning_tokens": reasoning}}
        case "anthropic":
            return plain | {"prompt_tokens_details": None, "completion_tokens_details": None}
        case "anthropic-native":
            return {"input_tokens": prompt - cached, "output_tokens": output, "cache_read_input_tokens": cached}
        case "gemini":
            return plain | {"completion_tokens": output - reasoning}
        case "ollama":
            return plain
        case "none":
            return None


async def _respond(
    writer: asyncio.StreamWriter,
    status: int,
    body: bytes,
    retry_after: str | None = None,
    drop_after: int | None = None,
) -> None:
    waiting = "" if retry_after is None else f"Retry-After: {retry_after}\r\n"
    head = (
        f"HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{waiting}\r\n"
    )
    writer.write(head.encode() + body[:drop_after])
    await writer.drain()
