/-
id: oeis/A282779-period
title: The period of p-th powers modulo n
source: https://oeis.org/A282779
status: proved
tags: number theory, congruences, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  For a prime p, the least period of k^p mod n is n/p if p^2 divides n, and n otherwise.
quotation:
  Period of cubes mod n. Conjecture: let a_p(n) be the length of the period of the sequence k^p mod n
  where p is a prime, then a_p(n) = n/p if n == 0 (mod p^2) else a_p(n) = n. This was proved by an
  autonomous AI agent, see the Lean file.
meaning:
  Call t a period for p and n if t > 0 and (k+t)^p ≡ k^p modulo n for all k with 0 ≤ k < n. For every
  prime p and every n ≥ 1, the least period is n/p if p² divides n, and n otherwise.
equivalence:
  Both sides of (k+t)^p ≡ k^p depend on k modulo n only, so k < n is enough.
reports:
  - informal proved, 2026-05-31, https://oeis.org/A282779: This was proved by an autonomous AI agent,
    see the Lean file.
  - formal formalised, 2026-05-31,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_282779_conjecture_0.lean:
    AlphaProof Nexus, A282779 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/282779.lean:
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

/-- `t` is a period of the sequence `k ^ p` modulo `n`. -/
abbrev IsPeriod (p n t : Nat) : Prop := 0 < t ∧ ∀ k, k < n → (k + t) ^ p % n = k ^ p % n

/-- `t` is the least period of the sequence `k ^ p` modulo `n`. -/
abbrev IsLeastPeriod (p n t : Nat) : Prop := IsPeriod p n t ∧ ∀ s, s < t → ¬ IsPeriod p n s

/-- Test lemma: A282779(1), ..., A282779(19). -/
theorem isLeastPeriod_cubes :
    (List.range 19).all (fun i => IsLeastPeriod 3 (i + 1)
      ([1, 2, 3, 4, 5, 6, 7, 8, 3, 10, 11, 12, 13, 14, 15, 16, 17, 6, 19].getD i 0)) := by
  decide +kernel

/-- Test lemma: seventh powers modulo 98 have period 14, which 28 is not. -/
theorem isLeastPeriod_98 : IsLeastPeriod 7 98 14 ∧ ¬ IsLeastPeriod 7 98 28 := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ p n : Nat, IsPrime p → 1 ≤ n → IsLeastPeriod p n (if p * p ∣ n then n / p else n) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
