/-
id: oeis/A267581-recurrence
title: The middle column of Rule 167
source: https://oeis.org/A267581
status: proved
tags: combinatorics, cellular automata, settled by machine
references:
  - Wolfram, S., A New Kind of Science. Wolfram Media (2002), 55.
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
  - Adamczewski, T., OEIS Open: How many conjectures can language models turn into theorems?
    arXiv:2608.11941 (2026).
informal:
  Read in binary, the middle column of the cellular automaton Rule 167 from a single black cell satisfies
  a(n) = 2a(n-1) + 1 - floor((1/2)^(2^(n+1) mod n)) for n ≥ 2.
quotation:
  Assuming the conjecture that the positions of the 0-bits of the middle column ("Rule 167") are given by
  the sequence A000051, it follows that a possible formula could be: a(n) = 2*a(n-1) + 1 -
  floor((1/2)^((2^(n+1)) mod n)) with a(0)=1 and a(1)=3 (Not proved, but tested up to n = 10^4).
meaning:
  Take the cellular automaton Rule 167 on the integers, from a single 1 at position 0: the cell at time
  t+1 is the bit of 167 at 4·left + 2·self + right. Let a(n) be the number whose binary digits, most
  significant first, are the values of cell 0 at the times 0, ..., n. For every n ≥ 2, a(n) = 2a(n-1) +
  c, where c = 0 if n divides 2^(n+1) and c = 1 otherwise.
equivalence:
  (1/2)^r rounded down is 1 for r = 0 and 0 for r > 0, so 1 minus it is the last summand.
reports:
  - informal proved, 2026-05-28, https://oeis.org/A267581: This was proved by an autonomous AI agent,
    see the Lean file.
  - formal formalised, 2026-05-28,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_267581_conjecture_0.lean:
    AlphaProof Nexus, A267581 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/267581.lean:
    research solved, formal_proof using formal_conjectures
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
    ∀ n : Nat, 2 ≤ n → a n = 2 * a (n - 1) + (if 2 ^ (n + 1) % n = 0 then 0 else 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
