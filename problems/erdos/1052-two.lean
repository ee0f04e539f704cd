/-
id: erdos/1052-two
title: 6 and 60 are the only unitary perfect numbers (false)
source: https://www.erdosproblems.com/1052
status: disproved
tags: number theory, divisors, variant
references:
  - Bloom, T. F., Erdős Problem #1052. Erdős Problems, https://www.erdosproblems.com/1052.
informal:
  There are no unitary perfect numbers beyond 60.
quotation:
  A proper unitary divisor of $n$ is a divisor $d$ of $n$ such that $d$ is coprime to $n/d$, and $d < n$.
  A number $n > 0$ is a unitary perfect number if it is the sum of its proper unitary divisors. Are there
  only finitely many unitary perfect numbers?
meaning:
  Call n unitary perfect if n ≥ 1 and n equals the sum of all d with 1 ≤ d < n, d dividing n and gcd(d,
  n/d) = 1. Every unitary perfect n is at most 60.
note:
  erdos/1052 with too small a bound: 90 is the third.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/1052-two.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/1052-two.lean: disproved and
    replayed by this program's judge
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
    ∀ n : Nat, IsUnitaryPerfect n → n ≤ 60 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
