/-
id: erdos/850
title: Erdős–Woods: three consecutive pairs with the same primes
source: https://www.erdosproblems.com/850
status: open
tags: number theory, primes
references:
  - Erdős, P., How many pairs of products of consecutive integers have the same prime factors? Amer.
    Math. Monthly 87 (1980), 391-392.
informal:
  Are there different positive integers x and y such that x and y, x + 1 and y + 1, and x + 2 and y + 2
  have the same prime divisors?
quotation:
  Can there exist two distinct integers $x$ and $y$ such that $x,y$ have the same prime factors, $x+1,y+1$
  have the same prime factors, and $x+2,y+2$ also have the same prime factors?
meaning:
  There are distinct natural numbers x, y ≥ 1 such that x and y have the same prime divisors, x + 1 and
  y + 1 have the same prime divisors, and x + 2 and y + 2 have the same prime divisors.
equivalence:
  A prime divisor of one of two positive numbers is smaller than their sum.
note:
  A proof answers yes, a disproof no. The source says integers and means positive ones: 2, 3, 4 and -4,
  -3, -2 would do otherwise.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/850: open
  - formal unformalised, undated, https://www.erdosproblems.com/850: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/850.lean:
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

/-- `a` and `b` have the same prime divisors. -/
abbrev SamePrimes (a b : Nat) : Prop := ∀ p ∈ List.range (a + b), IsPrime p → (p ∣ a ↔ p ∣ b)

/-- Test lemma: 12 and 18 have, 4 and 6 have not, 1 and 2 have not. -/
theorem samePrimes_some : SamePrimes 12 18 ∧ ¬ SamePrimes 4 6 ∧ ¬ SamePrimes 1 2 ∧ SamePrimes 1 1 := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ x y : Nat, 1 ≤ x ∧ 1 ≤ y ∧ x ≠ y ∧ SamePrimes x y ∧ SamePrimes (x + 1) (y + 1) ∧ SamePrimes (x + 2) (y + 2) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
