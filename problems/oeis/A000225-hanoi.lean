/-
id: oeis/A000225-hanoi
title: The Tower of Hanoi takes 2^n - 1 moves
source: https://oeis.org/A000225
status: proved
tags: combinatorics, recurrence, variant, starter
references:
  - OEIS Foundation, A000225. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A000225.
informal:
  The recurrence h(0) = 0, h(n + 1) = 2h(n) + 1 for the moves of the Tower of Hanoi gives h(n) = 2^n - 1.
quotation:
  a(n) = 2^n - 1. Also solutions (with minimum number of moves) for the problem of Benares Temple, i.e.,
  three diamond needles with n discs ordered by decreasing size on the first needle to place in the same
  order on the third one, without ever moving more than one disc at a time and without ever placing one
  disc at the top of a smaller one.
meaning:
  Let h(0) = 0 and h(n+1) = 2h(n) + 1. For every natural n, h(n) + 1 = 2^n.
equivalence:
  Written h(n) + 1 = 2^n, so that no subtraction is needed.
note:
  A known fact of the entry.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A000225-hanoi.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A000225-hanoi.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Moves that the Tower of Hanoi with `n` disks takes, A000225 with offset 0. -/
def hanoi : Nat → Nat
  | 0 => 0
  | n + 1 => 2 * hanoi n + 1

/-- Test lemma: A000225(0), …, A000225(8). -/
theorem hanoi_first : (List.range 9).map hanoi = [0, 1, 3, 7, 15, 31, 63, 127, 255] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, hanoi n + 1 = 2 ^ n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
