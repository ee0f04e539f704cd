/-
id: erdos/686-seven
title: 7 is a quotient of two products of consecutive integers
source: https://www.erdosproblems.com/686
status: proved
tags: number theory, variant
references:
  - Bloom, T. F., Erdős Problem #686. Erdős Problems, https://www.erdosproblems.com/686.
informal:
  7 is such a quotient: the product of k ≥ 2 consecutive integers divided by that of an earlier block of the
  same length, (m+1)...(m+k) over (n+1)...(n+k) with m ≥ n + k.
quotation:
  Can every integer $N≥2$ be written as $$N=\frac{\prod_{1\leq i\leq k}(m+i)}{\prod_{1\leq i\leq
  k}(n+i)}$$ for some $k≥2$ and $m≥n+k$?
meaning:
  Let P(n,k) = (n+1)(n+2)...(n+k), with P(n,0) = 1. There are natural numbers k ≥ 2, n ≥ 0 and m ≥ n + k
  with 7·P(n,k) = P(m,k).
note:
  erdos/686 for N = 7: 7 · 5 · 6 = 14 · 15.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/686-seven.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/686-seven.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The product of `n + 1`, ..., `n + k`. -/
def productFrom (n : Nat) : Nat → Nat
  | 0 => 1
  | k + 1 => productFrom n k * (n + k + 1)

/-- Test lemma: 3·4·5, 5·6, and 1 for none. -/
theorem productFrom_some : productFrom 2 3 = 60 ∧ productFrom 4 2 = 30 ∧ productFrom 9 0 = 1 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ k n m : Nat, 2 ≤ k ∧ n + k ≤ m ∧ 7 * productFrom n k = productFrom m k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
