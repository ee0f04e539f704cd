/-
id: erdos/364
title: Three consecutive powerful numbers
source: https://www.erdosproblems.com/364
status: open
tags: number theory, powerful numbers, starter
references:
  - Golomb, S. W., Powerful numbers. Amer. Math. Monthly 77 (1970), 848-855.
  - Mollin, R. A. and Walsh, P. G., On powerful numbers. Internat. J. Math. Math. Sci. 9 (1986), 801-806.
informal:
  Are there any triples of consecutive positive integers all of which are powerful (if a prime p
  divides n, then p² divides n)? Erdős conjectured that there are none.
quotation:
  There is no consecutive triple of powerful numbers.
meaning:
  Call n powerful if n ≥ 1 and p^2 divides n for every prime p dividing n; 1 is powerful and 0 is not.
  There is no n such that n, n+1 and n+2 are all powerful.
note:
  Stated as the conjecture: a proof answers no, a disproof answers yes.
reports:
  - informal verifiable, 2025-08-31, https://www.erdosproblems.com/364: verifiable
  - formal unformalised, undated, https://www.erdosproblems.com/364: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/364.lean:
    stated
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

theorem target_theorem_0 : ¬ ∃ n : Nat, IsPowerful n ∧ IsPowerful (n + 1) ∧ IsPowerful (n + 2) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
