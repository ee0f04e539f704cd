"""The cause of a child process's death, from its status, its limits and both ends of what it said."""

from __future__ import annotations

import pytest

from orchestrator.lean.embedded.death import KEPT_BYTES, LastWords, obituary

TRACE = "\n".join(f" {n}: 0x{n:012x} node::Frame({n})" for n in range(2000))
REMEDY = "free some, or raise this process's limits"


def told(status: int | None, said: str, **limits: int) -> str:
    words = LastWords()
    data = said.encode()
    for start in range(0, len(data), 333):
        words.add(data[start : start + 333])
    return obituary("a Lean host", status, words.text, limits)


@pytest.mark.parametrize(
    "said",
    [
        f"FATAL ERROR: Zone Allocation failed - process out of memory\n{TRACE}",
        f"{TRACE}\nterminate called after throwing an instance of 'std::bad_alloc'",
        "RangeError: WebAssembly.Memory(): could not allocate memory",
    ],
    ids=["head of a long trace", "tail of a long trace", "short"],
)
def test_memory_is_told_wherever_it_was_said(said: str) -> None:
    assert f"out of memory; {REMEDY}" in told(1, said)


@pytest.mark.parametrize("status", [-6, -5, -4, -11, -7, 134, 133])
def test_a_program_that_gave_up_under_a_limit_had_no_memory(status: int) -> None:
    """Whatever it said: V8's words differ by where its memory ended."""
    sentence = told(status, f"# Check failed: something.\n{TRACE}", **{"address space": 800})
    assert f"status {status}: out of memory (it is limited to: address space 800 MiB); {REMEDY}" in sentence
    assert "out of memory" not in told(status, f"# Check failed: something.\n{TRACE}")


def test_other_deaths_keep_their_words() -> None:
    assert told(1, "SyntaxError: no", **{"address space": 800}) == "a Lean host ended with status 1: SyntaxError: no"
    assert told(None, "") == "a Lean host ended with status None"
    assert "killed from outside" in told(-9, "")


def test_both_ends_of_long_words_are_kept() -> None:
    words = LastWords()
    for part in (b"first", b"x" * (3 * KEPT_BYTES), b"last"):
        words.add(part)
    assert words.text.startswith("first")
    assert words.text.endswith("last")
    assert len(words.text) < 2 * KEPT_BYTES + 10
