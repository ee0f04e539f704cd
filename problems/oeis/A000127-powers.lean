/-
id: oeis/A000127-powers
title: n points on a circle give 2^(n-1) regions (false)
source: https://oeis.org/A000127
status: disproved
tags: combinatorics, geometry, variant, starter
references:
  - OEIS Foundation, A000127. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A000127.
informal:
  The maximal number of regions obtained by joining n points on a circle by straight lines is 2^(n-1).
quotation:
  Maximal number of regions obtained by joining n points around a circle by straight lines. As a(n) =
  2^(n-1) for n = 1..5, it is misleading to believe that a(n) = 2^(n-1) for n > 5
meaning:
  Let C(n,k) be the binomial coefficient, 0 for k > n. For every natural n ≥ 1, C(n,4) + C(n,2) + 1 =
  2^(n-1).
equivalence:
  The number of regions is taken from the entry's formula C(n, 4) + C(n, 2) + 1.
note:
  The classical wrong guess from the terms 1, 2, 4, 8, 16; the next one is 31.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A000127-powers.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A000127-powers.lean: disproved
    and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Binomial coefficients by Pascal's rule. -/
def choose : Nat → Nat → Nat
  | _, 0 => 1
  | 0, _ + 1 => 0
  | n + 1, k + 1 => choose n k + choose n (k + 1)

/-- A000127 with offset 1: `C(n, 4) + C(n, 2) + 1` regions of a disk cut by all chords between `n` points. -/
def regions (n : Nat) : Nat := choose n 4 + choose n 2 + 1

/-- Test lemma: A000127(1), …, A000127(5). -/
theorem regions_first : [1, 2, 3, 4, 5].map regions = [1, 2, 4, 8, 16] := by decide

/-- Test lemma: A000127(7), …, A000127(10). -/
theorem regions_later : [7, 8, 9, 10].map regions = [57, 99, 163, 256] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 1 ≤ n → regions n = 2 ^ (n - 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
