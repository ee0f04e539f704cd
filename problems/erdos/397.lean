/-
id: erdos/397
title: Finitely many equal products of central binomials?
source: https://www.erdosproblems.com/397
status: disproved
tags: number theory, binomial coefficients, settled by machine
references:
  - Erdős, P., Graham, R. L., Ruzsa, I. Z. and Straus, E. G., On the prime factors of C(2n,n). Math.
    Comp. 29 (1975), 83-92.
informal:
  There are only finitely many solutions of prod C(2m_i, m_i) = prod C(2n_j, n_j) with the m_i and n_j
  distinct.
quotation:
  Are there only finitely many solutions to $$ \prod_i \binom{2m_i}{m_i}=\prod_j \binom{2n_j}{n_j} $$ with
  the $m_i,n_j$ distinct? Somani, using ChatGPT, has given a negative answer.
meaning:
  There is B such that for all finite disjoint sets M and N of naturals with the product of C(2m, m)
  over M equal to the product of C(2n, n) over N, every m in M is at most B. The number 0 is allowed and
  contributes the factor 1, and either set may be empty. So, by symmetry, there are only finitely many
  solutions.
equivalence:
  Solutions are finitely many iff their members are bounded; by symmetry the members of M are enough. m =
  0 contributes C(0,0) = 1 and could be added to one side of a solution, which changes nothing for the
  boundedness.
note:
  Stated affirmatively; false, found with a language model in January 2026: for a ≥ 2 and c = 8a² + 8a + 1
  the sets {a, 2a + 2, c} and {a + 1, 2a, c + 1} do.
reports:
  - informal disproved, 2026-01-10, https://www.erdosproblems.com/397: disproved
  - formal formalised, 2026-01-10, https://www.erdosproblems.com/397: Lean
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/397.lean:
    stated
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/397.lean: disproved and
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
    ∃ B : Nat, ∀ M N : List Nat, M.Nodup → N.Nodup → (∀ m ∈ M, m ∉ N) → product M = product N → ∀ m ∈ M, m ≤ B := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
