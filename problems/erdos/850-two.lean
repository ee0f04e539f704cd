/-
id: erdos/850-two
title: Two consecutive pairs with the same primes are equal (false)
source: https://www.erdosproblems.com/850
status: disproved
tags: number theory, primes, variant
references:
  - Bloom, T. F., Erdős Problem #850. Erdős Problems, https://www.erdosproblems.com/850.
informal:
  If x, y have the same prime factors and so have x+1, y+1, then x = y.
quotation:
  Can there exist two distinct integers $x$ and $y$ such that $x,y$ have the same prime factors, $x+1,y+1$
  have the same prime factors, and $x+2,y+2$ also have the same prime factors?
meaning:
  For all natural x, y ≥ 1: if x and y have the same prime divisors and x + 1 and y + 1 have the same
  prime divisors, then x = y.
equivalence:
  A prime divisor of one of two positive numbers is smaller than their sum.
note:
  erdos/850 with two pairs in place of three: 2, 3 and 8, 9.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/850-two.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/850-two.lean: disproved and
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

/-- `a` and `b` have the same prime divisors. -/
abbrev SamePrimes (a b : Nat) : Prop := ∀ p ∈ List.range (a + b), IsPrime p → (p ∣ a ↔ p ∣ b)

/-- Test lemma: 12 and 18 have, 4 and 6 have not, 1 and 2 have not. -/
theorem samePrimes_some : SamePrimes 12 18 ∧ ¬ SamePrimes 4 6 ∧ ¬ SamePrimes 1 2 ∧ SamePrimes 1 1 := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ x y : Nat, 1 ≤ x → 1 ≤ y → SamePrimes x y → SamePrimes (x + 1) (y + 1) → x = y := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
