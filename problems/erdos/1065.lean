/-
id: erdos/1065
title: Primes one above a power of 2 times a prime
source: https://www.erdosproblems.com/1065
status: open
tags: number theory, primes
references:
  - Guy, R. K., Unsolved Problems in Number Theory, B46.
informal:
  Is p - 1 a power of 2 (1 is one) times a prime for infinitely many primes p?
quotation:
  Are there infinitely many primes $p$ such that $p = 2^k * q + 1$ for some prime $q$ and $k ≥ 0$?
meaning:
  For every M there are primes p ≥ M and q and a natural k ≥ 0 with p = 2^k q + 1, so infinitely many
  primes have this form. Both k = 0 and q = 2 are allowed.
note:
  The first question of #1065. A proof answers yes, a disproof no.
reports:
  - informal open, 2025-10-01, https://www.erdosproblems.com/1065: open
  - formal unformalised, undated, https://www.erdosproblems.com/1065: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/1065.lean:
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

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ M : Nat, ∃ p q k : Nat, M ≤ p ∧ IsPrime p ∧ IsPrime q ∧ p = 2 ^ k * q + 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
