/-
id: oeis/A001220-none
title: There is no Wieferich prime (false)
source: https://oeis.org/A001220
status: disproved
tags: number theory, primes, variant
references:
  - OEIS Foundation, A001220. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A001220.
informal:
  For no prime p does p^2 divide 2^(p-1) - 1.
quotation:
  Wieferich primes: primes p such that p^2 divides 2^(p-1) - 1. Sequence is believed to be infinite.
meaning:
  For every prime p, the remainder of 2^(p-1) modulo p² is not 1.
equivalence:
  p² divides 2^(p-1) - 1 iff 2^(p-1) is 1 modulo p², which is greater than 1.
note:
  1093 and 3511 are the only ones known.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A001220-none.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A001220-none.lean: disproved and
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

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ p : Nat, IsPrime p → 2 ^ (p - 1) % (p * p) ≠ 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
