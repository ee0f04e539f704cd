/-
id: oeis/A023108-twenty
title: Numbers below 196 become palindromes within 20 steps (false)
source: https://oeis.org/A023108
status: disproved
tags: number theory, decimal digits, variant
references:
  - OEIS Foundation, A023108. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A023108.
informal:
  Every number below 196 becomes a palindrome after at most 20 steps of reverse and add.
quotation:
  Positive integers which apparently never result in a palindrome under repeated applications of the
  function A056964(x) = x + (x with digits reversed). 196 is conjectured to be smallest initial term which
  does not lead to a palindrome.
meaning:
  Let reverse(n) be the number with the decimal digits of n reversed. For every natural n < 196,
  including 0, there is i with 0 ≤ i ≤ 20 such that the number obtained from n after i steps x → x +
  reverse(x) equals its reversal. i = 0 counts.
note:
  89 and 98 need 24 steps.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A023108-twenty.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A023108-twenty.lean: disproved
    and replayed by this program's judge
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
    ∀ n : Nat, n < 196 → ∃ i, i < 21 ∧ reverse (iterate i n) = iterate i n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
