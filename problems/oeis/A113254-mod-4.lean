/-
id: oeis/A113254-mod-4
title: 4 divides every later term of A113254
source: https://oeis.org/A113254
status: proved
tags: number theory, linear recurrences, variant
references:
  - OEIS Foundation, A113254. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A113254.
informal:
  For a(n) = -4 a(n-1) + 256 a(n-3) + 4096 a(n-4) with a(0..3) = -1, 4, 176, 3136, 4 divides a(n) for n ≥
  1.
quotation:
  Conjecture: a(m, 2*n+1) is a perfect square for all m,n (see A113249). This was proved in the case m = 8
  (this sequence) by an autonomous AI agent, see the Lean file. The proof uses an auxiliary sequence Y (a
  second-order recurrence) and shows the odd-indexed terms satisfy a(2n+1) = Y(n)^2 by induction over a
  three-term window.
meaning:
  Let a(0), ..., a(3) be -1, 4, 176, 3136 and a(n+4) = -4a(n+3) + 256a(n+1) + 4096a(n), in the integers.
  For every natural n, a(n+1) is divisible by 4.
note:
  An easy property beside oeis/A113254-squares.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A113254-mod-4.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A113254-mod-4.lean: proved and
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
    ∀ n : Nat, a (n + 1) % 4 = 0 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
