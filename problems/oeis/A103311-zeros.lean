/-
id: oeis/A103311-zeros
title: Every fifth term of A103311 is 0
source: https://oeis.org/A103311
status: proved
tags: number theory, linear recurrences, variant
references:
  - OEIS Foundation, A103311. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A103311.
informal:
  For a(n) = 3a(n-1) - 4a(n-2) + 2a(n-3) - a(n-4) with a(0..3) = 0, 1, 1, 0, a(5n+3) = 0.
quotation:
  Apply the Chebyshev transform (1/(1+x^2), x/(1+x^2)) followed by the binomial involution (1/(1-x),
  -x/(1-x)) (expressed as Riordan arrays) to -Fibonacci(n). Conjecture: all elements in absolute value are
  Fibonacci numbers.
meaning:
  Let a(0), ..., a(3) be 0, 1, 1, 0 and a(n+4) = 3a(n+3) - 4a(n+2) + 2a(n+1) - a(n), in the integers.
  For every natural n, a(5n+3) = 0.
note:
  A first step towards oeis/A103311-fibonacci.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A103311-zeros.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A103311-zeros.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- A103311 with offset 0. -/
def a : Nat → Int
  | 0 => 0
  | 1 => 1
  | 2 => 1
  | 3 => 0
  | n + 4 => 3 * a (n + 3) - 4 * a (n + 2) + 2 * a (n + 1) - a n

/-- Test lemma: A103311(0), ..., A103311(10). -/
theorem a_first : (List.range 11).map a = [0, 1, 1, 0, -2, -5, -8, -8, 0, 21, 55] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, a (5 * n + 3) = 0 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
