/-
id: oeis/A001359-infinite
title: Twin prime conjecture
source: https://oeis.org/A001359
status: open
tags: number theory, primes, starter
references:
  - Guy, R. K., Unsolved Problems in Number Theory, section A8.
informal:
  There are infinitely many lesser members p of twin prime pairs (p, p + 2).
quotation:
  Lesser of twin primes. The yet unproved "Twin Prime Conjecture" states that this sequence is infinite.
meaning:
  For every natural N there is p ≥ N such that p and p + 2 are both prime.
equivalence:
  A set of naturals is infinite iff it has members beyond every N.
reports:
  - informal open, 2019-11-14, https://oeis.org/A001359: The yet unproved "Twin Prime Conjecture" states
    that this sequence is infinite.
  - formal stated, 2026-11-27, problems/oeis/A001359-infinite.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- `p` and `p + 2` are prime. -/
abbrev IsLesserTwin (p : Nat) : Prop := IsPrime p ∧ IsPrime (p + 2)

/-- Test lemma: the first terms of A001359. -/
theorem isLesserTwin_first :
    (List.range 80).filter (fun p => IsLesserTwin p) = [3, 5, 11, 17, 29, 41, 59, 71] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ N : Nat, ∃ p, N ≤ p ∧ IsLesserTwin p := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
