"""What models write that Lean cannot read, with what Lean 4.28 says of it, and what the model is told."""

from __future__ import annotations

import pytest

from orchestrator.lean.checker import CheckResult, Message, Outcome, Position, Severity
from orchestrator.provers.agent.hints import hint_for
from orchestrator.provers.agent.report import render_check

BY = "theorem t (m n : Nat) : m ∣ m * n ∧ f n = n := by"


@pytest.mark.parametrize(
    ("text", "line", "column", "hint"),
    [
        ("unexpected token 'import'; expected '{' or tactic", BY, 49, "frozen; leave the line out"),
        ("invalid 'import' command, it must be used in the beginning of the file", "import Mathlib", 0, "frozen"),
        ("unexpected token 'theorem'; expected '{' or tactic", BY, 49, "helper declarations go before the target"),
        ("unexpected token 'by'; expected '{' or tactic", BY, 49, "ends in `:= by` already"),
        ("unexpected token ':='; expected '{' or tactic", BY, 49, "ends in `:= by` already"),
        ("unexpected token '`'; expected '{' or tactic", BY, 49, "marks of the code block"),
        ("unknown tactic", "begin", 1, "leave both out"),
        ("Invalid `end`: There is no current scope to end", "end", 0, "leave `end` out"),
        ("unexpected token ','; expected command", "  intros,", 8, "without a comma"),
        ("unexpected token ','; expected command", "  show p, from h", 8, "`exact (e : p)`"),
        ("unexpected token ','; expected '↦', '=>'", "  exact ⟨λ x, x, rfl⟩", 12, "`fun x => e`"),
        ("unexpected token ','; expected ':=' or '|'", "  have h : p, from q", 12, "`have h : p := e`"),
        ("unexpected token '·'; expected ':=' or '|'", "  have h : p", 12, "`have h : p := by`"),
        ("unexpected token '·'; expected command", "  · simp", 2, "begin at one column"),
        ("unexpected token '•'; expected command", "  • simp", 2, "write · (U+00B7)"),
        ("unexpected identifier; expected '['", "  rw mul_comm", 4, "`rw [h]`"),
        ("unknown namespace `BigOperators`", "  open BigOperators in", 5, "of Mathlib"),
        ("Unknown identifier `dvd_mul_right`", "  exact dvd_mul_right m n", 8, "perhaps `Nat.dvd_mul_right`"),
        ("failed to synthesize instance of type class\n  Dvd ℕ\n\nHint", "theorem t (a : ℕ) : a ∣ a", 9, "write `Nat`"),
        ("failed to synthesize\n  HPow ℝ Nat ℝ", "theorem t (x : ℝ) : 0 ≤ x ^ 2", 24, "no real numbers"),
        ("expected token", "theorem t (n : Nat) : n² = n * n := by", 23, "`n ^ 2`"),
        ("unexpected token ':='; expected '=>'", "theorem t (n : Nat) : n | 2 * n := by", 31, "`a ∣ b` (U+2223)"),
        ("unexpected token '=>'; expected ':=', 'where' or '|'", "theorem t : n > 0 => n ≥ 1", 17, "written `→`"),
        ("unexpected token '<='; expected ':=', 'where' or '|'", "theorem t : n > 0 <=> n ≥ 1", 17, "written `↔`"),
        ("unexpected identifier; expected ':=', 'where' or '|'", "theorem t : 2n = n + n", 13, "`2 * n`, not `2n`"),
        ("unexpected token '|'; expected term", "theorem t : |n| = n", 11, "`|` alone"),
        ("unexpected token '\\'; expected term", "theorem t : \\forall m : Nat, m = m", 11, "LaTeX is not read"),
        ("unexpected token '>'; expected term", "theorem t : n <> 1", 15, "written `≠`"),
        ("unexpected token '('; expected ':=', 'where' or '|'", "theorem t : gcd(n, n) = n", 15, "`f m n`"),
        ("unexpected token ','; expected ':=', 'where' or '|'", "theorem t : n <= n, n >= n", 18, "not with a comma"),
        ("Function expected at\n  n\nbut this term has type\n  Nat", "theorem t : n mod 2 < 2", 12, "`a % n`"),
        ("Type mismatch\n  n\nbut is expected to have type\n  Prop", "theorem t : 1 ≤ n ≤ n", 20, "`a ≤ b ∧ b ≤ c`"),
        ("Unknown identifier `n!`", "theorem t (n : Nat) : n! ≥ 1", 22, "no factorial"),
        ("Unknown identifier `le_refl`", "  exact le_refl n", 8, "perhaps `Nat.le_refl`"),
        ("Unknown identifier `nat.succ_le_iff`", "  exact nat.succ_le_iff", 8, "`Nat.succ_le_iff`"),
    ],
)  # fmt: skip
def test_what_is_meant_is_told(text: str, line: str, column: int, hint: str) -> None:
    assert hint in hint_for(text, line, column)


@pytest.mark.parametrize("name", ["my_lemma", "h_add", "hdvd", "dvd", "step_of_three"])
def test_names_of_ones_own_are_not_taken_for_the_librarys(name: str) -> None:
    assert hint_for(f"Unknown identifier `{name}`", f"  exact {name}", 8) == ""


def error(text: str, line: int, column: int, kind: str = "") -> Message:
    return Message(Severity.ERROR, text, Position(line, column), None, kind)


def told(*errors: Message, source: str) -> str:
    return render_check(CheckResult(Outcome.ERRORS, errors), lambda row: row == 1, source=source)


def test_frozen_text_is_not_blamed_for_the_region_beside_it() -> None:
    said = told(error("unsolved goals\n⊢ p", 1, 47), source=f"{BY}\n  skip")
    assert "(frozen text: the proof in your region leaves these goals open)" in said
    said = told(error("unexpected token 'by'; expected '{' or tactic", 1, 49), source=f"{BY}\n  by simp")
    assert "(frozen text: Lean cannot read what stands beside it in your region)" in said


def test_what_only_follows_from_text_that_could_not_be_read_is_left_out() -> None:
    case = "Invalid syntax for case analysis tactic: The `with` keyword must be followed by a tactic"
    said = told(error(case, 2, 10), error("unknown tactic", 2, 16), source=f"{BY}\n  cases n with k")
    assert "1 error;" in said
    assert "`cases h with a b` is Lean 3" in said
    assert "no tactic `k`" not in said
    by = "elaboration function for `by` has not been implemented\n  failed to pretty print term"
    tabs = "tabs are not allowed; please configure your editor to expand them"
    assert "elaboration function" not in told(error(by, 1, 47), error(tabs, 2, 0), source=f"{BY}\n\tsimp")
    assert "elaboration function" in told(error(by, 1, 47), source=f"{BY}\n  simp")
