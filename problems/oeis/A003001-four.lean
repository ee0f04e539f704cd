/-
id: oeis/A003001-four
title: Multiplicative persistence is at most 4 (false)
source: https://oeis.org/A003001
status: disproved
tags: number theory, decimal digits, variant
references:
  - OEIS Foundation, A003001. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A003001.
informal:
  The digits of any number can be multiplied together at most 4 times before a single digit is reached.
quotation:
  Smallest number of multiplicative persistence n. Probably finite. The persistence of a number (A031346)
  is the number of times you need to multiply the digits together before reaching a single digit.
meaning:
  Let D(n) be the product of the decimal digits of n, so that D(n) = n for n < 10. For every natural n,
  applying D exactly four times to n gives a number below 10.
note:
  All numbers below 679 obey it.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A003001-four.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A003001-four.lean: disproved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The product of the last `fuel` decimal digits of `n`, stopping at the first one. -/
def digitProductWithin : Nat → Nat → Nat
  | 0, _ => 1
  | fuel + 1, n => if n < 10 then n else n % 10 * digitProductWithin fuel (n / 10)

/-- The product of the decimal digits of `n`, which has at most `n + 1` of them. -/
def digitProduct (n : Nat) : Nat := digitProductWithin (n + 1) n

/-- Test lemma: some products of digits. -/
theorem digitProduct_some : [0, 7, 10, 25, 77, 679].map digitProduct = [0, 7, 0, 10, 49, 378] := by decide +kernel

/-- `digitProduct` applied `i` times. -/
def iterate : Nat → Nat → Nat
  | 0, n => n
  | i + 1, n => iterate i (digitProduct n)

/-- Test lemma: 77, 49, 36, 18, 8, as in the entry. -/
theorem iterate_77 : (List.range 5).map (fun i => iterate i 77) = [77, 49, 36, 18, 8] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, iterate 4 n < 10 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
