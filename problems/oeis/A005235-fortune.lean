/-
id: oeis/A005235-fortune
title: Fortune's conjecture
source: https://oeis.org/A005235
status: open
tags: number theory, primes
references:
  - Golomb, S. W., The evidence for Fortune's conjecture. Math. Mag. 54 (1981), 209-210.
informal:
  For each n, the least m > 1 such that m + prime(n)# is prime is itself a prime; p# is the product of all
  primes up to p.
quotation:
  Fortunate numbers: least m > 1 such that m + prime(n)# is prime, where p# denotes the product of all
  primes <= p. Reo F. Fortune conjectured that a(n) is always prime.
meaning:
  Let P(p) be the product of the primes up to p. For every prime p and every natural m: if m is the
  least integer greater than 1 such that P(p) + m is prime, then m is prime.
reports:
  - informal open, 2026-07-11, https://oeis.org/A005235: Reo F. Fortune conjectured that a(n) is always
    prime.
  - formal stated, 2026-11-27, problems/oeis/A005235-fortune.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- The product of all primes up to `n`. -/
def primorial : Nat → Nat
  | 0 => 1
  | n + 1 => if IsPrime (n + 1) then primorial n * (n + 1) else primorial n

/-- Test lemma: A034386(0), ..., A034386(8). -/
theorem primorial_first : (List.range 9).map primorial = [1, 1, 2, 6, 6, 30, 30, 210, 210] := by decide +kernel

/-- `m` is the Fortunate number of `p`. -/
abbrev IsFortunate (p m : Nat) : Prop :=
  1 < m ∧ IsPrime (m + primorial p) ∧ ∀ k ∈ List.range m, 1 < k → ¬ IsPrime (k + primorial p)

/-- Test lemma: A005235(1), ..., A005235(4). -/
theorem isFortunate_first : IsFortunate 2 3 ∧ IsFortunate 3 5 ∧ IsFortunate 5 7 ∧ IsFortunate 7 13 := by
  refine ⟨?_, ?_, ?_, ?_⟩ <;> decide +kernel

/-- Test lemma: 11 is not the one of 5, though 41 is prime; 7 is not that of 3. -/
theorem not_isFortunate : ¬ IsFortunate 5 11 ∧ ¬ IsFortunate 3 7 := by
  refine ⟨?_, ?_⟩ <;> decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ p m : Nat, IsPrime p → IsFortunate p m → IsPrime m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
