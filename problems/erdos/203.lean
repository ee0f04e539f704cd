/-
id: erdos/203
title: No primes among 2^k 3^l m + 1
source: https://www.erdosproblems.com/203
status: open
tags: number theory, primes, covering systems, starter
references:
  - Sierpiński, W., Sur un problème concernant les nombres k·2^n + 1. Elem. Math. 15 (1960), 73-74.
informal:
  Is there a positive m, divisible neither by 2 nor by 3, for which every number 2^k·3^l·m + 1 (k and l may
  be 0) is composite or 1?
quotation:
  Is there an integer $m$ with $(m, 6) = 1$ such that none of $2^k \cdot 3^\ell \cdot m + 1$ are prime,
  for any $k, \ell \ge 0$?
meaning:
  There is m ≥ 1 coprime to 6 such that 2^k 3^l m + 1 is not prime for all k, l ≥ 0. The case k = l = 0
  is included, so m + 1 is not prime.
note:
  Stated as existence: a proof answers yes, a disproof answers no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/203: open
  - formal unformalised, undated, https://www.erdosproblems.com/203: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/203.lean:
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

/-- No number `2 ^ k * 3 ^ l * m + 1` is prime. -/
def AvoidsPrimes (m : Nat) : Prop := ∀ k l, ¬ IsPrime (2 ^ k * 3 ^ l * m + 1)

/-- Test lemma: m = 1 fails at k = l = 0 (2), m = 5 at k = 1 (11), m = 7 at k = 2 (29). -/
theorem not_avoidsPrimes_small : ¬ AvoidsPrimes 1 ∧ ¬ AvoidsPrimes 5 ∧ ¬ AvoidsPrimes 7 :=
  ⟨fun h => h 0 0 (by decide), fun h => h 1 0 (by decide), fun h => h 2 0 (by decide)⟩

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∃ m : Nat, 1 ≤ m ∧ Nat.gcd m 6 = 1 ∧ AvoidsPrimes m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
