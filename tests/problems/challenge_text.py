"""Challenge texts and hypothesis strategies shared by the tests of this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from orchestrator.errors import UserError
from orchestrator.problems.regions import RegionKind

HEADER = """\
/-
id: test/even
title: A test problem
source: made for the tests
status: open
tags: tests, parity
references:
  - First author, a title
    that runs on.
  - Second author.
informal:
  Every number is even.

  Second paragraph.
note: not true
-/
"""

BODY = """\
import Init
import Std.Data.HashMap

def Even (n : Nat) : Prop := n % 2 = 0

theorem even_two : Even 2 := rfl

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, Even n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""

EXAMPLE = HEADER + BODY

WITH_VALUE = (
    HEADER.replace("note: not true", "answer: prop")
    + """\
def answer : Prop :=
  -- EVOLVE-VALUE-START
  True
  -- EVOLVE-VALUE-END

-- EVOLVE-BLOCK-START
theorem helper : True := trivial
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : answer ↔ ∀ n : Nat, n % 2 = 0 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""
)

MARKERS = tuple(marker for kind in RegionKind for marker in (kind.start, kind.end))

# Lines that any region may hold: no comment or string is left open, no import, no marker.
LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "  omega",
            "theorem h₁' : 1 = 1 := rfl",
            '-- a comment with /- and " inside',
            '  have s := "/- -- \\" EVOLVE-BLOCK-END"',
            "/- nested /- comment -/ -/",
            "def «odd name» := 'x'",
            "  exact f '\"'",
            '#eval r#"a " b"#',
            "  simp -- EVOLVE-BLOCK-END",
        ]
    ),
    st.text(st.sampled_from("abxyz αβ∀∃ℕ₀0123:=()→·"), max_size=30),
)
REGION_TEXTS = st.lists(LINES, max_size=6).map(lambda lines: "".join(f"{line}\n" for line in lines))


def attempt(function: Callable[..., object], *arguments: object) -> Any:
    """What ``function`` returns, or the error of the user that it raises."""
    try:
        return function(*arguments)
    except UserError as error:
        return error
