/-
id: erdos/197
title: Two parts of the naturals without monotone progressions
source: https://www.erdosproblems.com/197
status: open
tags: arithmetic progressions, permutations
references:
  - Erdős, P. and Graham, R. L., Old and new problems and results in combinatorial number theory.
    Monogr. Enseign. Math. 28 (1980).
informal:
  Can the naturals be split into two parts so that each part has an ordering in which no three numbers that
  follow each other in this order, with gaps allowed, rise or fall in equal steps?
quotation:
  Can $\mathbb{N}$ be partitioned into two sets, each of which can be permuted to avoid monotone 3-term
  arithmetic progressions?
meaning:
  The naturals, 0 included, can be split into two disjoint infinite sets, each enumerated without
  repetition by a sequence, f and g, so that every natural is in exactly one. In neither sequence are
  there positions i < j < k with f(i) + f(k) = 2 f(j): no three-term progression, increasing or
  decreasing, appears in order of position.
equivalence:
  A part and its permutation are one sequence without repetitions. Both parts are infinite: the naturals
  themselves, and so a set that lacks finitely many of them, cannot be permuted so (Davis, Entringer,
  Graham and Simmons).
note:
  A proof answers yes, a disproof no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/197: open
  - formal unformalised, undated, https://www.erdosproblems.com/197: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/197.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- In no three places from left to right does the sequence have a progression. -/
def Avoids (f : Nat → Nat) : Prop := ∀ i j k, i < j → j < k → f i + f k ≠ 2 * f j

/-- Test lemma: the naturals in order do not avoid, powers of 2 do. -/
theorem avoids_some : ¬ Avoids (fun n => n) ∧ Avoids (fun n => 2 ^ n) := by
  refine ⟨fun h => h 0 1 2 (by decide) (by decide) (by decide), fun i j k hij hjk h => ?_⟩
  have h1 : 2 ^ (j + 1) ≤ 2 ^ k := Nat.pow_le_pow_right (by decide) hjk
  have h2 : 0 < 2 ^ i := Nat.pow_pos (by decide)
  have h3 : 2 ^ (j + 1) = 2 ^ j * 2 := rfl
  simp only at h
  omega

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ f g : Nat → Nat, (∀ i j, f i = f j → i = j) ∧ (∀ i j, g i = g j → i = j) ∧ (∀ i j, f i ≠ g j) ∧
      (∀ n, (∃ i, f i = n) ∨ ∃ j, g j = n) ∧ Avoids f ∧ Avoids g := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
