/-
id: oeis/A325046-odd-terms
title: Odd terms of A325046 stand at pronic positions
source: https://oeis.org/A325046
status: proved
tags: combinatorics, generating functions, settled by machine
references:
  - Fried, S., Further proofs of conjectures from the OEIS. arXiv:2607.24832 (2026), 50-51.
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
  - Adamczewski, T., OEIS Open: How many conjectures can language models turn into theorems?
    arXiv:2608.11941 (2026).
informal:
  The coefficient of x^m in the sum over n of x^n (1 + x^n)^n / (1 - x^(n+1))^(n+1) is odd only if m =
  n(n+1) for some n.
quotation:
  G.f.: Sum_{n>=0} x^n * (1 + x^n)^n / (1 - x^(n+1))^(n+1). Odd terms occur only at positions n*(n+1) for
  n >= 0 (conjecture). The conjecture is true (see Fried link).
meaning:
  Let a(m) be the coefficient of x^m in the sum over n ≥ 0 of x^n(1+x^n)^n/(1-x^(n+1))^(n+1). It is
  given as the sum, over 0 ≤ n ≤ m and 0 ≤ k ≤ n for which n(k+1) ≤ m and j = (m - n(k+1))/(n+1) is an
  integer, of C(n,k) C(n+j,j). For every natural m, if a(m) is odd, then m = n(n+1) for some natural n ≥
  0.
equivalence:
  By the binomial theorem, (1 + x^n)^n contributes C(n,k) x^(nk) and 1/(1 - x^(n+1))^(n+1) contributes
  C(n+j,j) x^(j(n+1)); only n ≤ m can contribute to x^m.
reports:
  - informal proved, 2025-12-17, https://oeis.org/A325046: The conjecture is true (see Fried link).
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/325046.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The binomial coefficient `n` over `k`. -/
def choose : Nat → Nat → Nat
  | _, 0 => 1
  | 0, _ + 1 => 0
  | n + 1, k + 1 => choose n k + choose n (k + 1)

/-- Test lemma: row 6 of Pascal's triangle, and 0 beyond it. -/
theorem choose_six : (List.range 8).map (choose 6) = [1, 6, 15, 20, 15, 6, 1, 0] := by decide

/-- The coefficient of `x ^ m` in the sum of `x^n (1 + x^n)^n / (1 - x^(n+1))^(n+1)` over all `n`. -/
def a (m : Nat) : Nat :=
  ((List.range (m + 1)).map fun n => ((List.range (n + 1)).map fun k =>
    if n * (k + 1) ≤ m ∧ (m - n * (k + 1)) % (n + 1) = 0 then
      choose n k * choose (n + (m - n * (k + 1)) / (n + 1)) ((m - n * (k + 1)) / (n + 1))
    else 0).sum).sum

/-- Test lemma: A325046(0), ..., A325046(13). -/
theorem a_first : (List.range 14).map a = [1, 2, 3, 4, 6, 8, 9, 16, 16, 18, 36, 34, 27, 68] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ m : Nat, a m % 2 = 1 → ∃ n : Nat, m = n * (n + 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
