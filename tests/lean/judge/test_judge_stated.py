"""A certificate's reader is shown what a statement rests on: its author chose the names."""

from __future__ import annotations

import pytest

from orchestrator.config import settings
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.judge.certificate import Inputs
from orchestrator.lean.judge.judge import Judge, JudgeConfig
from orchestrator.vocabulary import Direction

pytestmark = pytest.mark.lean

FAMOUS = """\
/-- A prime number. -/
def Prime (n : Nat) : Prop := n = n
inductive Colour where
  | red
  | mixed (a b : Colour)
/-- Goldbach's conjecture, coloured. -/
def Goldbach (_ : Colour) : Prop := ∀ n : Nat, 2 < n → ∃ p, Prime p
theorem target (c : Colour) : Goldbach c := sorry
"""
MANY = (
    "".join(f"def d{n} : Nat := {f'd{n - 1} + 1' if n else 0}\n" for n in range(60))
    + "theorem target : 0 < d59 := sorry\n"
)


async def test_a_statement_is_shown_with_what_its_names_stand_for() -> None:
    async with await Judge.open(lean_installation(settings().cache_dir), JudgeConfig(prestarted=1)) as judge:
        famous = await judge.statement(Inputs("file", FAMOUS, "target", Direction.PROVE, text=""))
        many = await judge.statement(Inputs("file", MANY, "target", Direction.PROVE, text=""))
    assert famous.text == "∀ c : Colour, (Goldbach c)"
    assert famous.definitions == (
        "inductive Colour : Type | Colour.red : Colour | Colour.mixed : Colour → (Colour → Colour)",
        "def Goldbach : Colour → Prop := "
        "fun x : Colour => (∀ n : Nat, ((2 < n) → (Exists Nat (fun p : Nat => (Prime p)))))",
        "def Prime : Nat → Prop := fun n : Nat => (n = n)",
    )
    assert many.definitions[0] == "def d59 : Nat := d58 + 1"
    assert (len(many.definitions), many.definitions[-1]) == (41, "and 20 more: read the certificate's text")
