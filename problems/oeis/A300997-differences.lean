/-
id: oeis/A300997-differences
title: Settling times of a falling mass grow by 1 or 2
source: https://oeis.org/A300997
status: proved
tags: combinatorics, cellular automata, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
  - Adamczewski, T., OEIS Open: How many conjectures can language models turn into theorems?
    arXiv:2608.11941 (2026).
informal:
  Masses stand in a row. In one step each cell keeps the larger half of its mass (an odd unit stays) and hands
  the rest on to the right. Let a(n) be the number of steps from one cell of mass n to n cells of mass 1. From
  one n to the next, a grows by 1 or by 2.
quotation:
  a(n) is the number of steps needed to reach a stable configuration in the 1D cellular automaton
  initialized with one cell with mass n and based on the rule "each cell gives half of its mass, rounded
  down, to its right neighbor". Observations/conjectures: it appears that the finite difference of this
  sequence only contains 1's and 2's, that the runs of 2's are delimited by isolated 1's and tend to
  become larger and larger.
meaning:
  Start with a row of one cell that holds n. In each step every cell that holds m keeps ⌈m/2⌉ and passes
  ⌊m/2⌋ to the next cell on the right, all at the same time; a new cell is added at the right end only
  if it receives something nonzero. For every n ≥ 1 there are a first time s at which the row from n is
  n cells of 1, and a first time t at which the row from n+1 is n+1 cells of 1, and t = s + 1 or t = s +
  2.
note:
  The first of the three observations. That the stable state is reached at all is part of the claim.
reports:
  - informal proved, 2026-08-19, https://oeis.org/A300997: Adamczewski includes a proof abstract
    regarding the above conjecture in linked article.
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/300997.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- One step; `c` is what comes in from the left. -/
def stepWith : Nat → List Nat → List Nat
  | c, [] => if c = 0 then [] else [c]
  | c, m :: l => ((m + 1) / 2 + c) :: stepWith (m / 2) l

/-- The masses of the cells after `t` steps, from one cell of mass `n`. -/
def masses (n : Nat) : Nat → List Nat
  | 0 => [n]
  | t + 1 => stepWith 0 (masses n t)

/-- Test lemma: the diagram of the entry for mass 5. -/
theorem masses_five :
    (List.range 8).map (masses 5) = [[5], [3, 2], [2, 2, 1], [1, 2, 2], [1, 1, 2, 1], [1, 1, 1, 2],
      [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]] := by
  decide

/-- After `t` steps, and not before, there are `n` cells of mass 1. -/
abbrev IsTime (n t : Nat) : Prop :=
  masses n t = List.replicate n 1 ∧ ∀ s, s < t → masses n s ≠ List.replicate n 1

/-- Test lemma: A300997(1), ..., A300997(6). -/
theorem isTime_first : IsTime 1 0 ∧ IsTime 2 1 ∧ IsTime 3 3 ∧ IsTime 4 4 ∧ IsTime 5 6 ∧ IsTime 6 8 := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, 1 ≤ n → ∃ s t : Nat, IsTime n s ∧ IsTime (n + 1) t ∧ (t = s + 1 ∨ t = s + 2) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
