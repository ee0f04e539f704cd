/-
id: oeis/A023108-196
title: 196 is a Lychrel number
source: https://oeis.org/A023108
status: open
tags: number theory, decimal digits
references:
  - Gruenberger, F., How to handle numbers with thousands of digits, and why one might want to.
    Scientific American 250 (No. 4, 1984), 19-26.
informal:
  Repeatedly adding the number with reversed digits, 196 never becomes a palindrome.
quotation:
  Positive integers which apparently never result in a palindrome under repeated applications of the
  function A056964(x) = x + (x with digits reversed). 196 is conjectured to be smallest initial term which
  does not lead to a palindrome.
meaning:
  Let reverse(n) be the number with the decimal digits of n reversed, where zeros at the end of n drop.
  For every i ≥ 1, the number obtained from 196 after i steps n → n + reverse(n) is not equal to its
  reversal.
reports:
  - informal open, 2021-03-15, https://oeis.org/A023108: 196 is conjectured to be smallest initial term
    which does not lead to a palindrome.
  - formal stated, 2026-11-27, problems/oeis/A023108-196.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `acc` followed by the last `fuel` decimal digits of `n`, the last one first; stops at 0. -/
def reverseWithin : Nat → Nat → Nat → Nat
  | 0, _, acc => acc
  | fuel + 1, n, acc => if n = 0 then acc else reverseWithin fuel (n / 10) (10 * acc + n % 10)

/-- The number with the decimal digits of `n` in reverse order, `n` having at most `n` of them. -/
def reverse (n : Nat) : Nat := reverseWithin n n 0

/-- Test lemma: reversals, with the zeros at the end lost. -/
theorem reverse_some : [0, 7, 48, 100, 494, 120].map reverse = [0, 7, 84, 1, 494, 21] := by decide +kernel

/-- Reverse and add, `i` times. -/
def iterate : Nat → Nat → Nat
  | 0, n => n
  | i + 1, n => iterate i (n + reverse n)

/-- Test lemma: 196, 887, 1675, 7436, 13783, as in the entry. -/
theorem iterate_196 : (List.range 5).map (fun i => iterate i 196) = [196, 887, 1675, 7436, 13783] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ i : Nat, 1 ≤ i → reverse (iterate i 196) ≠ iterate i 196 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
