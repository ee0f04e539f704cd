/-
id: oeis/A000045-even
title: Every third Fibonacci number is even
source: https://oeis.org/A000045
status: proved
tags: number theory, Fibonacci numbers, variant, starter
references:
  - OEIS Foundation, A000045. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A000045.
informal:
  F(3n) is even for every n ≥ 0.
quotation:
  Fibonacci numbers: F(n) = F(n-1) + F(n-2) with F(0) = 0 and F(1) = 1.
meaning:
  Let F(0) = 0, F(1) = 1 and F(n+2) = F(n+1) + F(n). For every natural n, including 0, F(3n) is even.
note:
  A well-known lemma about the sequence, not a conjecture of the entry.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A000045-even.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A000045-even.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
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
