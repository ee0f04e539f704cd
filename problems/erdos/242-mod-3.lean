/-
id: erdos/242-mod-3
title: Erdős–Straus for n ≡ 2 (mod 3)
source: https://www.erdosproblems.com/242
status: proved
tags: number theory, unit fractions, variant, starter
references:
  - Mordell, L. J., Diophantine Equations (1969), chapter 30.
informal:
  For every n > 2 with n ≡ 2 (mod 3) there exist integers 1 ≤ x < y < z such that
  4/n = 1/x + 1/y + 1/z.
quotation:
  For every $n>2$ there exist distinct integers $1 ≤ x < y < z$ such that $\frac 4 n = \frac 1 x + \frac 1
  y + \frac 1 z$.
meaning:
  A decomposition of n consists of integers 1 ≤ x < y < z with 4xyz = n(yz + xz + xy), that is 4/n = 1/x
  + 1/y + 1/z for n ≥ 1. For every k ≥ 1 the number n = 3k + 2 has a decomposition.
equivalence:
  The equation is multiplied by n·x·y·z, which is positive: 4/n = 1/x + 1/y + 1/z holds iff
  4xyz = n(yz + xz + xy).
note:
  A solved residue class of erdos/242, written n = 3k + 2 with k ≥ 1.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/242-mod-3.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/242-mod-3.lean: proved and
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

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ k : Nat, 1 ≤ k → ∃ x y z : Nat, IsDecomposition (3 * k + 2) x y z := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
