/-
id: oeis/A103311-fibonacci
title: All terms of A103311 are Fibonacci numbers up to sign
source: https://oeis.org/A103311
status: proved
tags: number theory, Fibonacci numbers, linear recurrences, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  For a(n) = 3a(n-1) - 4a(n-2) + 2a(n-3) - a(n-4) with a(0..3) = 0, 1, 1, 0, the absolute value of every
  term is a Fibonacci number.
quotation:
  Apply the Chebyshev transform (1/(1+x^2), x/(1+x^2)) followed by the binomial involution (1/(1-x),
  -x/(1-x)) (expressed as Riordan arrays) to -Fibonacci(n). Conjecture: all elements in absolute value are
  Fibonacci numbers.
meaning:
  Let a(0), ..., a(3) be 0, 1, 1, 0 and a(n+4) = 3a(n+3) - 4a(n+2) + 2a(n+1) - a(n), in the integers.
  For every natural n, |a(n)| equals some term F(m), m ≥ 0, of the Fibonacci sequence with F(0) = 0 and
  F(1) = 1.
equivalence:
  The sequence is given by the recurrence of the entry (its formula section), not by the transform of its
  comment.
reports:
  - informal open, 2020-05-03, https://oeis.org/A103311: Conjecture: all elements in absolute value are
    Fibonacci numbers.
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/103311.lean:
    research solved, formal_proof using formal_conjectures
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A103311-fibonacci.lean: proved
    and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Fibonacci numbers, A000045 with offset 0. -/
def fib : Nat → Nat
  | 0 => 0
  | 1 => 1
  | n + 2 => fib (n + 1) + fib n

/-- Test lemma: A000045(0), ..., A000045(12). -/
theorem fib_first : (List.range 13).map fib = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144] := by decide

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
    ∀ n : Nat, ∃ m : Nat, (a n).natAbs = fib m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
