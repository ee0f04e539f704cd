/-
id: erdos/1056-two
title: Two neighbouring products that are 1 modulo a prime
source: https://www.erdosproblems.com/1056
status: proved
tags: number theory, primes, variant
references:
  - Bloom, T. F., Erdős Problem #1056. Erdős Problems, https://www.erdosproblems.com/1056.
informal:
  There are a prime p and 1 < a < b < c such that the products of the integers from a to b-1 and from b to
  c-1 are both 1 modulo p.
quotation:
  Let $k ≥ 2$. Does there exist a prime $p$ and consecutive intervals $I_1,\dots,I_k$ such that $\prod_{n
  \in I_i}n \equiv 1 \mod p$ for all $1≤i≤k$?
meaning:
  Let P(a, b) be the product of the integers a, a+1, ..., b-1, and 1 if b ≤ a. There are a prime p and
  integers 1 < a < b < c such that P(a, b) and P(b, c) are both congruent to 1 modulo p. The two
  adjacent blocks are nonempty, and a block of one term is allowed.
note:
  erdos/1056 for k = 2: Erdős's example is 3 · 4 ≡ 5 · 6 · 7 ≡ 1 (mod 11).
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/1056-two.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/1056-two.lean: proved and
    replayed by this program's judge
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
    ∃ p a b c : Nat, IsPrime p ∧ 1 < a ∧ a < b ∧ b < c ∧ productOf a b % p = 1 ∧ productOf b c % p = 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
