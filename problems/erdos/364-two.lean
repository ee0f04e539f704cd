/-
id: erdos/364-two
title: No two consecutive powerful numbers (false)
source: https://www.erdosproblems.com/364
status: disproved
tags: number theory, powerful numbers, variant, starter
references:
  - Bloom, T. F., Erdős Problem #364. Erdős Problems, https://www.erdosproblems.com/364.
informal:
  There are no two consecutive positive integers both of which are powerful.
quotation:
  There is no consecutive triple of powerful numbers.
meaning:
  Call n powerful if n ≥ 1 and p^2 divides n for every prime p dividing n; 1 is powerful and 0 is not.
  No two consecutive naturals are both powerful.
note:
  erdos/364 with two in place of three. It is false: 8 = 2³ and 9 = 3².
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/364-two.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/364-two.lean: disproved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- `n` is powerful: positive, and `p * p ∣ n` for every prime `p ∣ n` (such a `p` is at most `n`). -/
def IsPowerful (n : Nat) : Prop := 1 ≤ n ∧ ∀ p, p ≤ n → IsPrime p → p ∣ n → p * p ∣ n

noncomputable instance (n : Nat) : Decidable (IsPowerful n) := by
  unfold IsPowerful
  infer_instance

/-- Test lemma: the powerful numbers below 40 (OEIS A001694). -/
theorem isPowerful_below_40 :
    (List.range 40).filter (fun n => IsPowerful n) = [1, 4, 8, 9, 16, 25, 27, 32, 36] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, IsPowerful n → ¬ IsPowerful (n + 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
