/-
id: erdos/1056
title: Consecutive intervals with product 1 modulo a prime
source: https://www.erdosproblems.com/1056
status: open
tags: number theory, primes
references:
  - Erdős, P.; see Guy, R. K., Unsolved Problems in Number Theory, A15.
informal:
  For every k ≥ 2 there are a prime p and k consecutive intervals of integers the product of each of which
  is 1 modulo p.
quotation:
  Let $k ≥ 2$. Does there exist a prime $p$ and consecutive intervals $I_1,\dots,I_k$ such that $\prod_{n
  \in I_i}n \equiv 1 \mod p$ for all $1≤i≤k$?
meaning:
  Let P(a, b) be the product of the integers a, a+1, ..., b-1, and 1 if b ≤ a. For every k ≥ 2 there are
  a prime p, which may depend on k, and naturals f(0) < f(1) < ... < f(k) such that for each i < k the
  product of the integers from f(i) to f(i+1) - 1 is 1 modulo p. These are k adjacent nonempty blocks;
  blocks of one term and f(0) = 1 are allowed, and f(0) ≥ 1 is forced.
note:
  A proof answers yes, a disproof no.
reports:
  - informal open, 2025-09-28, https://www.erdosproblems.com/1056: open
  - formal unformalised, undated, https://www.erdosproblems.com/1056: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/1056.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- The product of the integers from `a` to `b - 1`. -/
def productOf (a b : Nat) : Nat := (List.range (b - a)).foldl (fun r i => r * (a + i)) 1

/-- Test lemma: 3 · 4, 5 · 6 · 7, and 1 for none. -/
theorem productOf_some : productOf 3 5 = 12 ∧ productOf 5 8 = 210 ∧ productOf 4 4 = 1 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ k : Nat, 2 ≤ k → ∃ (p : Nat) (f : Nat → Nat), IsPrime p ∧
      ∀ i, i < k → f i < f (i + 1) ∧ productOf (f i) (f (i + 1)) % p = 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
