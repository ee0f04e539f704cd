/-
id: erdos/152
title: Isolated sums of Sidon sets
source: https://www.erdosproblems.com/152
status: proved
tags: Sidon sets, settled by machine
references:
  - Erdős, P., Sárközy, A. and Sós, V. T., On sum sets of Sidon sets, I. J. Number Theory 47 (1994),
    329-347.
  - Tsoukalas, G. et al., arXiv:2605.22763 (2026).
informal:
  For every M there is an n such that every Sidon set A of at least n elements has at least M elements s
  of A + A with s - 1 and s + 1 not in A + A.
quotation:
  For any $M\geq 1$, if $A\subset \mathbb{N}$ is a sufficiently large finite Sidon set then there are at
  least $M$ many $a\in A+A$ such that $a+1,a-1\not\in A+A$. Must $\lim f(n) = \infty$?
meaning:
  A Sidon list is a strictly increasing list of naturals, 0 allowed, in which a + b = c + d with a ≤ b
  and c ≤ d, all from the list, forces a = c and b = d; a = b is permitted. An isolated sum is a number
  s in A+A with s+1 not in A+A and s = 0 or s-1 not in A+A. For every M there is n such that every Sidon
  list with at least n elements has at least M isolated sums.
note:
  One of the nine Erdős problems of the AlphaProof Nexus paper.
reports:
  - informal proved, 2026-04-03, https://www.erdosproblems.com/152: proved
  - formal unformalised, undated, https://www.erdosproblems.com/152: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/152.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- All sums of two elements, in all orders. -/
def sums (A : List Nat) : List Nat := A.flatMap fun a => A.map fun b => a + b

/-- `A` increases, and sums of two of its elements coincide only if the elements do. -/
abbrev IsSidon (A : List Nat) : Prop :=
  A.Pairwise (· < ·) ∧ ∀ a ∈ A, ∀ b ∈ A, ∀ c ∈ A, ∀ d ∈ A, a ≤ b → c ≤ d → a + b = c + d → a = c ∧ b = d

/-- Test lemma: 1, 2, 5, 11 is a Sidon set, 1, 2, 3 is none (1 + 3 = 2 + 2), nor is 2, 1. -/
theorem isSidon_some : IsSidon [1, 2, 5, 11] ∧ ¬ IsSidon [1, 2, 3] ∧ ¬ IsSidon [2, 1] := by
  refine ⟨?_, ?_, ?_⟩ <;> decide +kernel

/-- The sums without a neighbour among the sums; all sums are at most twice the last element. -/
def isolated (A : List Nat) : List Nat :=
  (List.range (2 * A.foldr max 0 + 1)).filter fun s =>
    s ∈ sums A ∧ ¬ s + 1 ∈ sums A ∧ (s = 0 ∨ ¬ s - 1 ∈ sums A)

/-- Test lemma: the sums of 1, 2, 5, 11 are 2, 3, 4, 6, 7, 10, 12, 13, 16, 22. -/
theorem isolated_some : isolated [1, 2, 5, 11] = [10, 16, 22] ∧ isolated [0, 5] = [0, 5, 10] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ M : Nat, ∃ n : Nat, ∀ A : List Nat, IsSidon A → n ≤ A.length → M ≤ (isolated A).length := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
