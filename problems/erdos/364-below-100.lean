/-
id: erdos/364-below-100
title: Three consecutive powerful numbers below 100?
source: https://www.erdosproblems.com/364
status: proved
tags: number theory, powerful numbers, variant, question, starter
references:
  - Bloom, T. F., Erdős Problem #364. Erdős Problems, https://www.erdosproblems.com/364.
answer: prop
informal:
  Is there an n < 100 such that n, n + 1, n + 2 are positive and powerful?
quotation:
  There is no consecutive triple of powerful numbers.
meaning:
  Call n powerful if n ≥ 1 and p^2 divides n for every prime p dividing n; 1 is powerful and 0 is not. A
  proposition, True or False, is to be chosen so that it holds if and only if there is n < 100 with n,
  n+1 and n+2 all powerful.
note:
  A finite part of erdos/364, as a question: the value is True or False.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/364-below-100.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/364-below-100.lean: proved and
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

/-- The answer to the question. -/
def answer : Prop :=
  -- EVOLVE-VALUE-START
  True
  -- EVOLVE-VALUE-END

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    answer ↔ ∃ n : Nat, n < 100 ∧ IsPowerful n ∧ IsPowerful (n + 1) ∧ IsPowerful (n + 2) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
