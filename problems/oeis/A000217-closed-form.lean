/-
id: oeis/A000217-closed-form
title: Triangular numbers: closed form
source: https://oeis.org/A000217
status: proved
tags: number theory, variant, starter
references:
  - OEIS Foundation, A000217. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A000217.
informal:
  0 + 1 + 2 + ... + n = n(n + 1)/2.
quotation:
  Triangular numbers: a(n) = binomial(n+1,2) = n*(n+1)/2 = 0 + 1 + 2 + ... + n.
meaning:
  Let T(0) = 0 and T(n+1) = T(n) + (n+1). For every natural n, 2·T(n) = n(n+1).
equivalence:
  Multiplied by 2, so that no division is needed.
note:
  The defining formula of the entry.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A000217-closed-form.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A000217-closed-form.lean: proved
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

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 2 * triangular n = n * (n + 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
