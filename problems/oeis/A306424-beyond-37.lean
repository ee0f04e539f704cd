/-
id: oeis/A306424-beyond-37
title: 37 is the last number with at most two digits in every base (false)
source: https://oeis.org/A306424
status: disproved
tags: number theory, digits, variant
references:
  - OEIS Foundation, A306424. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A306424.
informal:
  No k > 37 has at most two distinct digits in base b for every b = 3..k-1.
quotation:
  Numbers k such that the base-b expansion of k for each b = 3..k-1 never contains more than two distinct
  digits. Conjecture: The sequence is finite, with 43 being the last term. I checked the conjecture to
  10809638.
meaning:
  Call k a term if for every base b with 3 ≤ b < k the representation of k in base b has at most 2
  distinct digits. No k > 37 is a term.
note:
  oeis/A306424-last without its last term.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A306424-beyond-37.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A306424-beyond-37.lean:
    disproved and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The last `fuel` digits of `n` in base `b`, the last one first; stops at 0. -/
def digitsWithin (b : Nat) : Nat → Nat → List Nat
  | 0, _ => []
  | fuel + 1, n => if n = 0 then [] else n % b :: digitsWithin b fuel (n / b)

/-- The number of different elements of a list. -/
def distinct : List Nat → Nat
  | [] => 0
  | d :: l => if d ∈ l then distinct l else distinct l + 1

/-- Test lemma: 10 is 101 in base 3 and 14 in base 6. -/
theorem digits_ten : digitsWithin 3 10 10 = [1, 0, 1] ∧ digitsWithin 6 10 10 = [4, 1] := by decide

/-- Test lemma: repetitions are counted once. -/
theorem distinct_some : distinct [] = 0 ∧ distinct [1, 0, 1] = 2 ∧ distinct [3, 1, 2, 3, 3] = 3 := by decide

/-- In every base from 3 to `k - 1`, `k` has at most two different digits. -/
abbrev IsTerm (k : Nat) : Prop := ∀ b, b < k → 3 ≤ b → distinct (digitsWithin b k k) ≤ 2

/-- Test lemma: the terms of A306424 below 50. -/
theorem isTerm_below_50 :
    (List.range 50).filter (fun k => 1 ≤ k ∧ IsTerm k) =
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 16, 17, 20, 22, 23, 25, 26, 31, 37, 43] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ k : Nat, 37 < k → ¬ IsTerm k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
