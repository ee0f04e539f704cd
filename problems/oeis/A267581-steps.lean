/-
id: oeis/A267581-steps
title: The middle column of Rule 167 has two values
source: https://oeis.org/A267581
status: proved
tags: combinatorics, cellular automata, variant
references:
  - OEIS Foundation, A267581. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A267581.
informal:
  Each term of A267581 is twice the one before, or one more.
quotation:
  Assuming the conjecture that the positions of the 0-bits of the middle column ("Rule 167") are given by
  the sequence A000051, it follows that a possible formula could be: a(n) = 2*a(n-1) + 1 -
  floor((1/2)^((2^(n+1)) mod n)) with a(0)=1 and a(1)=3 (Not proved, but tested up to n = 10^4).
meaning:
  Take the cellular automaton Rule 167 on the integers, from a single 1 at position 0. Let a(n) be the
  number whose binary digits, most significant first, are the values of cell 0 at the times 0, ..., n.
  For every natural n, a(n+1) = 2a(n) or a(n+1) = 2a(n) + 1.
note:
  A first step towards oeis/A267581-recurrence: cells are 0 or 1.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A267581-steps.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A267581-steps.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The cell at `x` after `t` steps of Rule 167, from a single 1 at 0. -/
def cell : Nat → Int → Nat
  | 0, x => if x = 0 then 1 else 0
  | t + 1, x => 167 / 2 ^ (4 * cell t (x - 1) + 2 * cell t x + cell t (x + 1)) % 2

/-- The middle column up to time `n`, read in binary: A267581 with offset 0. -/
def a : Nat → Nat
  | 0 => cell 0 0
  | n + 1 => 2 * a n + cell (n + 1) 0

/-- Test lemma: row 1 is 1, 1, 1, 0 from -2 to 1. -/
theorem cell_one : [-2, -1, 0, 1].map (cell 1) = [1, 1, 1, 0] := by decide +kernel

/-- Test lemma: A267581(0), ..., A267581(6). -/
theorem a_first : (List.range 7).map a = [1, 3, 6, 13, 26, 53, 107] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, a (n + 1) = 2 * a n ∨ a (n + 1) = 2 * a n + 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
