/-
id: erdos/479
title: 2^n ≡ k modulo n for infinitely many n
source: https://www.erdosproblems.com/479
status: open
tags: number theory
references:
  - Graham, R. L., Lehmer, D. H. and Lehmer, E.; see Guy, R. K., Unsolved Problems in Number Theory,
    F10.
informal:
  For every natural k > 1 there are infinitely many n with 2^n ≡ k (mod n).
quotation:
  Is it true that, for all $k\neq 1$, there are infinitely many $n$ such that $2^n\equiv k\pmod{n}$?
meaning:
  For every natural k > 1 and every M there is n ≥ M, n ≥ 1, with 2^n congruent to k modulo n. So for
  each k ≥ 2 there are infinitely many such n, which may be smaller or larger than k.
note:
  The source asks it for all integers k ≠ 1. Here k > 1, as in formal-conjectures: 2^n ≡ 0 (mod n) holds for every power
  of 2, and negative k are left out. A disproof answers no; a proof leaves negative k.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/479: open
  - formal unformalised, undated, https://www.erdosproblems.com/479: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/479.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `n` divides `2 ^ n - k`. -/
abbrev IsSolution (k n : Nat) : Prop := 1 ≤ n ∧ 2 ^ n % n = k % n

/-- Test lemma: the solutions for k = 2 below 12 (1, 2 and the odd primes), and 19147 for k = 5. -/
theorem isSolution_some :
    (List.range 12).filter (fun n => IsSolution 2 n) = [1, 2, 3, 5, 7, 11] ∧ IsSolution 5 19147 := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ k M : Nat, 1 < k → ∃ n : Nat, M ≤ n ∧ IsSolution k n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
