/-
id: erdos/398
title: Brocard's problem
source: https://www.erdosproblems.com/398
status: open
tags: number theory, factorials
references:
  - Brocard, H., Question 1532. Nouv. Corresp. Math. 2 (1876), 287; Nouv. Ann. Math. (3) 4 (1885), 391.
informal:
  n! + 1 = m^2 has no solutions other than n = 4, 5, 7.
quotation:
  **Brocard's Problem** Does $n! + 1 = m^2$ have integer solutions other than $n = 4, 5, 7$?
meaning:
  For all naturals n and m, if n! + 1 = m^2, then n is 4, 5 or 7.
note:
  Stated as the conjecture: a proof says that there are no others.
reports:
  - informal falsifiable, 2025-08-31, https://www.erdosproblems.com/398: falsifiable
  - formal unformalised, undated, https://www.erdosproblems.com/398: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/398.lean:
    stated
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
    ∀ n m : Nat, factorial n + 1 = m * m → n = 4 ∨ n = 5 ∨ n = 7 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
