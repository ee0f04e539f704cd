/-
id: erdos/20
title: Sunflower conjecture
source: https://www.erdosproblems.com/20
status: open
tags: combinatorics, sunflowers
references:
  - Erdős, P. and Rado, R., Intersection theorems for systems of sets. J. London Math. Soc. 35 (1960),
    85-90.
  - Alweiss, R., Lovett, S., Wu, K. and Zhang, J., Improved bounds for the sunflower lemma. Ann. of
    Math. (2) 194 (2021), 795-815.
informal:
  Is the least f(n, k) such that every family of f(n, k) sets of size n contains a sunflower of k sets
  less than c_k^n for a constant c_k?
quotation:
  Let $f(n,k)$ be minimal such that every $F$ family of $n$-uniform sets with $|F| \ge f(n,k)$ contains a
  $k$-sunflower. Is it true that $f(n,k) < c_k^n$ for some constant $c_k > 0$ and for all $n > 0$?
meaning:
  For every k there is c, depending only on k, such that for all n ≥ 1 every family of at least c^n
  distinct n-element sets of naturals contains k distinct members forming a sunflower. A sunflower is a
  family for which one set, the core, equals the intersection of every two different members. For k ≤ 2
  the condition on the core is automatic.
equivalence:
  Elements are naturals, since a finite family has finitely many elements; sets are lists in increasing
  order, and c_k may be taken to be an integer.
note:
  A proof answers yes, a disproof no. $1000.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/20: open
  - formal unformalised, undated, https://www.erdosproblems.com/20: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/20.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- A family of different sets of `n` numbers, each written in increasing order. -/
def IsUniform (n : Nat) (F : List (List Nat)) : Prop :=
  F.Nodup ∧ ∀ s ∈ F, s.length = n ∧ s.Pairwise (· < ·)

/-- Any two different sets of the family meet in exactly the same set, the core. -/
def IsSunflower (F : List (List Nat)) : Prop :=
  ∃ core : List Nat, ∀ s ∈ F, ∀ t ∈ F, s ≠ t → ∀ x, (x ∈ s ∧ x ∈ t) ↔ x ∈ core

/-- Test lemma: {1, 2}, {1, 3} is uniform; {2, 1} is not written in order. -/
theorem isUniform_some : IsUniform 2 [[1, 2], [1, 3]] ∧ ¬ IsUniform 2 [[2, 1]] ∧ ¬ IsUniform 1 [[1], [1]] := by
  refine ⟨⟨by decide, by decide⟩, fun h => absurd h.2 (by decide), fun h => absurd h.1 (by decide)⟩

/-- Test lemma: {1, 2}, {1, 3} is a sunflower with core {1}. -/
theorem isSunflower_pair : IsSunflower [[1, 2], [1, 3]] := by
  refine ⟨[1], ?_⟩
  simp
  grind

/-- Test lemma: {1, 2}, {1, 3}, {2, 3} is no sunflower. -/
theorem not_isSunflower_triangle : ¬ IsSunflower [[1, 2], [1, 3], [2, 3]] := fun ⟨core, h⟩ => by
  have h1 := (h [1, 2] (by decide) [1, 3] (by decide) (by decide) 1).1 (by decide)
  have h2 := (h [1, 2] (by decide) [2, 3] (by decide) (by decide) 1).2 h1
  exact absurd h2.2 (by decide)

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ k : Nat, ∃ c : Nat, ∀ n : Nat, 1 ≤ n → ∀ F : List (List Nat), IsUniform n F → c ^ n ≤ F.length →
      ∃ S : List (List Nat), S.Sublist F ∧ S.length = k ∧ IsSunflower S := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
