/-
id: erdos/470
title: An odd weird number
source: https://www.erdosproblems.com/470
status: open
tags: number theory, divisors
references:
  - Benkoski, S. J. and Erdős, P., On weird and pseudoperfect numbers. Math. Comp. 28 (1974), 617-623.
informal:
  Are there any odd weird numbers, that is abundant numbers that are not a sum of distinct proper
  divisors?
quotation:
  Let $n$ be weird if $\sigma(n)\geq 2n$ and $n$ is not the sum of a distinct set of its proper divisors.
  Are there any odd weird numbers?
meaning:
  Call n abundant if the sum of its divisors d with 1 ≤ d < n exceeds n. There is an odd abundant n that
  is not the sum of any set of distinct proper divisors of n.
equivalence:
  σ(n) = 2n makes n itself the sum of its proper divisors, so a weird number has σ(n) > 2n.
note:
  The first question of #470, for $10. A proof answers yes, a disproof no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/470: open
  - formal unformalised, undated, https://www.erdosproblems.com/470: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/470.lean:
    stated
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
    ∃ n : Nat, n % 2 = 1 ∧ IsAbundant n ∧ isSum n (properDivisors n) = false := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
