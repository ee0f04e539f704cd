"""A conversation with a model that never outgrows its context by itself: old tool results are shortened first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from orchestrator.errors import ContextOverflow
from orchestrator.models.messages import ChatRequest, Message, Reply, ToolCall, ToolSpec
from orchestrator.models.model import Model
from orchestrator.models.transcript import Transcript
from orchestrator.provers.agent.report import clip

SHORTENED_BYTES = 300
"""What is left of a tool result that was shortened."""


class Conversation:
    """The messages of one episode; asks a model and remembers its answers. Belongs to one task.

    Args:
        model: who answers.
        tools: offered with every request.
        call_prefix: unique to the episode; call ids are this, a slash and the number of the call.
        transcript: gets every message as it is added.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        model: Model,
        *,
        tools: Sequence[ToolSpec],
        call_prefix: str,
        transcript: Transcript,
        clock: Callable[[], float],
    ) -> None:
        self._model = model
        self._tools = tuple(tools)
        self._prefix = call_prefix
        self._transcript = transcript
        self._clock = clock
        self._messages: list[Message] = []
        self._last_said = ""
        self.calls = 0
        """Requests made, those that were refused for their length included."""
        self.repetitions = 0
        """How many answers in a row were equal, the last one included."""

    def say(self, message: Message) -> None:
        """Add a system or user message."""
        self._messages.append(message)
        self._transcript.message(message)

    def answer_tool(self, call: ToolCall, text: str) -> None:
        """Add a tool's result. Every call of an answer must get one before the next `ask`."""
        self._messages.append(Message(role="tool", content=text, tool_call_id=call.id))

    async def ask(self) -> Reply:
        """The model's next answer.

        Raises:
            ContextOverflow: the conversation is too long though every tool result has been shortened.
            ModelUnavailable, ModelConfigError, ModelRefused, LimitReached: as `Model.complete`.
        """
        while True:
            self.calls += 1
            request = ChatRequest(
                call_id=f"{self._prefix}/{self.calls}", messages=tuple(self._messages), tools=self._tools
            )
            began = self._clock()
            try:
                reply = await self._model.complete(request)
            except ContextOverflow:
                if not self._shorten():
                    raise
                continue
            break
        self._transcript.reply(reply, self._clock() - began)
        self._messages.append(reply.message)
        self._count_repetition(reply)
        return reply

    def _count_repetition(self, reply: Reply) -> None:
        # Ids of calls differ even where the model says the same.
        said = [reply.message.content, *((call.name, call.arguments) for call in reply.message.tool_calls)]
        digest = hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()
        self.repetitions = self.repetitions + 1 if digest == self._last_said else 1
        self._last_said = digest

    def _shorten(self) -> bool:
        """Shorten the oldest half (by size) of the long tool results; False if there is none."""
        sizes = {
            index: len(message.content.encode("utf-8", "replace"))
            for index, message in enumerate(self._messages)
            if message.role == "tool"
        }
        long = [index for index, size in sizes.items() if size > 2 * SHORTENED_BYTES]
        goal, gone = sum(sizes[index] for index in long) / 2, 0
        for index in long:
            message = self._messages[index]
            self._messages[index] = message.model_copy(update={"content": clip(message.content, SHORTENED_BYTES)})
            gone += sizes[index]
            if gone >= goal:
                break
        if long:
            self._transcript.note("the conversation outgrew the model's context; old tool results were shortened")
        return bool(long)
