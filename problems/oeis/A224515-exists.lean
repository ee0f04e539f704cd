/-
id: oeis/A224515-exists
title: Every odd square is k² XOR (k+1)²
source: https://oeis.org/A224515
status: proved
tags: number theory, binary operations, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  For every n there is a k with k^2 XOR (k+1)^2 = (2n+1)^2.
quotation:
  a(n) = least k such that sqrt(k^2 XOR (k+1)^2) = 2*n+1, a(n) = -1 if there is no such k. Conjectures: 1.
  a(n) >= 0. 2. Least k is also the only such k.
meaning:
  For every natural n, including 0, there is a least natural k for which the bitwise exclusive or of k²
  and (k+1)² is (2n+1)². Equivalently, some natural k ≥ 0 has this property.
note:
  The first conjecture of the entry. A least solution exists iff a solution exists.
reports:
  - informal open, 2025-02-01, https://oeis.org/A224515: Conjectures: 1. a(n) >= 0.
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/224515.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `k` is the least number with `k² XOR (k + 1)² = (2n + 1)²`. -/
abbrev IsTerm (n k : Nat) : Prop :=
  k ^ 2 ^^^ (k + 1) ^ 2 = (2 * n + 1) ^ 2 ∧ ∀ j, j < k → j ^ 2 ^^^ (j + 1) ^ 2 ≠ (2 * n + 1) ^ 2

/-- Test lemma: A224515(0), ..., A224515(5). -/
theorem isTerm_first :
    IsTerm 0 0 ∧ IsTerm 1 4 ∧ IsTerm 2 3 ∧ IsTerm 3 24 ∧ IsTerm 4 23 ∧ IsTerm 5 44 := by
  decide +kernel

/-- Test lemma: 5 is not the term of 1, and 24 not that of 4. -/
theorem not_isTerm : ¬ IsTerm 1 5 ∧ ¬ IsTerm 4 24 := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, ∃ k : Nat, IsTerm n k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
