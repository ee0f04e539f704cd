/-
id: oeis/A045917-goldbach
title: Goldbach's conjecture
source: https://oeis.org/A045917
status: open
tags: number theory, primes, starter
references:
  - Guy, R. K., Unsolved Problems in Number Theory, section C1.
informal:
  The number of decompositions of 2n into an unordered sum of two primes. Conjecture: it is positive for
  every n ≥ 2.
quotation:
  From Goldbach problem: number of decompositions of 2n into unordered sums of two primes. The Goldbach
  conjecture states that a(n) > 0 for n >= 2.
meaning:
  Let g(n) be the number of primes p ≤ n for which 2n - p is prime. For every natural n ≥ 2, g(n) > 0.
equivalence:
  An unordered sum p + q = 2n is counted by its smaller part p ≤ n, with q = 2n - p (no truncation).
reports:
  - informal open, 2026-03-13, https://oeis.org/A045917: The Goldbach conjecture states that a(n) > 0
    for n >= 2.
  - formal stated, 2026-11-27, problems/oeis/A045917-goldbach.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- A045917 with offset 1: the number of primes `p ≤ n` for which `2 n - p` is prime. -/
noncomputable def goldbach (n : Nat) : Nat :=
  (List.range (n + 1)).countP fun p => IsPrime p ∧ IsPrime (2 * n - p)

/-- Test lemma: A045917(1), …, A045917(12). -/
theorem goldbach_first :
    (List.range 12).map (fun i => goldbach (i + 1)) = [0, 1, 1, 1, 2, 1, 2, 2, 2, 2, 3, 3] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 2 ≤ n → 0 < goldbach n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
