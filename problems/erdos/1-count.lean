/-
id: erdos/1-count
title: A list of n numbers has 2^n subset sums
source: https://www.erdosproblems.com/1
status: proved
tags: number theory, additive combinatorics, variant, starter
references:
  - Bloom, T. F., Erdős Problem #1. Erdős Problems, https://www.erdosproblems.com/1.
informal:
  Counted with multiplicity, a set of n numbers has 2^n subset sums.
quotation:
  If $A\subseteq\{1, ..., N\}$ with $|A| = n$ is such that the subset sums $\sum_{a\in S}a$ are distinct
  for all $S\subseteq A$ then $$ N \gg 2 ^ n. $$
meaning:
  For a finite list of naturals, consider the sums over all 2^length choices of positions, the empty
  choice giving 0. For every finite list of naturals, possibly empty, with zeros or repeated entries,
  the list of these sums has exactly 2^length entries, counted with multiplicity.
note:
  A first step towards erdos/1: with distinct sums, all of them at most n·N, it gives 2^n ≤ n·N + 1.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/1-count.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/1-count.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
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
