"""What is said to a model and what it answers, independent of any vendor.

All types are frozen and serialise to JSON with pydantic, so a transcript can be stored and read back as it was.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Role = Literal["system", "user", "assistant", "tool"]
ToolChoice = Literal["auto", "none", "required"]


class Frozen(BaseModel):
    """Base of this package's data: immutable, and unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ToolSpec(Frozen):
    """A tool that the model may call; ``parameters`` is the JSON Schema of its arguments."""

    name: str
    description: str
    parameters: dict[str, JsonValue]


class ToolCall(Frozen):
    """A call as the model wrote it. ``arguments`` is its raw text: it may not be JSON, the episode decides."""

    id: str
    name: str
    arguments: str
    extra_content: JsonValue = None
    """Opaque vendor data that must go back unchanged (Gemini's thought signatures); None where there is none."""


class Message(Frozen):
    """One message of a chat. ``tool_calls`` belong to the assistant, ``tool_call_id`` to a tool's result."""

    role: Role
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    reasoning: str = ""
    """Reasoning text that the server showed."""
    reasoning_fields: dict[str, JsonValue] = Field(default_factory=dict)
    """The fields that it stood in, as the server wrote them; they go back where the server wants its reasoning back."""


class ChatRequest(Frozen):
    """One call of a model."""

    call_id: str = Field(min_length=1)
    """Names the call in the ledger and in recordings; unique within a run; never sent to the server."""

    messages: tuple[Message, ...] = Field(min_length=1)
    tools: tuple[ToolSpec, ...] = ()
    tool_choice: ToolChoice = "auto"

    max_output_tokens: int | None = Field(default=None, ge=1)
    """Limit on the answer, reasoning included; None takes the profile's."""

    def digest(self) -> str:
        """SHA-256 (hex) of what is asked: messages, tools and tool choice, but neither call id nor token limit."""
        asked = self.model_dump_json(include={"messages", "tools", "tool_choice"})
        return hashlib.sha256(asked.encode()).hexdigest()


class UsageSource(StrEnum):
    """Where token counts come from."""

    REPORTED = "reported"
    """The server's own usage fields."""
    ESTIMATED = "estimated"
    """The server sent an answer without (all) counts; the missing ones are bounded by the size of the texts."""
    UPPER_BOUND = "upper_bound"
    """No answer arrived, but the call may have been billed: the most it can have cost."""


class Usage(Frozen):
    """Tokens of one call.

    ``cached_input`` and ``cache_write`` are parts of ``input``; ``reasoning`` is a part of ``output``.
    """

    input: int = Field(ge=0)
    output: int = Field(ge=0)
    cached_input: int = Field(default=0, ge=0)
    cache_write: int = Field(default=0, ge=0)
    reasoning: int = Field(default=0, ge=0)
    source: UsageSource = UsageSource.REPORTED

    @property
    def total(self) -> int:
        """Input and output tokens together."""
        return self.input + self.output


class FinishReason(StrEnum):
    """Why the model stopped."""

    STOP = "stop"
    TOOL_CALLS = "tool_calls"
    LENGTH = "length"
    CONTENT_FILTER = "content_filter"
    OTHER = "other"


class Reply(Frozen):
    """A model's answer to one `ChatRequest`. An empty message is an answer too: it is charged like any other."""

    message: Message
    finish_reason: FinishReason
    usage: Usage
    model: str = ""
    """The model's name as the server gave it."""

    raw: dict[str, JsonValue] = Field(default_factory=dict)
    """The server's whole answer, keys removed; for the transcript."""

    call_id: str = ""
    """The ledger entry that paid for this answer (a retried request has one entry per attempt)."""

    micro_usd: int | None = None
    """What this answer cost in millionths of a US dollar; None where no ledger is attached."""
