/-
id: oeis/A278070-congruence
title: A hypergeometric sequence is periodic modulo every k
source: https://oeis.org/A278070
status: proved
tags: number theory, congruences, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  For a(n) = hypergeometric([n, -n], [], -1), a(n+k) ≡ a(n) (mod k) for all n and all k ≥ 1.
quotation:
  a(n) = hypergeometric([n, -n], [], -1). We conjecture that a(n+k) == a(n) (mod k) for all n and k.
meaning:
  Let a(n) be the sum of C(n,k)·n(n+1)...(n+k-1) over k = 0, ..., n, where the empty product is 1. For
  all natural n ≥ 0 and k ≥ 1, a(n+k) and a(n) are congruent modulo k.
equivalence:
  The k-th summand of the hypergeometric series is (n)_k (-n)_k (-1)^k / k! = C(n,k) n(n+1)...(n+k-1), and
  it vanishes for k > n.
reports:
  - informal open, 2023-10-03, https://oeis.org/A278070: We conjecture that a(n+k) == a(n) (mod k) for
    all n and k.
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/278070.lean:
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

/-- The rising factorial `n (n + 1) ... (n + k - 1)`. -/
def rising (n : Nat) : Nat → Nat
  | 0 => 1
  | k + 1 => rising n k * (n + k)

/-- Test lemma: 3·4·5 = 60, and the empty product is 1. -/
theorem rising_some : rising 3 3 = 60 ∧ rising 0 0 = 1 ∧ rising 0 2 = 0 := by decide

/-- A278070 with offset 0. -/
def a (n : Nat) : Nat := ((List.range (n + 1)).map fun k => choose n k * rising n k).sum

/-- Test lemma: A278070(0), ..., A278070(7). -/
theorem a_first : (List.range 8).map a = [1, 2, 11, 106, 1457, 25946, 566827, 14665106] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n k : Nat, 1 ≤ k → a (n + k) % k = a n % k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
