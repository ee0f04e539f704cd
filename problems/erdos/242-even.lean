/-
id: erdos/242-even
title: Erdős–Straus for even n: the equation
source: https://www.erdosproblems.com/242
status: proved
tags: number theory, unit fractions, variant, starter
references:
  - Bloom, T. F., Erdős Problem #242. Erdős Problems, https://www.erdosproblems.com/242.
informal:
  4/(2m) = 1/m + 1/(m + 1) + 1/(m(m + 1)) for every m ≥ 1.
quotation:
  For every $n>2$ there exist distinct integers $1 ≤ x < y < z$ such that $\frac 4 n = \frac 1 x + \frac 1
  y + \frac 1 z$.
meaning:
  For every natural m, 0 included, 4·(m(m+1)·m(m+1)) = 2m·((m+1)·m(m+1) + m·m(m+1) + m(m+1)). For m ≥ 1
  this is 4/(2m) = 1/m + 1/(m+1) + 1/(m(m+1)) with denominators cleared. The order of the denominators
  is not claimed.
equivalence:
  The equation is multiplied by n·x·y·z, which is positive for m ≥ 1 (at m = 0 the Lean says 0 = 0): 4/n = 1/x + 1/y + 1/z holds iff
  4xyz = n(yz + xz + xy).
note:
  The identity that solves erdos/242 for even n = 2m; for m ≥ 2 the three denominators increase strictly.
  Only the equation is asked for here.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/242-even.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/242-even.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `4/n = 1/x + 1/y + 1/z` with `1 ≤ x < y < z`, denominators cleared. -/
abbrev IsDecomposition (n x y z : Nat) : Prop :=
  1 ≤ x ∧ x < y ∧ y < z ∧ 4 * (x * y * z) = n * (y * z + x * z + x * y)

/-- Test lemma: 4/3 = 1/1 + 1/4 + 1/12. -/
theorem isDecomposition_three : IsDecomposition 3 1 4 12 := by decide

/-- Test lemma: 4/5 = 1/2 + 1/4 + 1/20. -/
theorem isDecomposition_five : IsDecomposition 5 2 4 20 := by decide

/-- Test lemma: the order is strict, so 4/2 = 1/1 + 1/2 + 1/2 does not count. -/
theorem not_isDecomposition_two : ¬ IsDecomposition 2 1 2 2 := by decide

/-- Test lemma: the identity at m = 2 is a decomposition of 4/4. -/
theorem isDecomposition_four : IsDecomposition (2 * 2) 2 (2 + 1) (2 * (2 + 1)) := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ m : Nat, 4 * (m * (m + 1) * (m * (m + 1))) =
    2 * m * ((m + 1) * (m * (m + 1)) + m * (m * (m + 1)) + m * (m + 1)) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
