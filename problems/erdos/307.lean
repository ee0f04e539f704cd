/-
id: erdos/307
title: Two sums of reciprocals of primes with product 1
source: https://www.erdosproblems.com/307
status: open
tags: number theory, unit fractions, primes
references:
  - Barbeau, E. J., Computer challenge corner: Problem 477: A brute force program. J. Recreational Math.
    9 (1976/77), 30.
informal:
  There are finite sets P and Q of primes with (sum of 1/p over P)(sum of 1/q over Q) = 1.
quotation:
  Are there two finite set of primes $P$ and $Q$ such that

  1 = \left( \sum_{p \in P} \frac{1}{p} \right) \left( \sum_{q \in Q} \frac{1}{q} \right)

  ? Asked by Barbeau [Ba76].
meaning:
  There are finite sets P and Q of primes, each without repetition, with (sum of 1/p over P)(sum of 1/q
  over Q) = 1. P and Q may overlap.
equivalence:
  The sum of the reciprocals of l is numerator l / product l, the product being positive.
note:
  A proof answers yes, a disproof no.
reports:
  - informal verifiable, 2025-09-09, https://www.erdosproblems.com/307: verifiable
  - formal unformalised, undated, https://www.erdosproblems.com/307: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/307.lean:
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

/-- The product of a list. -/
def product : List Nat → Nat
  | [] => 1
  | a :: l => a * product l

/-- `product l` times the sum of the reciprocals of `l`. -/
def numerator : List Nat → Nat
  | [] => 0
  | a :: l => product l + a * numerator l

/-- Test lemma: 1/2 + 1/3 + 1/6 = 36/36, and 1/2 + 1/5 = 7/10. -/
theorem numerator_some :
    product [2, 3, 6] = 36 ∧ numerator [2, 3, 6] = 36 ∧ product [2, 5] = 10 ∧ numerator [2, 5] = 7 := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ P Q : List Nat, P.Nodup ∧ Q.Nodup ∧ (∀ p ∈ P, IsPrime p) ∧ (∀ q ∈ Q, IsPrime q) ∧
      numerator P * numerator Q = product P * product Q := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
