/-
id: oeis/A005231-none
title: No odd number is abundant (false)
source: https://oeis.org/A005231
status: disproved
tags: number theory, divisors, variant
references:
  - OEIS Foundation, A005231. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A005231.
informal:
  The sum of the divisors of an odd number m never exceeds 2m.
quotation:
  Odd abundant numbers (odd numbers m whose sum of divisors exceeds 2m). While the first even abundant
  number is 12 = 2^2*3, the first odd abundant is 945 = 3^3*5*7, the 232nd abundant number.
meaning:
  Let σ(m) be the sum of all positive divisors of m. For every odd natural m, σ(m) ≤ 2m.
note:
  945 is the first counterexample.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A005231-none.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A005231-none.lean: disproved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The sum of the divisors of `n`, and 0 for `n = 0`. -/
def sigma (n : Nat) : Nat := ((List.range (n + 1)).filter fun d => 0 < d ∧ n % d = 0).sum

/-- Test lemma: the values at 1, ..., 12. -/
theorem sigma_first : (List.range 12).map (fun i => sigma (i + 1)) = [1, 3, 4, 7, 6, 12, 8, 15, 13, 18, 12, 28] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ m : Nat, m % 2 = 1 → sigma m ≤ 2 * m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
