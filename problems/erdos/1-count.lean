/-
id: erdos/1-count
title: A list of n numbers has 2^n subset sums
source: https://www.erdosproblems.com/1
status: proved
tags: number theory, additive combinatorics, variant, starter
informal:
  Counted with multiplicity, a set of n numbers has 2^n subset sums.
note:
  A first step towards erdos/1: with distinct sums, all of them at most n·N, it gives 2^n ≤ n·N + 1.
-/

set_option autoImplicit false

/-- The sums of all sublists of a list, one entry for each sublist. -/
noncomputable def subsetSums : List Nat → List Nat
  | [] => [0]
  | a :: l => subsetSums l ++ (subsetSums l).map (a + ·)

/-- Test lemma: the eight subset sums of {1, 2, 4}. -/
theorem subsetSums_one_two_four : subsetSums [1, 2, 4] = [0, 4, 2, 6, 1, 5, 3, 7] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ A : List Nat, (subsetSums A).length = 2 ^ A.length := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
