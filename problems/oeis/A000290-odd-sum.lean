/-
id: oeis/A000290-odd-sum
title: The first n odd numbers add up to n²
source: https://oeis.org/A000290
status: proved
tags: number theory, squares, variant, starter
references:
  - OEIS Foundation, A000290. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A000290.
informal:
  1 + 3 + 5 + ... + (2n - 1) = n².
quotation:
  The squares: a(n) = n^2. Zero followed by partial sums of A005408 (odd numbers).
meaning:
  Let S(0) = 0 and S(n+1) = S(n) + (2n+1), the sum of the first n odd numbers. For every natural n, S(n)
  = n².
note:
  A known fact of the entry.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A000290-odd-sum.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A000290-odd-sum.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The sum of the first `n` odd numbers. -/
def oddSum : Nat → Nat
  | 0 => 0
  | n + 1 => oddSum n + (2 * n + 1)

/-- Test lemma: A000290(0), …, A000290(8). -/
theorem oddSum_first : (List.range 9).map oddSum = [0, 1, 4, 9, 16, 25, 36, 49, 64] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, oddSum n = n ^ 2 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
