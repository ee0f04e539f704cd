/-
id: erdos/138-difference
title: Differences of van der Waerden numbers tend to infinity
source: https://www.erdosproblems.com/138
status: proved
tags: additive combinatorics, settled by machine, part
references:
  - Erdős, P., On the combinatorial problems which I would most like to see solved. Combinatorica 1
    (1981), 25-42.
  - Tsoukalas, G. et al., arXiv:2605.22763 (2026).
informal:
  For the van der Waerden numbers W(k) of two colours, W(k+1) - W(k) tends to infinity.
quotation:
  In [Er81] Erdős asks whether $W(k+1) - W(k) \to \infty$.
meaning:
  Let W(k) be the least n such that every colouring of {0, ..., n-1} with two colours has a progression
  a, a+d, ..., a+(k-1)d of one colour with d ≥ 1. For every M there is K such that for all k ≥ K, if w =
  W(k) and v = W(k+1), then w + M ≤ v. So W(k+1) - W(k) tends to infinity, the existence of both numbers
  being a hypothesis.
equivalence:
  The numbers exist by van der Waerden's theorem, so the hypotheses are never empty; a shift of the
  interval changes nothing.
note:
  A question of #138, one of the nine Erdős problems of the AlphaProof Nexus paper.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/138: open
  - informal proved, 2026-05-21, https://arxiv.org/abs/2605.22763: 138 variant solved
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/138.lean:
    The DeepMind prover agent has found a formal proof of this statement.
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Every colouring of 0, ..., `n - 1` in two colours, coded by the bits of `x`, has a progression of `k`
numbers of one colour. -/
abbrev Guarantees (n k : Nat) : Prop :=
  ∀ x, x < 2 ^ n → ∃ a, a < n ∧ ∃ d, d < n + 1 ∧ 1 ≤ d ∧ a + (k - 1) * d < n ∧
    ∀ i, i < k → x.testBit (a + i * d) = x.testBit a

/-- `w` is the van der Waerden number of `k`, for two colours. -/
abbrev IsNumber (k w : Nat) : Prop := Guarantees w k ∧ ∀ n ∈ List.range w, ¬ Guarantees n k

/-- Test lemma: the numbers of 1 and 2 are 1 and 3. -/
theorem isNumber_first : IsNumber 1 1 ∧ IsNumber 2 3 ∧ ¬ IsNumber 2 4 := by
  refine ⟨?_, ?_, ?_⟩ <;> decide +kernel

/-- Test lemma: eight numbers are too few for 3, as the colouring by the bits of 51 shows. -/
theorem not_guarantees_eight : ¬ Guarantees 8 3 := fun h => absurd (h 51 (by decide)) (by decide +kernel)

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ M : Nat, ∃ K : Nat, ∀ k w v : Nat, K ≤ k → IsNumber k w → IsNumber (k + 1) v → w + M ≤ v := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
