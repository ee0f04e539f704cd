/-
id: erdos/741-basis
title: A basis that cannot be split into two with bounded gaps
source: https://www.erdosproblems.com/741
status: proved
tags: additive combinatorics, settled by machine, part
references:
  - Burr, S. A. and Erdős, P.; see Erdős, P., Some of my favourite problems in various branches of
    combinatorics (1994).
  - Tsoukalas, G. et al., arXiv:2605.22763 (2026).
informal:
  There is a basis A of order 2 such that if A is the disjoint union of A1 and A2, then A1 + A1 and A2 +
  A2 do not both have bounded gaps.
quotation:
  Is there a basis $A$ of order $2$ such that if $A=A_1\sqcup A_2$ then $A_1+A_1$ and $A_2+A_2$ cannot
  both have bounded gaps?
meaning:
  Call a set A of naturals a basis if every natural n ≥ 1 is in A or is a sum of two, possibly equal,
  elements of A. A set S has bounded gaps if there is g such that every interval [n, n+g] with n ≥ 0
  meets S. There is a basis A such that for every partition of A into two disjoint sets A1 and A2,
  either of which may be empty, A1 + A1 and A2 + A2 do not both have bounded gaps.
note:
  The second part of #741, one of the nine Erdős problems of the AlphaProof Nexus paper.
reports:
  - informal solved, 2025-08-31, https://www.erdosproblems.com/741: solved
  - formal formalised, 2025-08-31, https://www.erdosproblems.com/741: Lean
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/741.lean:
    This was proved by DeepMind prover agent.
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `n` is a sum of two members of `A`. -/
def IsSum (A : Nat → Prop) (n : Nat) : Prop := ∃ a b, A a ∧ A b ∧ n = a + b

/-- Every number is a sum of at most two members of `A`. -/
def IsBasis (A : Nat → Prop) : Prop := ∀ n, n = 0 ∨ A n ∨ IsSum A n

/-- Among any `g + 1` consecutive numbers there is a member of `S`. -/
def HasBoundedGaps (S : Nat → Prop) : Prop := ∃ g : Nat, ∀ n, ∃ i, i ≤ g ∧ S (n + i)

/-- Test lemma: the odd numbers are a basis, the even ones are not. -/
theorem isBasis_parity : IsBasis (· % 2 = 1) ∧ ¬ IsBasis (· % 2 = 0) := by
  refine ⟨fun n => ?_, fun h => ?_⟩
  · by_cases h : n % 2 = 1
    · exact Or.inr (Or.inl h)
    · by_cases h0 : n = 0
      · exact Or.inl h0
      · exact Or.inr (Or.inr ⟨n - 1, 1, by omega, rfl, by omega⟩)
  · rcases h 1 with h | h | ⟨a, b, ha, hb, h⟩ <;> omega

/-- Test lemma: multiples of 5 have bounded gaps, the numbers below 7 have not. -/
theorem hasBoundedGaps_some : HasBoundedGaps (· % 5 = 0) ∧ ¬ HasBoundedGaps (fun n => n < 7) := by
  refine ⟨⟨4, fun n => ⟨(5 - n % 5) % 5, by omega, by omega⟩⟩, fun ⟨g, h⟩ => ?_⟩
  obtain ⟨i, _, hi⟩ := h 7
  omega

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ A : Nat → Prop, IsBasis A ∧ ∀ A₁ A₂ : Nat → Prop, (∀ n, A n ↔ A₁ n ∨ A₂ n) → (∀ n, ¬ (A₁ n ∧ A₂ n)) →
      ¬ (HasBoundedGaps (IsSum A₁) ∧ HasBoundedGaps (IsSum A₂)) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
