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
note:
  Stated affirmatively: a proof answers yes, a disproof answers no.
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
