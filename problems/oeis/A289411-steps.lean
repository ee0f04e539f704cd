/-
id: oeis/A289411-steps
title: The blancmange of digit sums has steps of at most 1
source: https://oeis.org/A289411
status: proved
tags: number theory, decimal digits, variant
references:
  - OEIS Foundation, A289411. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A289411.
informal:
  For a(n), the sum over k = 0..n of the sign of s(5k) - s(k), neighbouring terms differ by at most 1.
quotation:
  We also have symmetries: - for k = 1..6: let m_k = (10^k)/2-1: for i = 0..m_k, we have a(m_k - i) =
  a(m_k + i), - this relation is conjectured to hold for any k > 0
meaning:
  Let s be the decimal digit sum and let a(n) be the sum of the signs of s(5k) - s(k) over k = 0, ...,
  n. For every natural n, a(n) - 1 ≤ a(n+1) ≤ a(n) + 1.
note:
  Clear from the definition; oeis/A289411-symmetry is the conjecture.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A289411-steps.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A289411-steps.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The sum of the last `fuel` decimal digits of `n`. -/
def digitSumWithin : Nat → Nat → Nat
  | 0, _ => 0
  | fuel + 1, n => n % 10 + digitSumWithin fuel (n / 10)

/-- The sum of the decimal digits of `n`, which has at most `n` of them (`n = 0` has sum 0). -/
def digitSum (n : Nat) : Nat := digitSumWithin n n

/-- Test lemma: some sums of digits. -/
theorem digitSum_some : [0, 9, 10, 49, 105, 999].map digitSum = [0, 9, 1, 13, 6, 27] := by decide +kernel

/-- A289411 with offset 0. -/
def a (n : Nat) : Int :=
  ((List.range (n + 1)).map fun k => ((digitSum (5 * k) : Int) - (digitSum k : Int)).sign).sum

/-- Test lemma: A289411(0), ..., A289411(25). -/
theorem a_first :
    (List.range 26).map a =
      [0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 8, 9, 8, 9, 8, 9] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, a n - 1 ≤ a (n + 1) ∧ a (n + 1) ≤ a n + 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
