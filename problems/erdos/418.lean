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
  For each M there is m ≥ M such that no natural n has n - φ(n) = m, where φ(n) counts the numbers from 1
  to n coprime to n.
note:
  φ(n) ≤ n, so the subtraction is exact. Proved by Browkin and Schinzel with 2^k · 509203.
reports:
  - informal proved, 2025-11-23, https://www.erdosproblems.com/418: proved
  - formal formalised, 2025-11-23, https://www.erdosproblems.com/418: Lean
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/418.lean:
    stated
reviewed: no
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
