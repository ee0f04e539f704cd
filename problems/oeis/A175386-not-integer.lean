/-
id: oeis/A175386-not-integer
title: A sum of binomials over i is never an integer
source: https://oeis.org/A175386
status: proved
tags: number theory, binomial coefficients, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  Add up C(2n-i-1, i-1)/i for i from 1 to n: from n = 2 on the result never is an integer.
quotation:
  a(n) = denominator of Sum_{i=1..n} (1/i)*C(2n-i-1,i-1). We conjecture that
  sum((1/i)*C(2n-i-1,i-1),i=1..n) is not an integer for n>1. This was proved by an autonomous AI agent,
  see the Tsoukalas paper and the Lean file.
meaning:
  For n ≥ 1 let S(n) be the sum of C(2n-k-1, k-1)/k over k = 1, ..., n. Let a(n) = n!/gcd(n!, n!·S(n)),
  the denominator of S(n) in lowest terms. For every natural n > 1, a(n) is not 1.
equivalence:
  n! is a common denominator, so n!/gcd(n!, n!·sum) is the denominator in lowest terms; it is 1 iff the
  sum is an integer.
reports:
  - informal proved, 2026-05-25, https://oeis.org/A175386: This was proved by an autonomous AI agent,
    see the Tsoukalas paper and the Lean file.
  - formal formalised, 2026-05-25,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_175386_conjecture_0.lean:
    AlphaProof Nexus, A175386 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/175386.lean:
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

/-- The binomial coefficient `n` over `k`. -/
def choose : Nat → Nat → Nat
  | _, 0 => 1
  | 0, _ + 1 => 0
  | n + 1, k + 1 => choose n k + choose n (k + 1)

/-- Test lemma: row 6 of Pascal's triangle, and 0 beyond it. -/
theorem choose_six : (List.range 8).map (choose 6) = [1, 6, 15, 20, 15, 6, 1, 0] := by decide

/-- `n!` times the sum of `C(2n-i-1, i-1) / i` over `i = 1, ..., n`. -/
def scaledSum (n : Nat) : Nat :=
  ((List.range n).map fun i => factorial n / (i + 1) * choose (2 * n - (i + 2)) i).sum

/-- The denominator of the sum: A175386 with offset 1. -/
def a (n : Nat) : Nat := factorial n / Nat.gcd (factorial n) (scaledSum n)

/-- Test lemma: A175386(1), ..., A175386(8). -/
theorem a_first : (List.range 8).map (fun i => a (i + 1)) = [1, 2, 6, 4, 5, 4, 7, 8] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, 1 < n → a n ≠ 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
