/-
id: oeis/A000045-even
title: Every third Fibonacci number is even
source: https://oeis.org/A000045
status: proved
tags: number theory, Fibonacci numbers, variant, starter
informal:
  F(3n) is even for every n ≥ 0.
note:
  A well-known lemma about the sequence, not a conjecture of the entry.
-/

set_option autoImplicit false

/-- Fibonacci numbers, A000045 with offset 0. -/
def fib : Nat → Nat
  | 0 => 0
  | 1 => 1
  | n + 2 => fib (n + 1) + fib n

/-- Test lemma: A000045(0), …, A000045(12). -/
theorem fib_first : (List.range 13).map fib = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, fib (3 * n) % 2 = 0 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
