/-
id: erdos/3
title: Sets with a divergent sum of reciprocals contain long progressions
source: https://www.erdosproblems.com/3
status: open
tags: number theory, additive combinatorics, arithmetic progressions
references:
  - Erdős, P. and Turán, P., On some sequences of integers. J. London Math. Soc. 11 (1936), 261-264.
informal:
  If the sum of 1/n over n in A diverges, then A contains arbitrarily long arithmetic progressions.
quotation:
  If $A \subset \mathbb{N}$ has $\sum_{n \in A}\frac 1 n = \infty$, then must $A$ contain arbitrarily long
  arithmetic progressions?
meaning:
  Let A be any set of naturals such that for every M there is a finite set of positive members of A
  whose reciprocals sum to at least M; a member 0 is ignored there. Then for every k there are a ≥ 0 and
  d ≥ 1 with a, a+d, ..., a+(k-1)d all in A. The value a = 0 is allowed if 0 is in A.
equivalence:
  The sum of the reciprocals of l is numerator l / product l, the product being positive. A sum of
  positive terms diverges iff its finite parts are unbounded.
note:
  A proof answers yes, a disproof no. The $5000 problem; the primes are the theorem of Green and Tao.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/3: open
  - formal unformalised, undated, https://www.erdosproblems.com/3: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/3.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The product of a list. -/
def product : List Nat → Nat
  | [] => 1
  | a :: l => a * product l

/-- `product l` times the sum of the reciprocals of `l`. -/
def numerator : List Nat → Nat
  | [] => 0
  | a :: l => product l + a * numerator l

/-- Test lemma: 1/2 + 1/3 + 1/6 = 36/36, and 1/2 + 1/5 = 7/10. -/
theorem numerator_some :
    product [2, 3, 6] = 36 ∧ numerator [2, 3, 6] = 36 ∧ product [2, 5] = 10 ∧ numerator [2, 5] = 7 := by
  decide

/-- The reciprocals of the positive elements of `A` have finite sums as large as one likes. -/
def Diverges (A : Nat → Prop) : Prop :=
  ∀ M : Nat, ∃ l : List Nat, l.Nodup ∧ (∀ a ∈ l, 1 ≤ a ∧ A a) ∧ M * product l ≤ numerator l

/-- Test lemma: no set within {1, 2} diverges... here the empty set, at M = 1. -/
theorem not_diverges_empty : ¬ Diverges (fun _ => False) := fun h => by
  obtain ⟨l, _, h2, h3⟩ := h 1
  cases l with
  | nil => exact absurd h3 (by decide)
  | cons a l => exact (h2 a (List.mem_cons_self ..)).2

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ A : Nat → Prop, Diverges A → ∀ k : Nat, ∃ a d : Nat, 1 ≤ d ∧ ∀ i, i < k → A (a + i * d) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
