/-
id: oeis/A363102-primes
title: The denominators of a continued fraction are 1 or prime
source: https://oeis.org/A363102
status: proved
tags: number theory, primes, continued fractions, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  For n ≥ 3, (n^2 - 2) / gcd(n^2 - 2, 2 A051403(n-3) + n A051403(n-4)), the denominator of
  1/(2-3/(3-4/(4-...(n-1)-n/(-2)))), is 1 or a prime.
quotation:
  Denominator of the continued fraction 1/(2-3/(3-4/(4-5/(...(n-1)-n/(-2))))). Conjecture 1: The sequence
  contains only 1's and primes.
meaning:
  Let L(n) = 0! + 1! + ... + (n-1)!, with L(0) = 0. Let a(n) be n² - 2 divided by its greatest common
  divisor with (n-1)·L(n-2) + n·⌊(n-2)·L(n-3)/2⌋; for n ≥ 3 no subtraction is truncated and the halving
  is exact. For every natural n ≥ 3, a(n) is 1 or prime.
equivalence:
  A051403(k) = (k+2)(0! + ... + k!)/2, so 2 A051403(n-3) = (n-1) L(n-2) and A051403(n-4) = (n-2) L(n-3)/2,
  which is 0 for n = 3; all divisions and subtractions are exact for n ≥ 3.
reports:
  - informal open, 2024-03-13, https://oeis.org/A363102: Conjecture 1: The sequence contains only 1's
    and primes.
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/363102.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- The factorial `n! = 1 · 2 · ... · n`, with `0! = 1`. -/
def factorial : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * factorial n

/-- Test lemma: 0!, ..., 7!. -/
theorem factorial_first : (List.range 8).map factorial = [1, 1, 2, 6, 24, 120, 720, 5040] := by decide

/-- The left factorial `0! + 1! + ... + (n - 1)!`. -/
def left (n : Nat) : Nat := ((List.range n).map factorial).sum

/-- Test lemma: the left factorials of 0, ..., 6. -/
theorem left_first : (List.range 7).map left = [0, 1, 2, 4, 10, 34, 154] := by decide

/-- A363102 with offset 3. -/
def a (n : Nat) : Nat :=
  (n * n - 2) / Nat.gcd (n * n - 2) ((n - 1) * left (n - 2) + n * ((n - 2) * left (n - 3) / 2))

/-- Test lemma: A363102(3), ..., A363102(22). -/
theorem a_first :
    (List.range 20).map (fun i => a (i + 3)) =
      [7, 7, 23, 17, 47, 31, 79, 7, 17, 71, 167, 97, 223, 127, 41, 23, 359, 199, 439, 241] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, 3 ≤ n → a n = 1 ∨ IsPrime (a n) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
