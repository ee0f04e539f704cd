"""Usage fields of every vendor, and the bounds where they are missing."""

from __future__ import annotations

import pytest
from fake_server import UsageFormat, usage_fields
from hypothesis import given, settings
from hypothesis import strategies as st
from llm_support import VIEW, ask

from orchestrator.models.messages import Message, Usage, UsageSource
from orchestrator.models.usage import message_token_bound, normalise_usage, prompt_token_bound

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    [
        "prompt_tokens",
        "completion_tokens",
        "total_tokens",
        "input_tokens",
        "output_tokens",
        "prompt_cache_hit_tokens",
        "cache_read_input_tokens",
        "cache_creation_input_tokens",
    ]
)
DETAILS = st.dictionaries(st.sampled_from(["cached_tokens", "reasoning_tokens"]), st.integers(-5, 500) | JSON)
USAGES = st.fixed_dictionaries(
    {},
    optional={"prompt_tokens_details": DETAILS | JSON, "completion_tokens_details": DETAILS | JSON},
).flatmap(lambda details: st.dictionaries(FIELDS, st.integers(-5, 2000) | JSON).map(lambda plain: plain | details))

ASKED = ask("a question of some length" * 30)


def read(raw: object) -> Usage:
    return normalise_usage(raw, request=ASKED, output_bound=90)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("style", "cached", "reasoning"),
    [
        ("openai", 30, 7),
        ("deepseek", 30, 7),
        ("anthropic", 0, 0),
        ("anthropic-native", 30, 0),
        ("gemini", 0, 7),
        ("ollama", 0, 0),
    ],
)
def test_each_vendor_format_gives_the_same_counts(style: UsageFormat, cached: int, reasoning: int) -> None:
    usage = read(usage_fields(style, 100, 20, cached, reasoning))
    assert usage == Usage(input=100, output=20, cached_input=cached, reasoning=reasoning)


def test_anthropic_cache_writes_are_counted_apart() -> None:
    raw = {"input_tokens": 5, "output_tokens": 3, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 40}
    assert read(raw) == Usage(input=45, output=3, cache_write=40)


@pytest.mark.parametrize(
    "raw", [None, {}, [], "x", {"prompt_tokens": None}, {"prompt_tokens": -1}, {"prompt_tokens": 0}]
)
def test_missing_counts_are_bounded_and_said_to_be_estimated(raw: object) -> None:
    assert read(raw) == Usage(input=prompt_token_bound(ASKED), output=90, source=UsageSource.ESTIMATED)


@pytest.mark.parametrize("total", [{}, {"total_tokens": 15}, {"total_tokens": 16}])
def test_reasoning_that_is_not_within_the_output_is_added_to_it(total: dict[str, int]) -> None:
    details = {"completion_tokens_details": {"reasoning_tokens": 20}}
    usage = read({"prompt_tokens": 10, "completion_tokens": 5} | details | total)
    assert usage.reasoning == 20
    assert usage.output >= 25


def test_a_zero_for_a_visible_answer_is_not_believed() -> None:
    assert read({"prompt_tokens": 10, "completion_tokens": 0}).output == 90
    empty = normalise_usage({"prompt_tokens": 10, "completion_tokens": 0}, request=ASKED, output_bound=0)
    assert empty == Usage(input=10, output=0)


@settings(deadline=None)
@given(USAGES | JSON)
def test_whatever_a_server_sends_parts_never_exceed_their_whole(raw: object) -> None:
    usage = read(raw)
    assert usage.cached_input + usage.cache_write <= usage.input
    assert usage.reasoning <= usage.output
    assert usage.input > 0


@settings(deadline=None)
@given(USAGES)
def test_stated_counts_are_never_lowered(raw: dict[str, object]) -> None:
    usage = read(raw)
    for stated, counted in (("prompt_tokens", usage.input), ("completion_tokens", usage.output)):
        value = raw.get(stated)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9:
            assert counted >= value


@settings(deadline=None)
@given(st.text(max_size=200))
def test_bounds_hold_for_one_token_per_byte(text: str) -> None:
    size = len(text.encode())
    assert prompt_token_bound(ask(text)) >= size
    assert prompt_token_bound(ask(text, tools=(VIEW,))) > prompt_token_bound(ask(text)) + len(VIEW.description)
    assert message_token_bound(Message(role="assistant", content=text)) >= size
