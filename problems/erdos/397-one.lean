/-
id: erdos/397-one
title: Two equal products of central binomials
source: https://www.erdosproblems.com/397
status: proved
tags: number theory, binomial coefficients, variant
references:
  - Bloom, T. F., Erdős Problem #397. Erdős Problems, https://www.erdosproblems.com/397.
informal:
  There are nonempty sets of positive integers M and N without common elements such that the products of
  C(2m, m) over M and of C(2n, n) over N are equal.
quotation:
  Are there only finitely many solutions to $$ \prod_i \binom{2m_i}{m_i}=\prod_j \binom{2n_j}{n_j} $$ with
  the $m_i,n_j$ distinct?
meaning:
  There are two disjoint finite sets M and N of positive integers, M nonempty, such that the product of
  C(2m, m) over M equals the product of C(2n, n) over N. N is then nonempty too, since C(2m, m) ≥ 2 for
  m ≥ 1.
note:
  One solution of the equation of erdos/397.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/397-one.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/397-one.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The factorial `n! = 1 · 2 · ... · n`, with `0! = 1`. -/
def factorial : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * factorial n

/-- Test lemma: 0!, ..., 7!. -/
theorem factorial_first : (List.range 8).map factorial = [1, 1, 2, 6, 24, 120, 720, 5040] := by decide

/-- The central binomial coefficient `2n` over `n`; the division is exact. -/
def central (n : Nat) : Nat := factorial (2 * n) / (factorial n * factorial n)

/-- Test lemma: A000984(0), ..., A000984(7). -/
theorem central_first : (List.range 8).map central = [1, 2, 6, 20, 70, 252, 924, 3432] := by decide +kernel

/-- The product of the central binomial coefficients of a list. -/
def product : List Nat → Nat
  | [] => 1
  | n :: l => central n * product l

/-- Test lemma: 2 · 6 · 70. -/
theorem product_some : product [1, 2, 4] = 840 ∧ product [] = 1 := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ M N : List Nat, M ≠ [] ∧ M.Nodup ∧ N.Nodup ∧ (∀ m ∈ M, 1 ≤ m ∧ m ∉ N) ∧ (∀ n ∈ N, 1 ≤ n) ∧
      product M = product N := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
