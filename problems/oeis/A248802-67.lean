/-
id: oeis/A248802-67
title: 67 is the least prime factor of 2^(2^(10n+2)+2) + 3
source: https://oeis.org/A248802
status: proved
tags: number theory, primes, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  The smallest prime factor of 2^(2^k + 2) + 3 is 67 for every k = 10n + 2.
quotation:
  Smallest prime factor of 2^(2^n+2) + 3. Conjecture 1: a(10n+2) = 67 for n >= 0. Conjectures 1 and 4 were
  proved by an autonomous AI agent, see the Tsoukalas paper and the Lean files.
meaning:
  For every natural n ≥ 0, the least divisor from 2 on, hence the least prime factor, of 2^(2^(10n+2)+2)
  + 3 is 67.
reports:
  - informal proved, 2026-05-26, https://oeis.org/A248802: Conjectures 1 and 4 were proved by an
    autonomous AI agent, see the Tsoukalas paper and the Lean files.
  - formal formalised, 2026-05-26,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_248802_conjecture_0.lean:
    AlphaProof Nexus, A248802 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/248802.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is the least divisor of `m` from 2 on, hence its least prime factor. -/
abbrev IsLeastFactor (p m : Nat) : Prop := 2 ≤ p ∧ p ∣ m ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ m

/-- Test lemma: the least factors of 2, 9, 35 and 11 are 2, 3, 5 and 11; 9 is none of 27. -/
theorem isLeastFactor_some :
    IsLeastFactor 2 2 ∧ IsLeastFactor 3 9 ∧ IsLeastFactor 5 35 ∧ IsLeastFactor 11 11 ∧ ¬ IsLeastFactor 9 27 := by
  decide

/-- The number whose least prime factor is A248802(n). -/
abbrev number (n : Nat) : Nat := 2 ^ (2 ^ n + 2) + 3

/-- Test lemma: A248802(0), ..., A248802(3). -/
theorem isLeastFactor_first :
    IsLeastFactor 11 (number 0) ∧ IsLeastFactor 19 (number 1) ∧ IsLeastFactor 67 (number 2) ∧
      IsLeastFactor 13 (number 3) := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, IsLeastFactor 67 (number (10 * n + 2)) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
