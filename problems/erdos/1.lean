/-
id: erdos/1
title: Sets with distinct subset sums
source: https://www.erdosproblems.com/1
status: open
tags: number theory, additive combinatorics, starter
references:
  - Erdős, P., Problems and results in additive number theory. Colloque sur la Théorie des Nombres,
    Bruxelles, 1955 (1956), 127-137.
  - Conway, J. H. and Guy, R. K., Sets of natural numbers with distinct sums. Notices Amer. Math. Soc. 15
    (1968), 345.
  - Bohman, T., A sum packing problem of Erdős and the Conway-Guy sequence. Proc. Amer. Math. Soc. 124
    (1996), 3627-3636.
informal:
  A set A of n numbers from 1 to N whose 2^n subsets all have different sums needs N to be at least a
  constant times 2^n.
quotation:
  If $A\subseteq\{1, ..., N\}$ with $|A| = n$ is such that the subset sums $\sum_{a\in S}a$ are distinct
  for all $S\subseteq A$ then $$ N \gg 2 ^ n. $$
meaning:
  For a finite list of naturals, consider the sums over all 2^length choices of positions, the empty
  choice giving 0. The list has distinct sums if these 2^length values are pairwise different, which
  excludes a repeated entry and the entry 0. There is one natural C such that for every N ≥ 1 and every
  finite list A of integers in [1, N] with distinct sums, of any length and possibly empty, 2^(length of
  A) ≤ C N.
equivalence:
  N ≫ 2^n means N ≥ c·2^n with one constant c > 0 for all N and A. Such a real c exists iff a natural
  number C ≥ 1/c with 2^n ≤ C·N does. Finite sets are lists: a list with distinct subset sums has no
  repeated entry, and every finite set is listed by some list. N ≥ 1 excludes only A = ∅, N = 0, where
  2^0 ≤ C·0 would fail for a trivial reason.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/1: open
  - formal unformalised, undated, https://www.erdosproblems.com/1: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/1.lean:
    stated
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

/-- Test lemma: {3, 5, 6, 7} has distinct subset sums. -/
theorem hasDistinctSums_3567 : HasDistinctSums [3, 5, 6, 7] := by decide

/-- Test lemma: {1, 2, 3} has not, as 1 + 2 = 3. -/
theorem not_hasDistinctSums_123 : ¬ HasDistinctSums [1, 2, 3] := by decide

/-- Test lemma: neither a repeated entry nor the entry 0 is allowed. -/
theorem not_hasDistinctSums_degenerate : ¬ HasDistinctSums [2, 2] ∧ ¬ HasDistinctSums [0, 1] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ C : Nat, ∀ (N : Nat) (A : List Nat), 1 ≤ N → (∀ a ∈ A, 1 ≤ a ∧ a ≤ N) →
    HasDistinctSums A → 2 ^ A.length ≤ C * N := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
