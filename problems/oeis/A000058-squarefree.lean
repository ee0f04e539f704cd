/-
id: oeis/A000058-squarefree
title: Sylvester's sequence is squarefree
source: https://oeis.org/A000058
status: open
tags: number theory, squarefree numbers, starter
references:
  - Vardi, I., Are all Euclid numbers squarefree? Computational Recreations in Mathematica (1991), 82-89.
informal:
  Are all terms of Sylvester's sequence a(0) = 2, a(n + 1) = a(n)² - a(n) + 1 squarefree?
quotation:
  Sylvester's sequence: a(n+1) = a(n)^2 - a(n) + 1, with a(0) = 2. Also called Euclid numbers, because
  a(n) = a(0)*a(1)*...*a(n-1) + 1 for n>0, with a(0)=2.
meaning:
  Let s(0) = 2 and s(n+1) = s(n)² - s(n) + 1. For every natural n ≥ 0 and every natural d ≥ 2, d² does
  not divide s(n).
note:
  Stated affirmatively: a proof answers yes, a disproof answers no.
reports:
  - informal open, 2026-07-22, https://oeis.org/A000058: (the entry gives no word on squarefreeness;
    Vardi and Guy ask)
  - formal stated, 2026-11-27, problems/oeis/A000058-squarefree.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Sylvester's sequence, A000058 with offset 0; `a ≤ a ^ 2`, so the subtraction is exact. -/
def sylvester : Nat → Nat
  | 0 => 2
  | n + 1 => sylvester n ^ 2 - sylvester n + 1

/-- Test lemma: A000058(0), …, A000058(6). -/
theorem sylvester_first :
    (List.range 7).map sylvester = [2, 3, 7, 43, 1807, 3263443, 10650056950807] := by
  decide

/-- Test lemma: 1807 = 13·139 has no square divisor; the definition of squarefree used below, on a term. -/
theorem sylvester_four_squarefree : ∀ d, d < 43 → 2 ≤ d → ¬ d * d ∣ sylvester 4 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n d : Nat, 2 ≤ d → ¬ d * d ∣ sylvester n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
