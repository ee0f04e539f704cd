/-
id: oeis/A300997-mass
title: The falling mass is conserved
source: https://oeis.org/A300997
status: proved
tags: combinatorics, cellular automata, variant
references:
  - OEIS Foundation, A300997. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A300997.
informal:
  Masses stand in a row. In one step each cell keeps the larger half of its mass (an odd unit stays) and hands
  the rest on to the right. Begun with one cell of mass n, the row has mass n at all times.
quotation:
  a(n) is the number of steps needed to reach a stable configuration in the 1D cellular automaton
  initialized with one cell with mass n and based on the rule "each cell gives half of its mass, rounded
  down, to its right neighbor". Observations/conjectures: it appears that the finite difference of this
  sequence only contains 1's and 2's, that the runs of 2's are delimited by isolated 1's and tend to
  become larger and larger.
meaning:
  Start with a row of one cell that holds n. In each step every cell that holds m keeps ⌈m/2⌉ and passes
  ⌊m/2⌋ to its right neighbour; a new cell is added only if it receives something nonzero. For all
  natural n and t, the total of the row after t steps is n.
note:
  An invariant of the automaton of oeis/A300997-differences.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A300997-mass.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A300997-mass.lean: proved and
    replayed by this program's judge
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

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n t : Nat, (masses n t).sum = n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
