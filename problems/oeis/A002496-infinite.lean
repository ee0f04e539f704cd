/-
id: oeis/A002496-infinite
title: Landau's fourth problem: primes k² + 1
source: https://oeis.org/A002496
status: open
tags: number theory, primes
references:
  - Hardy, G. H. and Wright, E. M., An Introduction to the Theory of Numbers, 5th ed. Oxford Univ. Press
    (1979), Theorem 17.
informal:
  There are infinitely many primes of the form k^2 + 1.
quotation:
  Primes of the form k^2 + 1. It is conjectured that this sequence is infinite, but this has never been
  proved.
meaning:
  For every natural M there is a natural k ≥ M such that k² + 1 is prime.
reports:
  - informal open, 2025-05-02, https://oeis.org/A002496: It is conjectured that this sequence is
    infinite, but this has never been proved.
  - formal stated, 2026-11-27, problems/oeis/A002496-infinite.lean: stated in core Lean
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
    ∀ M : Nat, ∃ k : Nat, M ≤ k ∧ IsPrime (k * k + 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
