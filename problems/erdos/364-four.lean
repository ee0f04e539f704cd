/-
id: erdos/364-four
title: No four consecutive powerful numbers
source: https://www.erdosproblems.com/364
status: proved
tags: number theory, powerful numbers, variant, starter
references:
  - Bloom, T. F., Erdős Problem #364. Erdős Problems, https://www.erdosproblems.com/364.
informal:
  There are no four consecutive positive integers all of which are powerful, since one of them is
  2 (mod 4).
quotation:
  There is no consecutive triple of powerful numbers.
meaning:
  Call n powerful if n ≥ 1 and p^2 divides n for every prime p dividing n; 1 is powerful and 0 is not.
  There is no n such that n, n+1, n+2 and n+3 are all powerful.
note:
  The known weakening of erdos/364 from three to four.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/364-four.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/364-four.lean: proved and
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

theorem target_theorem_0 :
    ¬ ∃ n : Nat, IsPowerful n ∧ IsPowerful (n + 1) ∧ IsPowerful (n + 2) ∧ IsPowerful (n + 3) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
