/-
id: erdos/418
title: Infinitely many noncototients
source: https://www.erdosproblems.com/418
status: proved
tags: number theory, settled
references:
  - Browkin, J. and Schinzel, A., On integers not of the form n - φ(n). Colloq. Math. 68 (1995), 55-58.
informal:
  There are infinitely many integers not of the form n - φ(n).
quotation:
  Are there infinitely many integers not of the form $n - \phi(n)$?
meaning:
  Let phi(n) be the number of k in {1, ..., n} coprime to n. For every M there is m ≥ M not equal to n -
  phi(n) for any natural n. So infinitely many naturals are not of the form n - phi(n).
note:
  φ(n) ≤ n, so the subtraction is exact. Proved by Browkin and Schinzel with 2^k · 509203.
reports:
  - informal proved, 2025-11-23, https://www.erdosproblems.com/418: proved
  - formal formalised, 2025-11-23, https://www.erdosproblems.com/418: Lean
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/418.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Euler's function: how many of 1, ..., n are coprime to `n`. -/
def phi (n : Nat) : Nat := ((List.range (n + 1)).filter fun k => 0 < k ∧ Nat.gcd k n = 1).length

/-- Test lemma: the values at 1, ..., 12. -/
theorem phi_first : (List.range 12).map (fun i => phi (i + 1)) = [1, 1, 2, 2, 4, 2, 6, 4, 6, 4, 10, 4] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ M : Nat, ∃ m : Nat, M ≤ m ∧ ∀ n : Nat, n - phi n ≠ m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
