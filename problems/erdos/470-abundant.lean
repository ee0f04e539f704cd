/-
id: erdos/470-abundant
title: Every abundant number is a sum of distinct proper divisors (false)
source: https://www.erdosproblems.com/470
status: disproved
tags: number theory, divisors, variant
references:
  - Bloom, T. F., Erdős Problem #470. Erdős Problems, https://www.erdosproblems.com/470.
informal:
  There are no weird numbers.
quotation:
  Let $n$ be weird if $\sigma(n)\geq 2n$ and $n$ is not the sum of a distinct set of its proper divisors.
  Are there any odd weird numbers?
meaning:
  Call n abundant if the sum of its divisors d with 1 ≤ d < n exceeds n. Every abundant n is the sum of
  some set of distinct proper divisors of n.
note:
  70 is the first weird number; it is even.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/470-abundant.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/470-abundant.lean: disproved
    and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The divisors of `n` below `n`. -/
def properDivisors (n : Nat) : List Nat := (List.range n).filter fun d => 1 ≤ d ∧ n % d = 0

/-- `s` is a sum of different members of the list, which has no repetitions. -/
def isSum : Nat → List Nat → Bool
  | s, [] => s == 0
  | s, d :: l => isSum s l || (decide (d ≤ s) && isSum (s - d) l)

/-- Test lemma: the proper divisors of 12 and of 1. -/
theorem properDivisors_some : properDivisors 12 = [1, 2, 3, 4, 6] ∧ properDivisors 1 = [] := by decide

/-- Test lemma: 12 = 2 + 4 + 6; 8 is no sum of 1, 2, 4. -/
theorem isSum_some : isSum 12 [1, 2, 3, 4, 6] = true ∧ isSum 8 [1, 2, 4] = false ∧ isSum 0 [] = true := by decide

/-- The proper divisors of `n` add up to more than `n`. -/
abbrev IsAbundant (n : Nat) : Prop := n < (properDivisors n).sum

/-- Test lemma: the abundant numbers up to 40. -/
theorem isAbundant_below_41 : (List.range 41).filter (fun n => IsAbundant n) = [12, 18, 20, 24, 30, 36, 40] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, IsAbundant n → isSum n (properDivisors n) = true := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
