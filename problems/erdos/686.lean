/-
id: erdos/686
title: Every integer is a quotient of two products of k consecutive ones
source: https://www.erdosproblems.com/686
status: open
tags: number theory
references:
  - Erdős, P., Some unconventional problems in number theory. Math. Mag. 52 (1979), 67-70.
informal:
  Two blocks of k ≥ 2 consecutive integers that do not overlap: is each N from 2 on the quotient of their
  products, (m+1)...(m+k) divided by (n+1)...(n+k) with m ≥ n + k?
quotation:
  Can every integer $N≥2$ be written as $$N=\frac{\prod_{1\leq i\leq k}(m+i)}{\prod_{1\leq i\leq
  k}(n+i)}$$ for some $k≥2$ and $m≥n+k$?
meaning:
  Let P(n,k) = (n+1)(n+2)...(n+k), with P(n,0) = 1. For every natural N ≥ 2 there are natural numbers k
  ≥ 2, n ≥ 0 and m ≥ n + k with N·P(n,k) = P(m,k); k, n and m may depend on N.
note:
  A proof answers yes, a disproof no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/686: open
  - formal unformalised, undated, https://www.erdosproblems.com/686: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/686.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The product of `n + 1`, ..., `n + k`. -/
def productFrom (n : Nat) : Nat → Nat
  | 0 => 1
  | k + 1 => productFrom n k * (n + k + 1)

/-- Test lemma: 3·4·5, and 1 for none; 7 times 5·6 is 14·15. -/
theorem productFrom_some : productFrom 2 3 = 60 ∧ productFrom 9 0 = 1 ∧ 7 * productFrom 4 2 = productFrom 13 2 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ N : Nat, 2 ≤ N → ∃ k n m : Nat, 2 ≤ k ∧ n + k ≤ m ∧ N * productFrom n k = productFrom m k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
