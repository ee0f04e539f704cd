/-
id: oeis/A323557-odd-terms
title: Odd terms of A323557 stand at pronic positions
source: https://oeis.org/A323557
status: proved
tags: combinatorics, generating functions, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
  - Adamczewski, T., OEIS Open: How many conjectures can language models turn into theorems?
    arXiv:2608.11941 (2026).
informal:
  The coefficient of x^m in the sum over n of x^n (1 + x^n)^n / (1 + x^(n+1))^(n+1) is odd only if m =
  n(n+1) for some n.
quotation:
  G.f.: Sum_{n>=0} x^n * (1 + x^n)^n / (1 + x^(n+1))^(n+1). Odd terms occur only at positions n*(n+1) for
  n >= 0 (conjecture; verified for initial 32600 terms).
meaning:
  Let a(m) be the coefficient of x^m in the sum over n ≥ 0 of x^n(1+x^n)^n/(1+x^(n+1))^(n+1). It is
  given as the sum, over 0 ≤ n ≤ m and 0 ≤ k ≤ n for which n(k+1) ≤ m and j = (m - n(k+1))/(n+1) is an
  integer, of (-1)^j C(n,k) C(n+j,j). For every natural m, if a(m) is odd, then m = n(n+1) for some
  natural n ≥ 0.
equivalence:
  By the binomial theorem, (1 + x^n)^n contributes C(n,k) x^(nk) and 1/(1 + x^(n+1))^(n+1) contributes
  (-1)^j C(n+j,j) x^(j(n+1)); only n ≤ m can contribute to x^m.
reports:
  - informal proved, 2026-06-01, https://oeis.org/A323557: This was proved by an autonomous AI agent,
    see the Lean file.
  - formal formalised, 2026-06-01,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_323557_conjecture_0.lean:
    AlphaProof Nexus, A323557 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/323557.lean:
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

/-- The coefficient of `x ^ m` in the sum of `x^n (1 + x^n)^n / (1 + x^(n+1))^(n+1)` over all `n`. -/
def a (m : Nat) : Int :=
  ((List.range (m + 1)).map fun n => ((List.range (n + 1)).map fun k =>
    if n * (k + 1) ≤ m ∧ (m - n * (k + 1)) % (n + 1) = 0 then
      (-1 : Int) ^ ((m - n * (k + 1)) / (n + 1)) * (choose n k : Int) *
        (choose (n + (m - n * (k + 1)) / (n + 1)) ((m - n * (k + 1)) / (n + 1)) : Int)
    else 0).sum).sum

/-- Test lemma: A323557(0), ..., A323557(13). -/
theorem a_first : (List.range 14).map a = [1, 0, 3, -2, 2, 0, 9, -14, 8, 0, 12, -12, 15, -52] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ m : Nat, a m % 2 = 1 → ∃ n : Nat, m = n * (n + 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
