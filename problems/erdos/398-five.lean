/-
id: erdos/398-five
title: n! + 1 is no square beyond n = 5 (false)
source: https://www.erdosproblems.com/398
status: disproved
tags: number theory, factorials, variant
references:
  - Bloom, T. F., Erdős Problem #398. Erdős Problems, https://www.erdosproblems.com/398.
informal:
  n! + 1 = m^2 has no solutions with n > 5.
quotation:
  **Brocard's Problem** Does $n! + 1 = m^2$ have integer solutions other than $n = 4, 5, 7$?
meaning:
  For all naturals n > 5 and m, n! + 1 is not m^2.
note:
  erdos/398 without its last known solution, 7! + 1 = 71².
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/398-five.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/398-five.lean: disproved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The factorial `n! = 1 · 2 · ... · n`, with `0! = 1`. -/
def factorial : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * factorial n

/-- Test lemma: 0!, ..., 7!. -/
theorem factorial_first : (List.range 8).map factorial = [1, 1, 2, 6, 24, 120, 720, 5040] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n m : Nat, 5 < n → factorial n + 1 ≠ m * m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
