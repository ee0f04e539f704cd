/-
id: erdos/406
title: Powers of 2 with ternary digits 0 and 1 only
source: https://www.erdosproblems.com/406
status: open
tags: number theory, digits, starter
references:
  - Erdős, P., Some unconventional problems in number theory. Math. Mag. 52 (1979), 67-70.
  - Lagarias, J. C., Ternary expansions of powers of 2. J. London Math. Soc. 79 (2009), 562-588.
informal:
  Do only finitely many powers of 2 avoid the digit 2 in base 3?
quotation:
  Is it true that there are only finitely many powers of $2$ which have only the digits $0$ and $1$ when
  written in base $3$?
meaning:
  There is N such that for every n ≥ N the base 3 expansion of 2^n contains a digit 2.
equivalence:
  Digits are 0, 1 or 2, so a number has only the digits 0 and 1 iff no digit is 2; digits beyond the
  leading one are 0. Finitely many exceptions means none from some exponent on. Stated affirmatively.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/406: open
  - formal unformalised, undated, https://www.erdosproblems.com/406: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/406.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The digit of `3 ^ k` in the ternary expansion of `m`. -/
def digit (m k : Nat) : Nat := m / 3 ^ k % 3

/-- Test lemma: 256 is 100111 in base 3 (least significant digit first). -/
theorem digit_256 : (List.range 7).map (digit 256) = [1, 1, 1, 0, 0, 1, 0] := by decide

/-- Test lemma: 32 is 1012 in base 3. -/
theorem digit_32 : (List.range 4).map (digit 32) = [2, 1, 0, 1] := by decide

/-- Test lemma: of 2^0, …, 2^11 exactly 2^0, 2^2, 2^8 have no digit 2 (2^n has at most n + 1 digits). -/
theorem no_digit_two_first :
    (List.range 12).filter (fun n => ∀ k, k < n + 1 → digit (2 ^ n) k ≠ 2) = [0, 2, 8] := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∃ N : Nat, ∀ n, N ≤ n → ∃ k, digit (2 ^ n) k = 2 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
