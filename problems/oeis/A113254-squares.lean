/-
id: oeis/A113254-squares
title: Odd-indexed terms of A113254 are squares
source: https://oeis.org/A113254
status: proved
tags: number theory, linear recurrences, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  The sequence a(n) = -4 a(n-1) + 256 a(n-3) + 4096 a(n-4) with a(0..3) = -1, 4, 176, 3136 has a perfect
  square at every odd index.
quotation:
  Conjecture: a(m, 2*n+1) is a perfect square for all m,n (see A113249). This was proved in the case m = 8
  (this sequence) by an autonomous AI agent, see the Lean file. The proof uses an auxiliary sequence Y (a
  second-order recurrence) and shows the odd-indexed terms satisfy a(2n+1) = Y(n)^2 by induction over a
  three-term window.
meaning:
  Let a(0), ..., a(3) be -1, 4, 176, 3136 and a(n+4) = -4a(n+3) + 256a(n+1) + 4096a(n), in the integers.
  For every natural n, a(2n+1) is the square of an integer.
note:
  The case m = 8 of the conjecture, which is the sequence of this entry.
reports:
  - informal proved, 2026-05-25, https://oeis.org/A113254: This was proved in the case m = 8 (this
    sequence) by an autonomous AI agent
  - formal formalised, 2026-05-25,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_113254_conjecture_0.lean:
    AlphaProof Nexus, A113254 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/113254.lean:
    research solved, formal_proof using formal_conjectures
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A113254-squares.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- A113254 with offset 0. -/
def a : Nat → Int
  | 0 => -1
  | 1 => 4
  | 2 => 176
  | 3 => 3136
  | n + 4 => -4 * a (n + 3) + 256 * a (n + 1) + 4096 * a n

/-- Test lemma: A113254(0), ..., A113254(9). -/
theorem a_first :
    (List.range 10).map a =
      [-1, 4, 176, 3136, -15616, 123904, 1028096, 4734976, -51183616, 975437824] := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, ∃ m : Int, a (2 * n + 1) = m * m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
