/-
id: oeis/A000396-odd
title: There is no odd perfect number
source: https://oeis.org/A000396
status: open
tags: number theory, perfect numbers, starter
references:
  - Guy, R. K., Unsolved Problems in Number Theory, section B1.
informal:
  Perfect numbers: n equals the sum of its proper divisors. Conjecture: all of them are even.
quotation:
  Perfect numbers k: k is equal to the sum of the proper divisors of k. There are no other even perfect
  numbers and it is believed that there are no odd perfect numbers.
meaning:
  For natural n let s(n) be the sum of the divisors d of n with d < n; n is perfect if n > 0 and s(n) =
  n. Every perfect number is even.
reports:
  - informal open, 2026-10-02, https://oeis.org/A000396: it is believed that there are no odd perfect
    numbers.
  - formal stated, 2026-11-27, problems/oeis/A000396-odd.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The sum of the proper divisors of `n`. -/
noncomputable def properDivisorSum (n : Nat) : Nat := ((List.range n).map fun d => if d ∣ n then d else 0).sum

/-- `n` is perfect. The number 0, which equals its empty sum, is not. -/
abbrev IsPerfect (n : Nat) : Prop := 0 < n ∧ properDivisorSum n = n

/-- Test lemma: proper divisor sums of 1, …, 12 (OEIS A001065). -/
theorem properDivisorSum_first :
    (List.range 12).map (fun i => properDivisorSum (i + 1)) = [0, 1, 1, 3, 1, 6, 1, 7, 4, 8, 1, 16] := by
  decide

/-- Test lemma: the perfect numbers below 50. -/
theorem isPerfect_below_50 : (List.range 50).filter (fun n => IsPerfect n) = [6, 28] := by decide +kernel

/-- Test lemma: 496 is perfect. -/
theorem isPerfect_496 : IsPerfect 496 := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, IsPerfect n → n % 2 = 0 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
