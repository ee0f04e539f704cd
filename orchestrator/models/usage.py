"""Token counts: the vendors' usage fields brought to one form, and bounds where there are none.

Sources are the usage objects of the OpenAI, DeepSeek, Gemini (OpenAI-compatible) and Anthropic API references.
Where a field is ambiguous the reading that counts more tokens is taken: a budget may be left unused, not overrun.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from pydantic import JsonValue

from orchestrator.models.messages import ChatRequest, Message, Usage, UsageSource

_TOOL_PREAMBLE_TOKENS = 1024
"""Allowance for the hidden system text that vendors add when a request has tools."""

_ABSURD_TOKENS = 10**9
"""Counts above this are taken as a server's mistake, that is as missing."""


def prompt_token_bound(request: ChatRequest) -> int:
    """At least as many tokens as any byte-level tokeniser makes of the prompt.

    A token covers at least one byte, and the JSON around each message is longer than a chat template's markers.
    """
    size = len(request.model_dump_json(include={"messages", "tools"}).encode())
    return size + (_TOOL_PREAMBLE_TOKENS if request.tools else 0)


def message_token_bound(message: Message) -> int:
    """The same bound for an answer, of what is visible of it (hidden reasoning cannot be seen)."""
    return len(message.model_dump_json(include={"content", "reasoning", "tool_calls"}).encode())


def token_estimate(text: str) -> int:
    """About as many tokens as a model's tokeniser makes of ``text``: for sizes, where a bound would be far too high.

    Lean and English come to three or four ASCII characters a token; other characters to about one.
    """
    ascii_characters = sum(map(str.isascii, text))
    return math.ceil(ascii_characters / 3.5) + len(text) - ascii_characters


def prompt_token_estimate(request: ChatRequest) -> int:
    """About as many tokens as the prompt has; see `token_estimate`."""
    size = token_estimate(request.model_dump_json(include={"messages", "tools"}))
    return size + (_TOOL_PREAMBLE_TOKENS // 4 if request.tools else 0)


def normalise_usage(raw: JsonValue, *, request: ChatRequest, output_bound: int) -> Usage:
    """Read a server's ``usage`` object.

    Args:
        raw: the object as parsed, or anything else where the server sent none.
        request: what was asked; `prompt_token_bound` of it counts as input if the server does not say.
        output_bound: tokens to count as output if the server does not say; 0 for an empty answer.

    Returns:
        Counts with `UsageSource.REPORTED`, or `UsageSource.ESTIMATED` if any of the two had to be bounded.
    """
    fields = raw if isinstance(raw, Mapping) else {}
    prompt, cached, cache_write = _input(fields)
    output = _count(fields, "completion_tokens", "output_tokens")
    reasoning = (
        _detail(fields, "completion_tokens_details", "reasoning_tokens")
        or _detail(fields, "output_tokens_details", "reasoning_tokens")
        or 0
    )
    # No prompt has zero tokens, and no visible answer has: some local servers fill in zeros for "unknown".
    prompt = prompt or None
    output = None if output == 0 and output_bound > 0 else output
    estimated = prompt is None or output is None
    prompt = max(prompt_token_bound(request), cached + cache_write) if prompt is None else prompt
    output = output_bound if output is None else output
    # Gemini and xAI leave reasoning out of completion_tokens; only the total shows that it was billed.
    total = _count(fields, "total_tokens")
    if total is not None and total > prompt + output and not estimated:
        reasoning = max(reasoning, total - prompt - output)
        output = total - prompt
    if reasoning > output:
        output += reasoning
    return Usage(
        input=prompt,
        output=output,
        cached_input=cached,
        cache_write=cache_write,
        reasoning=reasoning,
        source=UsageSource.ESTIMATED if estimated else UsageSource.REPORTED,
    )


def _input(fields: Mapping[str, JsonValue]) -> tuple[int | None, int, int]:
    """Input tokens (cached ones included, None if unknown), those read from a cache, those written to one."""
    cached = (
        _detail(fields, "prompt_tokens_details", "cached_tokens")
        or _detail(fields, "input_tokens_details", "cached_tokens")
        or _count(fields, "prompt_cache_hit_tokens", "cache_read_input_tokens")
        or 0
    )
    cache_write = _count(fields, "cache_creation_input_tokens") or 0
    prompt = _count(fields, "prompt_tokens")
    if prompt is None:
        prompt = _count(fields, "input_tokens")
        # Anthropic's own format counts cached tokens beside input_tokens, everyone else within.
        if prompt is not None and ("cache_read_input_tokens" in fields or "cache_creation_input_tokens" in fields):
            prompt += cached + cache_write
    if prompt is not None and cached + cache_write > prompt:
        prompt += cached + cache_write
    return prompt, cached, cache_write


def _count(fields: Mapping[str, JsonValue], *names: str) -> int | None:
    """The first of these fields that holds a credible count."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _ABSURD_TOKENS:
            return int(value)
    return None


def _detail(fields: Mapping[str, JsonValue], group: str, name: str) -> int | None:
    details = fields.get(group)
    return _count(details, name) if isinstance(details, Mapping) else None
