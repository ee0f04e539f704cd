/-
id: oeis/A002496-even
title: k² + 1 is prime for every even k (false)
source: https://oeis.org/A002496
status: disproved
tags: number theory, primes, variant
references:
  - OEIS Foundation, A002496. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A002496.
informal:
  k^2 + 1 is prime for every even k > 0.
quotation:
  Primes of the form k^2 + 1. It is conjectured that this sequence is infinite, but this has never been
  proved.
meaning:
  For every even natural k > 0, k² + 1 is prime.
note:
  2, 4 and 6 give primes, 8 gives 65.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A002496-even.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A002496-even.lean: disproved and
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

/-- Test lemma: A002496 up to 200. -/
theorem isPrime_squares : (List.range 15).filter (fun k => IsPrime (k * k + 1)) = [1, 2, 4, 6, 10, 14] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ k : Nat, 0 < k → k % 2 = 0 → IsPrime (k * k + 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
