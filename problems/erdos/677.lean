/-
id: erdos/677
title: Least common multiples of disjoint intervals differ
source: https://www.erdosproblems.com/677
status: open
tags: number theory
references:
  - Erdős, P., Some unconventional problems in number theory. Math. Mag. 52 (1979), 67-70.
informal:
  For all m ≥ n + k with k > 0, lcm(m+1, ..., m+k) ≠ lcm(n+1, ..., n+k).
quotation:
  Denote by $M(n, k)$ the least common multiple of the finite set $\{n+1, \dotsc, n+k\}$. Is it true that
  for all $m \geq n + k$, we get $M(m, k) \neq M(n, k)$?
meaning:
  For natural n and k let L(n,k) = lcm(n+1, ..., n+k), with L(n,0) = 1. For all natural m, n and k with
  k ≥ 1 and m ≥ n + k, L(m,k) differs from L(n,k). n = 0 is allowed.
note:
  A proof answers yes, a disproof no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/677: open
  - formal unformalised, undated, https://www.erdosproblems.com/677: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/677.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The least common multiple of `n + 1`, ..., `n + k`. -/
def lcmFrom (n : Nat) : Nat → Nat
  | 0 => 1
  | k + 1 => Nat.lcm (lcmFrom n k) (n + k + 1)

/-- Test lemma: lcm(3, 4, 5), lcm(5, 6), and 1 for none. -/
theorem lcmFrom_some : lcmFrom 2 3 = 60 ∧ lcmFrom 4 2 = 30 ∧ lcmFrom 9 0 = 1 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ m n k : Nat, 0 < k → n + k ≤ m → lcmFrom m k ≠ lcmFrom n k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
