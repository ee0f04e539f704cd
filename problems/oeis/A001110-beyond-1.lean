/-
id: oeis/A001110-beyond-1
title: A square triangular number beyond 1?
source: https://oeis.org/A001110
status: proved
tags: number theory, squares, variant, question, starter
references:
  - OEIS Foundation, A001110. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A001110.
answer: prop
informal:
  Is there a number greater than 1 that is both triangular and square?
quotation:
  Square triangular numbers: numbers that are both triangular and square.
meaning:
  Let T(n) = 0 + 1 + ... + n. A value, True or False, is to be given. It holds if and only if there is a
  natural n > 1 for which T(n) is the square of a natural number.
note:
  A question about the sequence 0, 1, 36, 1225, ... of square triangular numbers: the value is True or
  False. `triangular n > 1` iff n > 1.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A001110-beyond-1.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A001110-beyond-1.lean: proved
    and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Triangular numbers, A000217 with offset 0: `0 + 1 + ⋯ + n`. -/
def triangular : Nat → Nat
  | 0 => 0
  | n + 1 => triangular n + (n + 1)

/-- Test lemma: A000217(0), …, A000217(9). -/
theorem triangular_first : (List.range 10).map triangular = [0, 1, 3, 6, 10, 15, 21, 28, 36, 45] := by decide

/-- The answer to the question. -/
def answer : Prop :=
  -- EVOLVE-VALUE-START
  True
  -- EVOLVE-VALUE-END

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : answer ↔ ∃ n : Nat, 1 < n ∧ ∃ m : Nat, triangular n = m * m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
