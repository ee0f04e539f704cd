/-
id: erdos/647-beyond-12
title: Beyond 12, some m < n has m + τ(m) > n + 2 (false)
source: https://www.erdosproblems.com/647
status: disproved
tags: number theory, divisors, variant, starter
references:
  - Bloom, T. F., Erdős Problem #647. Erdős Problems, https://www.erdosproblems.com/647.
informal:
  For no n > 12 is max_{m < n} (m + τ(m)) ≤ n + 2.
quotation:
  Let $\tau(n)$ count the number of divisors of $n$. Is there some $n > 24$ such that $$ \max_{m < n}(m +
  \tau(m)) \leq n + 2? $$
meaning:
  Let t(m) be the number of positive divisors of m, with t(0) = 0. For every n > 12 there is m < n with
  m + t(m) > n + 2.
note:
  The negative answer to erdos/647 with 12 in place of 24. It is false: n = 24.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/647-beyond-12.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/647-beyond-12.lean: disproved
    and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The number of divisors of `n` among `1, …, n`. -/
def tau (n : Nat) : Nat := (List.range n).countP fun i => (i + 1) ∣ n

/-- Test lemma: τ(1), …, τ(12) (OEIS A000005). -/
theorem tau_first : (List.range 12).map (fun i => tau (i + 1)) = [1, 2, 2, 3, 2, 4, 2, 4, 3, 4, 2, 6] := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 12 < n → ∃ m, m < n ∧ n + 2 < m + tau m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
