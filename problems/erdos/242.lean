/-
id: erdos/242
title: Erdős–Straus conjecture
source: https://www.erdosproblems.com/242
status: open
tags: number theory, unit fractions, starter
references:
  - Erdős, P., Az 1/x_1 + 1/x_2 + ... + 1/x_n = a/b egyenlet egész számú megoldásairól. Mat. Lapok 1 (1950),
    192-210.
  - Mordell, L. J., Diophantine Equations (1969), chapter 30.
informal:
  The fraction 4/n, for n above 2, is a sum of three unit fractions with three different denominators
  (written in increasing order x < y < z).
quotation:
  For every $n>2$ there exist distinct integers $1 ≤ x < y < z$ such that $\frac 4 n = \frac 1 x + \frac 1
  y + \frac 1 z$.
meaning:
  A decomposition of n consists of integers 1 ≤ x < y < z with 4xyz = n(yz + xz + xy), that is 4/n = 1/x
  + 1/y + 1/z for n ≥ 1. Every n > 2 has a decomposition.
equivalence:
  The equation is multiplied by n·x·y·z, which is positive: 4/n = 1/x + 1/y + 1/z holds iff
  4xyz = n(yz + xz + xy).
reports:
  - informal falsifiable, 2025-09-28, https://www.erdosproblems.com/242: falsifiable
  - formal unformalised, undated, https://www.erdosproblems.com/242: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/242.lean:
    stated
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

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 2 < n → ∃ x y z : Nat, IsDecomposition n x y z := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
