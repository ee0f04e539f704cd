/-
id: erdos/307-coprime
title: Two sums of reciprocals of coprime numbers with product 1
source: https://www.erdosproblems.com/307
status: proved
tags: number theory, unit fractions, variant
references:
  - Bloom, T. F., Erdős Problem #307. Erdős Problems, https://www.erdosproblems.com/307.
informal:
  There are finite sets P and Q, each of pairwise coprime positive integers, with (sum of 1/p over P)(sum
  of 1/q over Q) = 1, and P and Q have at least two elements.
quotation:
  Are there two finite set of primes $P$ and $Q$ such that

  1 = \left( \sum_{p \in P} \frac{1}{p} \right) \left( \sum_{q \in Q} \frac{1}{q} \right)

  ? Asked by Barbeau [Ba76].
meaning:
  There are finite lists P and Q, each of length at least 2, with entries at least 1 and pairwise
  coprime within each list and without repetition, such that (sum of 1/p over P)(sum of 1/q over Q) = 1. The
  entry 1 is allowed. P and Q may share entries.
equivalence:
  The sum of the reciprocals of l is numerator l / product l, the product being positive.
note:
  The weakening of erdos/307 for which a solution is known (Cambie): (1 + 1/5)(1/2 + 1/3) = 1. 1 is
  allowed.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/307-coprime.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/307-coprime.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The product of a list. -/
def product : List Nat → Nat
  | [] => 1
  | a :: l => a * product l

/-- `product l` times the sum of the reciprocals of `l`. -/
def numerator : List Nat → Nat
  | [] => 0
  | a :: l => product l + a * numerator l

/-- Test lemma: 1/2 + 1/3 + 1/6 = 36/36, and 1/2 + 1/5 = 7/10. -/
theorem numerator_some :
    product [2, 3, 6] = 36 ∧ numerator [2, 3, 6] = 36 ∧ product [2, 5] = 10 ∧ numerator [2, 5] = 7 := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ P Q : List Nat, P.Nodup ∧ Q.Nodup ∧ 2 ≤ P.length ∧ 2 ≤ Q.length ∧
      P.Pairwise (fun a b => Nat.gcd a b = 1) ∧ Q.Pairwise (fun a b => Nat.gcd a b = 1) ∧
      (∀ p ∈ P, 1 ≤ p) ∧ (∀ q ∈ Q, 1 ≤ q) ∧
      numerator P * numerator Q = product P * product Q := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
