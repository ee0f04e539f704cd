/-
id: erdos/287
title: A gap of 3 in unit fractions that add up to 1
source: https://www.erdosproblems.com/287
status: open
tags: number theory, unit fractions
references:
  - Erdős, P., Egy Kürschák-féle elemi számelméleti tétel általánosítása. Mat. Fiz. Lapok 39 (1932),
    17-24.
informal:
  If 1 < n_1 < ... < n_k are integers with k ≥ 2 and 1/n_1 + ... + 1/n_k = 1, then some difference n_(i+1)
  - n_i is at least 3.
quotation:
  Let $k\geq2$. Is it true that, for any distinct integers $1 < n_1 < \cdots < n_k$ such that
  $\sum_{i=1}^k \frac{1}{n_i} = 1$, we must have $\max(n_{i+1}-n_i) \geq 3$?
meaning:
  For every strictly increasing finite list of at least 2 integers greater than 1 whose reciprocals sum
  to exactly 1, some two consecutive entries differ by at least 3.
equivalence:
  The sum of the reciprocals of l is numerator l / product l, the product being positive.
note:
  A proof answers yes, a disproof no. The set {2, 3, 6} shows that 3 would be best possible.
reports:
  - informal falsifiable, 2025-12-05, https://www.erdosproblems.com/287: falsifiable
  - formal unformalised, undated, https://www.erdosproblems.com/287: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/287.lean:
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

/-- Some two consecutive entries differ by at least `g`. -/
abbrev HasGap (g : Nat) (l : List Nat) : Prop := ∃ i, i < l.length - 1 ∧ l.getD i 0 + g ≤ l.getD (i + 1) 0

/-- Test lemma: 2, 3, 6 has a gap of 3, but none of 4; one number has no gap. -/
theorem hasGap_some : HasGap 3 [2, 3, 6] ∧ ¬ HasGap 4 [2, 3, 6] ∧ ¬ HasGap 0 [7] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ l : List Nat, 2 ≤ l.length → l.Pairwise (· < ·) → (∀ n ∈ l, 1 < n) → numerator l = product l →
      HasGap 3 l := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
