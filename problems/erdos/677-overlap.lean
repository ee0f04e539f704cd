/-
id: erdos/677-overlap
title: Least common multiples of overlapping intervals differ (false)
source: https://www.erdosproblems.com/677
status: disproved
tags: number theory, variant
references:
  - Bloom, T. F., Erdős Problem #677. Erdős Problems, https://www.erdosproblems.com/677.
informal:
  For all m > n and k > 0, lcm(m+1, ..., m+k) ≠ lcm(n+1, ..., n+k).
quotation:
  Denote by $M(n, k)$ the least common multiple of the finite set $\{n+1, \dotsc, n+k\}$. Is it true that
  for all $m \geq n + k$, we get $M(m, k) \neq M(n, k)$?
meaning:
  Let L(n, k) be the least common multiple of n+1, ..., n+k. For all naturals m > n ≥ 0 and k ≥ 1, L(m,
  k) differs from L(n, k). The two blocks may overlap, as only n < m is required.
note:
  erdos/677 for intervals that may overlap: 3, 4, 5 and 4, 5, 6.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/677-overlap.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/677-overlap.lean: disproved and
    replayed by this program's judge
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
    ∀ m n k : Nat, 0 < k → n < m → lcmFrom m k ≠ lcmFrom n k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
