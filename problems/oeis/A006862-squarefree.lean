/-
id: oeis/A006862-squarefree
title: Euclid numbers are squarefree
source: https://oeis.org/A006862
status: open
tags: number theory, primes
references:
  - Vardi, I., Computational Recreations in Mathematica. Addison-Wesley (1991), sections 5.1 and 5.2.
informal:
  1 plus the product of the first n primes is always squarefree.
quotation:
  Euclid numbers: 1 + product of the first n primes. It is an open question whether all terms of this
  sequence are squarefree.
meaning:
  Let P(n) be the product of the primes up to n, which is 1 for n = 0 and n = 1. For every natural n and
  every d ≥ 2, d² does not divide P(n) + 1.
equivalence:
  The product of the primes up to n is that of the first k primes, for the k primes that there are up to
  n; every k comes up.
note:
  Stated affirmatively, as the open question of the entry.
reports:
  - informal open, 2026-03-13, https://oeis.org/A006862: It is an open question whether all terms of
    this sequence are squarefree.
  - formal stated, 2026-11-27, problems/oeis/A006862-squarefree.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- The product of all primes up to `n`. -/
def primorial : Nat → Nat
  | 0 => 1
  | n + 1 => if IsPrime (n + 1) then primorial n * (n + 1) else primorial n

/-- Test lemma: A034386(0), ..., A034386(8). -/
theorem primorial_first : (List.range 9).map primorial = [1, 1, 2, 6, 6, 30, 30, 210, 210] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n d : Nat, 2 ≤ d → ¬ d * d ∣ primorial n + 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
