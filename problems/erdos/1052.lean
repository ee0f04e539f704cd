/-
id: erdos/1052
title: Unitary perfect numbers
source: https://www.erdosproblems.com/1052
status: open
tags: number theory, divisors
references:
  - Subbarao, M. V. and Warren, L. J., Unitary perfect numbers. Canad. Math. Bull. 9 (1966), 147-153.
  - Wall, C. R., The fifth unitary perfect number. Canad. Math. Bull. 18 (1975), 115-122.
informal:
  Are there only finitely many unitary perfect numbers, that is numbers that are the sum of their divisors
  d < n coprime to n/d?
quotation:
  A proper unitary divisor of $n$ is a divisor $d$ of $n$ such that $d$ is coprime to $n/d$, and $d < n$.
  A number $n > 0$ is a unitary perfect number if it is the sum of its proper unitary divisors. Are there
  only finitely many unitary perfect numbers?
meaning:
  Call n unitary perfect if n ≥ 1 and n equals the sum of all d with 1 ≤ d < n, d dividing n and gcd(d,
  n/d) = 1. There is a natural B such that every unitary perfect n is at most B, so there are only
  finitely many.
note:
  A proof answers yes, a disproof no. Five are known.
reports:
  - informal open, 2025-09-28, https://www.erdosproblems.com/1052: open
  - formal unformalised, undated, https://www.erdosproblems.com/1052: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/1052.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The divisors `d < n` of `n` that are coprime to `n / d`. -/
def properUnitary (n : Nat) : List Nat := (List.range n).filter fun d => 1 ≤ d ∧ n % d = 0 ∧ Nat.gcd d (n / d) = 1

/-- Test lemma: those of 12 and of 60. -/
theorem properUnitary_some : properUnitary 12 = [1, 3, 4] ∧ properUnitary 60 = [1, 3, 4, 5, 12, 15, 20] := by
  decide +kernel

/-- `n` is the sum of its proper unitary divisors. -/
abbrev IsUnitaryPerfect (n : Nat) : Prop := 1 ≤ n ∧ (properUnitary n).sum = n

/-- Test lemma: 6 and 60 are the first two. -/
theorem isUnitaryPerfect_below_70 : (List.range 70).filter (fun n => IsUnitaryPerfect n) = [6, 60] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ B : Nat, ∀ n : Nat, IsUnitaryPerfect n → n ≤ B := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
