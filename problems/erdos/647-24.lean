/-
id: erdos/647-24
title: m + τ(m) ≤ 26 for all m < 24
source: https://www.erdosproblems.com/647
status: proved
tags: number theory, divisors, variant, starter
references:
  - Bloom, T. F., Erdős Problem #647. Erdős Problems, https://www.erdosproblems.com/647.
informal:
  n = 24 satisfies max_{m < n} (m + τ(m)) ≤ n + 2.
quotation:
  Let $\tau(n)$ count the number of divisors of $n$. Is there some $n > 24$ such that $$ \max_{m < n}(m +
  \tau(m)) \leq n + 2? $$
meaning:
  Let t(m) be the number of positive divisors of m, with t(0) = 0. For every m < 24, 0 included, m +
  t(m) ≤ 26.
note:
  The known case behind erdos/647.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/647-24.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/647-24.lean: proved and
    replayed by this program's judge
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

theorem target_theorem_0 : ∀ m : Nat, m < 24 → m + tau m ≤ 24 + 2 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
