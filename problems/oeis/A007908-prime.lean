/-
id: oeis/A007908-prime
title: A prime among 1, 12, 123, 1234, ...
source: https://oeis.org/A007908
status: open
tags: number theory, primes, digits, starter
references:
  - Guy, R. K., Unsolved Problems in Number Theory, section A3.
informal:
  Concatenate the decimal digits of the first n integers: 1, 12, 123, 1234, ... Is any of these numbers
  prime?
quotation:
  Triangle of the gods: to get a(n), concatenate the decimal numbers 1,2,3,...,n. Charles Nicol and John
  Selfridge ask if there are infinitely many primes in this sequence - see the Guy reference. There are no
  primes in the first 200000 terms.
meaning:
  Let c(n) be the number whose decimal expansion is 1, 2, ..., n written in a row. There is n ≥ 1 for
  which c(n) is prime.
note:
  The entry reports the question, by Nicol and Selfridge, whether infinitely many of them are prime. No
  prime among them is known, so already one is open. Stated as existence: a proof answers yes, a
  disproof answers no.
reports:
  - informal open, 2026-03-13, https://oeis.org/A007908: There are no primes in the first 200000 terms.
  - formal stated, 2026-11-27, problems/oeis/A007908-prime.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- The number of decimal digits of `m ≥ 1`: the powers `10 ^ k ≤ m` are counted, and all have `k < m`. -/
def digits (m : Nat) : Nat := (List.range m).countP fun k => 10 ^ k ≤ m

/-- Test lemma: 1, 9, 10, 99, 100 have 1, 1, 2, 2, 3 digits. -/
theorem digits_values : [1, 9, 10, 99, 100].map digits = [1, 1, 2, 2, 3] := by decide +kernel

/-- A007908 with offset 1 (and 0 at 0): `n` is appended to the previous term. -/
def concatenation : Nat → Nat
  | 0 => 0
  | n + 1 => concatenation n * 10 ^ digits (n + 1) + (n + 1)

/-- Test lemma: A007908(1), …, A007908(4) and A007908(12). -/
theorem concatenation_values :
    [1, 2, 3, 4, 12].map concatenation = [1, 12, 123, 1234, 123456789101112] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∃ n : Nat, 1 ≤ n ∧ IsPrime (concatenation n) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
