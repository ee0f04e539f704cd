/-
id: erdos/406-odd
title: Odd powers of 2 end in the ternary digit 2
source: https://www.erdosproblems.com/406
status: proved
tags: number theory, digits, variant, starter
references:
  - Bloom, T. F., Erdős Problem #406. Erdős Problems, https://www.erdosproblems.com/406.
informal:
  If n is odd, then 2^n ends in the digit 2 in base 3.
quotation:
  Is it true that there are only finitely many powers of $2$ which have only the digits $0$ and $1$ when
  written in base $3$?
meaning:
  For every m ≥ 0 the last base 3 digit of 2^(2m+1) is 2, that is 2^(2m+1) is 2 modulo 3.
note:
  A first step towards erdos/406: only even exponents remain. Written with n = 2m + 1.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/406-odd.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/406-odd.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The digit of `3 ^ k` in the ternary expansion of `m`. -/
def digit (m k : Nat) : Nat := m / 3 ^ k % 3

/-- Test lemma: 256 is 100111 in base 3 (least significant digit first). -/
theorem digit_256 : (List.range 7).map (digit 256) = [1, 1, 1, 0, 0, 1, 0] := by decide

/-- Test lemma: 32 is 1012 in base 3. -/
theorem digit_32 : (List.range 4).map (digit 32) = [2, 1, 0, 1] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ m : Nat, digit (2 ^ (2 * m + 1)) 0 = 2 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
