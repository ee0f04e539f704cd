/-
id: oeis/A001045-neighbours
title: Neighbouring Jacobsthal numbers add up to 2^n
source: https://oeis.org/A001045
status: proved
tags: number theory, recurrence, variant, starter
references:
  - OEIS Foundation, A001045. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A001045.
informal:
  J(n) + J(n + 1) = 2^n, where J(0) = 0, J(1) = 1, J(n + 2) = J(n + 1) + 2J(n).
quotation:
  Jacobsthal sequence (or Jacobsthal numbers): a(n) = a(n-1) + 2*a(n-2), with a(0) = 0, a(1) = 1. Sums of
  pairs of consecutive terms give all powers of 2 in increasing order.
meaning:
  Let J(0) = 0, J(1) = 1 and J(n+2) = J(n+1) + 2J(n). For every natural n, J(n) + J(n+1) = 2^n.
note:
  A formula of the entry.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A001045-neighbours.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A001045-neighbours.lean: proved
    and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Jacobsthal numbers, A001045 with offset 0. -/
def jacobsthal : Nat → Nat
  | 0 => 0
  | 1 => 1
  | n + 2 => jacobsthal (n + 1) + 2 * jacobsthal n

/-- Test lemma: A001045(0), …, A001045(10). -/
theorem jacobsthal_first :
    (List.range 11).map jacobsthal = [0, 1, 1, 3, 5, 11, 21, 43, 85, 171, 341] := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, jacobsthal n + jacobsthal (n + 1) = 2 ^ n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
