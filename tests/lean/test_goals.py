"""Printed goals are taken apart by their lines and the host's word, on real goals with misleading signs in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.goals import parse_goal

TEXT = """
structure P where
  x : Nat
  y : Nat
example (p : P) (a b : Nat) (h : p = { x := 1, y := 2 }) («odd name» : a = b) (s : "⊢ n : Nat := 1" ≠ "a") :
    (fun z : Nat => z + a) b = 2 ∧ "⊢" ≠ "x" := by
  let k : Nat := { x := 3, y := 4 : P }.x
  have fact : ({ x := k, y := 0 } : P).x = 3 := rfl
  cases a with
  | zero => sorry
  | succ n => sorry
example (f : (n : Nat) → n = n) (long : aVeryLongName = 1000000000000000000000 + 2000000000000000000000 +
    3000000000000000000000 + 4000000000000000000000 + 5000000000000000000000) (_ : True) : True := by
  sorry
example (p : P) (h : p = { x := 1, y := 2 }) : p.x = 1 := by
  have again : let y := 1; p.x = y := h ▸ rfl
  sorry
"""
TEXT = TEXT.replace("(long : aVeryLongName", "(aVeryLongName : Nat) (long : aVeryLongName")


@pytest.mark.lean
async def test_real_goals() -> None:
    installation = lean_installation(settings().cache_dir)
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
        result = await checker.check(CheckRequest(TEXT))
    zero, succ, last, had = (goal.goal for goal in result.goals)
    assert (zero.case, succ.case) == ("zero", "succ")
    assert succ.target == '(fun z => z + (n + 1)) b = 2 ∧ "⊢" ≠ "x"'
    assert [(h.name, h.type, h.value) for h in succ.hypotheses] == [
        ("p", "P", None),
        ("b", "Nat", None),
        ("h", "p = { x := 1, y := 2 }", None),
        ("s", '"⊢ n : Nat := 1" ≠ "a"', None),
        ("k", "Nat", "{ x := 3, y := 4 }.x"),
        ("fact", "{ x := k, y := 0 }.x = 3", None),
        ("n", "Nat", None),
        ("«odd name»", "n + 1 = b", None),
    ]
    names = [hypothesis.name for hypothesis in last.hypotheses]
    assert names[:3] == ["f", "aVeryLongName", "long"]
    assert "5000000000000000000000" in last.hypotheses[2].type
    assert last.target == "True"
    again = had.hypotheses[-1]
    assert (again.name, " ".join(again.type.split()), again.value) == ("again", "let y := 1; p.x = y", None)


def test_a_let_whose_type_and_value_hold_the_sign() -> None:
    goal = parse_goal('v : P { x := 1 } := f ":=" { x := 2 }\n⊢ True', lets=[True])
    assert [(h.type, h.value) for h in goal.hypotheses] == [("P { x := 1 }", 'f ":=" { x := 2 }')]
    assert parse_goal("h : a = b := c\n⊢ True").hypotheses[0].value is None


def test_several_names_share_a_type() -> None:
    goal = parse_goal("a b✝ : Nat\nh : a ≤\n    b✝\n⊢ a = b✝", "d", [False, False, False])
    assert [(h.name, h.type) for h in goal.hypotheses] == [("a", "Nat"), ("b✝", "Nat"), ("h", "a ≤\n    b✝")]
    assert (goal.target, goal.digest) == ("a = b✝", "d")


@pytest.mark.parametrize("text", ["", "no turnstile", "⊢ a\n⊢ b", "x : Nat"])
def test_what_is_no_goal_is_kept_whole(text: str) -> None:
    goal = parse_goal(text)
    assert (goal.target, goal.hypotheses) == (text, ())


@given(st.text(max_size=80), st.lists(st.booleans(), max_size=3))
def test_any_text_is_taken(text: str, lets: list[bool]) -> None:
    assert parse_goal(text, lets=lets).pretty == text
