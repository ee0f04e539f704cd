/-
id: oeis/A001567-none
title: Numbers that pass Fermat's test to base 2 are prime (false)
source: https://oeis.org/A001567
status: disproved
tags: number theory, primes, variant, starter
references:
  - OEIS Foundation, A001567. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A001567.
informal:
  If n ≥ 2 divides 2^n - 2, then n is prime.
quotation:
  Fermat pseudoprimes to base 2, also called Sarrus numbers or Poulet numbers. The name "Sarrus numbers"
  is after Frédéric Sarrus, who, in 1819, discovered that 341 is a counterexample to the "Chinese
  hypothesis" that n is prime if and only if 2^n is congruent to 2 (mod n).
meaning:
  For every natural n ≥ 2, if 2^n and 2 leave the same remainder modulo n, then n is prime.
equivalence:
  n divides 2^n - 2 iff 2^n and 2 leave the same remainder modulo n.
note:
  The claim that the sequence of Fermat pseudoprimes to base 2 has no terms. It is false: the first
  term is 341 = 11·31.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A001567-none.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A001567-none.lean: disproved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Trial division: `p` is at least 2 and no `d` with `2 ≤ d < p` divides it. -/
noncomputable def isPrime (p : Nat) : Bool :=
  decide (2 ≤ p) && (List.range p).all fun d => decide (d < 2) || p % d != 0

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter isPrime = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- Test lemma: below 30 exactly the primes pass the test. -/
theorem fermat_below_30 : ∀ n, n < 30 → 2 ≤ n → (2 ^ n % n = 2 % n ↔ isPrime n = true) := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 2 ≤ n → 2 ^ n % n = 2 % n → isPrime n = true := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
