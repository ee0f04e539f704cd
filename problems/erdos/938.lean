/-
id: erdos/938
title: Consecutive powerful numbers in progression
source: https://www.erdosproblems.com/938
status: open
tags: number theory, powerful numbers
references:
  - Erdős, P., Problems and results on consecutive integers. Publ. Math. Debrecen 23 (1976), 271-282.
informal:
  Are there only finitely many three-term arithmetic progressions of consecutive powerful numbers?
quotation:
  Let $A=\{n_1 < n_2 < \cdots\}$ be the sequence of powerful numbers (if $p\mid n$ then $p^2\mid n$). Are
  there only finitely many three-term progressions of consecutive terms $n_k,n_{k+1},n_{k+2}$?
meaning:
  A natural n is powerful if n ≥ 1 and p² divides n for every prime p dividing n; 1 is powerful. There
  is B such that for all powerful a < b < c with a + c = 2b, where b is the only powerful number
  strictly between a and c, c ≤ B.
note:
  A proof answers yes, a disproof no. Known are 1728, 1764, 1800 and 6912, 7056, 7200, among others.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/938: open
  - formal unformalised, undated, https://www.erdosproblems.com/938: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/938.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Every `d ≥ 2` that divides `n` and is prime has `d² ∣ n`, and `n > 0`. -/
abbrev IsPowerful (n : Nat) : Prop :=
  1 ≤ n ∧ ∀ d ∈ List.range (n + 1), 2 ≤ d → d ∣ n → (∀ e, e < d → 2 ≤ e → ¬ e ∣ d) → d * d ∣ n

/-- Test lemma: A001694 up to 50. -/
theorem isPowerful_below_51 :
    (List.range 51).filter (fun n => IsPowerful n) = [1, 4, 8, 9, 16, 25, 27, 32, 36, 49] := by
  decide +kernel

/-- `a < b < c` are consecutive powerful numbers. -/
def AreConsecutive (a b c : Nat) : Prop :=
  IsPowerful a ∧ IsPowerful b ∧ IsPowerful c ∧ a < b ∧ b < c ∧ ∀ n, a < n → n < c → IsPowerful n → n = b

/-- Test lemma: 4, 8, 9 are consecutive, 4, 9, 16 are not. -/
theorem areConsecutive_some : AreConsecutive 4 8 9 ∧ ¬ AreConsecutive 4 9 16 := by
  refine ⟨⟨by decide, by decide, by decide, by decide, by decide, fun n h1 h2 h => ?_⟩,
    fun h => absurd (h.2.2.2.2.2 8 (by decide) (by decide) (by decide)) (by decide)⟩
  obtain h | h | h | h : n = 5 ∨ n = 6 ∨ n = 7 ∨ n = 8 := by omega
  all_goals subst h; revert h; decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ B : Nat, ∀ a b c : Nat, AreConsecutive a b c → a + c = 2 * b → c ≤ B := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
