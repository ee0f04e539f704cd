/-
id: oeis/A003001-finite
title: Multiplicative persistence is bounded
source: https://oeis.org/A003001
status: open
tags: number theory, decimal digits
references:
  - Sloane, N. J. A., The persistence of a number. J. Recreational Math. 6 (1973), 97-98.
informal:
  There is a bound on how often the digits of a number can be multiplied together before a single digit is
  reached.
quotation:
  Smallest number of multiplicative persistence n. Probably finite. The persistence of a number (A031346)
  is the number of times you need to multiply the digits together before reaching a single digit.
meaning:
  Let D(n) be the product of the decimal digits of n, so that D(n) = n for n < 10. There is a natural B
  such that for every natural n, applying D exactly B times to n gives a number below 10.
equivalence:
  A single digit is its own product, so persistence at most B means that the B-th iterate is below 10; the
  sequence of smallest numbers is finite iff persistence is bounded, since the product of digits of a
  number of persistence n+1 has persistence n.
note:
  The entry says "probably finite". The largest persistence known is 11.
reports:
  - informal open, 2023-09-20, https://oeis.org/A003001: Probably finite.
  - formal stated, 2026-11-27, problems/oeis/A003001-finite.lean: stated in core Lean
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
    ∃ B : Nat, ∀ n : Nat, iterate B n < 10 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
