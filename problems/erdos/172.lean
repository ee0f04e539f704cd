/-
id: erdos/172
title: Sums and products of one colour
source: https://www.erdosproblems.com/172
status: open
tags: additive combinatorics, Ramsey theory
references:
  - Hindman, N., Partitions and pairwise sums and products. J. Combin. Theory Ser. A 37 (1984), 46-60.
informal:
  However the naturals are coloured with finitely many colours: for each size there is a set of that size, all
  of whose sums and products over distinct elements have one colour.
quotation:
  Is it true that in any finite colouring of $\mathbb{N}$ there exist arbitrarily large finite $A$ such
  that all sums and products of distinct elements in $A$ are the same colour?
meaning:
  For every r, every colouring of all naturals with the colours 0, ..., r-1, and every m, there are a
  list A of at least m distinct positive integers and a colour k such that for every nonempty subset S
  of A both the sum and the product of S have colour k. The colour is the same for sums and for
  products, and one-element subsets count.
note:
  Hindman's conjecture. A proof answers yes, a disproof no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/172: open
  - formal unformalised, undated, https://www.erdosproblems.com/172: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/172.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The product of a list. -/
def product : List Nat → Nat
  | [] => 1
  | a :: l => a * product l

/-- Test lemma: 24, and 1 for the empty product. -/
theorem product_some : product [2, 3, 4] = 24 ∧ product [] = 1 := by decide

/-- All sums and products of distinct elements of `A` have the colour `k`. -/
def IsOneColoured (c : Nat → Nat) (k : Nat) (A : List Nat) : Prop :=
  ∀ s : List Nat, s.Sublist A → s ≠ [] → c s.sum = k ∧ c (product s) = k

/-- Test lemma: coloured by parity, 2, 4 has colour 0 throughout, and 1, 3 has not. -/
theorem isOneColoured_parity :
    IsOneColoured (· % 2) 0 [2, 4] ∧ ¬ IsOneColoured (· % 2) 1 [1, 3] := by
  refine ⟨fun s hs hn => ?_, fun h => absurd (h [1, 3] (List.Sublist.refl _) (by decide)).1 (by decide)⟩
  have : s ∈ [[], [2], [4], [2, 4]] := by
    cases hs with
    | cons _ h => cases h with
      | cons _ h => cases h; simp
      | cons₂ _ h => cases h; simp
    | cons₂ _ h => cases h with
      | cons _ h => cases h; simp
      | cons₂ _ h => cases h; simp
  simp at this
  rcases this with rfl | rfl | rfl | rfl
  · exact absurd rfl hn
  all_goals decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ (r : Nat) (c : Nat → Nat), (∀ n, c n < r) → ∀ m : Nat, ∃ (A : List Nat) (k : Nat),
      m ≤ A.length ∧ A.Nodup ∧ (∀ a ∈ A, 1 ≤ a) ∧ IsOneColoured c k A := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
