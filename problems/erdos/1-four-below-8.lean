/-
id: erdos/1-four-below-8
title: Four numbers below 8 never have distinct subset sums (false)
source: https://www.erdosproblems.com/1
status: disproved
tags: number theory, additive combinatorics, variant, starter
references:
  - Conway, J. H. and Guy, R. K., Sets of natural numbers with distinct sums. Notices Amer. Math. Soc. 15
    (1968), 345.
informal:
  Of four positive integers with distinct subset sums, the largest is at least 8 = 2^(4-1), as it is
  for the powers of two 1, 2, 4, 8.
quotation:
  If $A\subseteq\{1, ..., N\}$ with $|A| = n$ is such that the subset sums $\sum_{a\in S}a$ are distinct
  for all $S\subseteq A$ then $$ N \gg 2 ^ n. $$
meaning:
  For a finite list of naturals, consider the sums over all 2^length choices of positions, the empty
  choice giving 0. The list has distinct sums if these 2^length values are pairwise different, which
  excludes a repeated entry and the entry 0. For all naturals a < b < c < d < 8, with a = 0 allowed, the
  list [a, b, c, d] does not have distinct sums.
note:
  The case n = 4 of the claim that powers of two are optimal in erdos/1. It is false: {3, 5, 6, 7}.
  An entry a = 0 needs no exclusion, because no list that holds 0 has distinct subset sums.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/1-four-below-8.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/1-four-below-8.lean: disproved
    and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The sums of all sublists of a list, one entry for each sublist. -/
noncomputable def subsetSums : List Nat → List Nat
  | [] => [0]
  | a :: l => subsetSums l ++ (subsetSums l).map (a + ·)

/-- Test lemma: the eight subset sums of {1, 2, 4}. -/
theorem subsetSums_one_two_four : subsetSums [1, 2, 4] = [0, 4, 2, 6, 1, 5, 3, 7] := by decide

/-- All sublists have different sums. Then the entries are distinct and positive, so the list is a set. -/
abbrev HasDistinctSums (l : List Nat) : Prop := (subsetSums l).Nodup

/-- Test lemma: {1, 2, 4, 8} has distinct subset sums. -/
theorem hasDistinctSums_1248 : HasDistinctSums [1, 2, 4, 8] := by decide

/-- Test lemma: {1, 2, 3} has not, as 1 + 2 = 3. -/
theorem not_hasDistinctSums_123 : ¬ HasDistinctSums [1, 2, 3] := by decide

/-- Test lemma: neither a repeated entry nor the entry 0 is allowed. -/
theorem not_hasDistinctSums_degenerate : ¬ HasDistinctSums [2, 2] ∧ ¬ HasDistinctSums [0, 1] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ d, d < 8 → ∀ c, c < d → ∀ b, b < c → ∀ a, a < b → ¬ HasDistinctSums [a, b, c, d] := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
