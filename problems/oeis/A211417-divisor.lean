/-
id: oeis/A211417-divisor
title: 30n - 1 divides (30n)! n! / ((15n)! (10n)! (6n)!)
source: https://oeis.org/A211417
status: proved
tags: number theory, factorials, settled by machine
references:
  - Bober, J. W., Factorial ratios, hypergeometric series, and a family of step functions. J. London
    Math. Soc. 79 (2009), 422-444.
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
  - Adamczewski, T., OEIS Open: How many conjectures can language models turn into theorems?
    arXiv:2608.11941 (2026).
informal:
  For n ≥ 1, Chebyshev's integral factorial ratio (30n)! n! / ((15n)! (10n)! (6n)!) is a multiple of 30n -
  1.
quotation:
  It appears that a(n)/(30*n - 1) is integral for all n (checked up to n = 1000). The conjecture that
  (30*n-1) divides a(n) was proved by an autonomous AI agent, see the Lean file.
meaning:
  Let a(n) be (30n)!·n! divided by (15n)!·(10n)!·(6n)!, rounded down. For every natural n ≥ 1, 30n - 1
  divides a(n).
note:
  n = 0 is left out: there 30n - 1 is -1, which divides everything, while the truncated difference is 0.
reports:
  - informal proved, 2026-06-30, https://oeis.org/A211417: The conjecture that (30*n-1) divides a(n) was
    proved by an autonomous AI agent, see the Lean file.
  - formal formalised, 2026-06-30,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_a211417_conjecture_specific.lean:
    AlphaProof Nexus, A211417 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/211417.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The factorial `n! = 1 · 2 · ... · n`, with `0! = 1`. -/
def factorial : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * factorial n

/-- Test lemma: 0!, ..., 7!. -/
theorem factorial_first : (List.range 8).map factorial = [1, 1, 2, 6, 24, 120, 720, 5040] := by decide

/-- A211417 with offset 0; the division is exact. -/
def a (n : Nat) : Nat :=
  factorial (30 * n) * factorial n / (factorial (15 * n) * factorial (10 * n) * factorial (6 * n))

/-- Test lemma: A211417(0), A211417(1), A211417(2). -/
theorem a_first : (List.range 3).map a = [1, 77636318760, 53837289804317953893960] := by decide +kernel

/-- Test lemma: the division is exact at 1. -/
theorem a_exact : a 1 * (factorial 15 * factorial 10 * factorial 6) = factorial 30 * factorial 1 := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, 1 ≤ n → 30 * n - 1 ∣ a n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
