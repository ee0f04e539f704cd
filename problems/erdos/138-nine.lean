/-
id: erdos/138-nine
title: Two colours on nine numbers force a progression
source: https://www.erdosproblems.com/138
status: proved
tags: additive combinatorics, variant
references:
  - Bloom, T. F., Erdős Problem #138. Erdős Problems, https://www.erdosproblems.com/138.
informal:
  Every colouring of nine consecutive numbers with two colours has three numbers of one colour in
  arithmetic progression.
quotation:
  In [Er81] Erdős asks whether $W(k+1) - W(k) \to \infty$.
meaning:
  In every colouring of {0, ..., 8} with two colours there are a and d with 1 ≤ d ≤ 4 and a + 2d ≤ 8
  such that a, a+d and a+2d have the same colour.
note:
  W(3) = 9: a finite case of the theorem of van der Waerden.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/138-nine.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/138-nine.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The bits `a`, `a + d` and `a + 2d` of `x` are equal. -/
abbrev IsOneColoured (x a d : Nat) : Prop := x.testBit (a + d) = x.testBit a ∧ x.testBit (a + 2 * d) = x.testBit a

/-- Test lemma: the bits of 21 are 1, 0, 1, 0, 1. -/
theorem isOneColoured_some : IsOneColoured 21 0 2 ∧ ¬ IsOneColoured 21 0 1 ∧ IsOneColoured 16 0 1 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ x : Nat, x < 2 ^ 9 → ∃ a, a < 9 ∧ ∃ d, d < 5 ∧ 1 ≤ d ∧ a + 2 * d < 9 ∧ IsOneColoured x a d := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
