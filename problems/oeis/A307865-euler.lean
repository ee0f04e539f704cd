/-
id: oeis/A307865-euler
title: Absolute Euler pseudoprimes have no base with b^n ≡ -1
source: https://oeis.org/A307865
status: proved
tags: number theory, pseudoprimes, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  Modulo an absolute Euler pseudoprime 2n+1, no natural below it has an n-th power congruent to -1.
quotation:
  a(n) is the number of natural bases b < 2n+1 such that b^n == -1 (mod 2n+1). Conjecture: if 2n+1 is an
  absolute Euler pseudoprime, then a(n) = 0.
meaning:
  Write m = 2n + 1, and suppose that m > 1, that m is not prime, and that b^n is 1 or -1 modulo m for
  every b with 0 ≤ b < m coprime to m. Then no b with 1 ≤ b ≤ 2n has b^n ≡ -1 modulo m. This is claimed
  for every natural n.
equivalence:
  Congruences depend on b modulo 2n+1 only, so bases below 2n+1 are all; -1 is the residue 2n.
reports:
  - informal proved, 2026-06-01, https://oeis.org/A307865: This was proved by an autonomous AI agent,
    see the Lean file.
  - formal formalised, 2026-06-01,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_307865_conjecture_0.lean:
    AlphaProof Nexus, A307865 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/307865.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- `2n + 1` is composite, and `b ^ n` is 1 or -1 modulo it for every base coprime to it. -/
abbrev IsAbsoluteEuler (n : Nat) : Prop :=
  1 < 2 * n + 1 ∧ ¬ IsPrime (2 * n + 1) ∧ ∀ b ∈ List.range (2 * n + 1),
    Nat.gcd b (2 * n + 1) = 1 → b ^ n % (2 * n + 1) = 1 ∨ b ^ n % (2 * n + 1) = 2 * n

/-- Test lemma: 1729 is an absolute Euler pseudoprime; 1, 9 and the prime 13 are not. -/
theorem isAbsoluteEuler_some :
    IsAbsoluteEuler 864 ∧ ¬ IsAbsoluteEuler 0 ∧ ¬ IsAbsoluteEuler 4 ∧ ¬ IsAbsoluteEuler 6 := by
  decide +kernel

/-- How many `b` with `1 ≤ b < 2n + 1` have `b ^ n ≡ -1` modulo `2n + 1`: A307865 with offset 0. -/
def a (n : Nat) : Nat :=
  ((List.range (2 * n + 1)).filter fun b => 1 ≤ b ∧ b ^ n % (2 * n + 1) = 2 * n).length

/-- Test lemma: A307865(0), ..., A307865(17). -/
theorem a_first : (List.range 18).map a = [0, 1, 2, 3, 0, 5, 6, 1, 8, 9, 0, 11, 0, 1, 14, 15, 0, 1] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, IsAbsoluteEuler n → a n = 0 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
