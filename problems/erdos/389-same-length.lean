/-
id: erdos/389-same-length
title: The product of n integers from n on divides the next one (false)
source: https://www.erdosproblems.com/389
status: disproved
tags: number theory, divisibility, variant, starter
references:
  - Bloom, T. F., Erdős Problem #389. Erdős Problems, https://www.erdosproblems.com/389.
informal:
  For every n ≥ 1, n(n + 1)⋯(2n - 1) divides 2n(2n + 1)⋯(3n - 1).
quotation:
  Is it true that for every $n \geq 1$ there is a $k$ such that $$ n(n + 1) \cdots (n + k - 1) \mid (n +
  k) \cdots (n + 2k - 1)? $$
meaning:
  For every n ≥ 1, n(n+1)...(2n-1) divides 2n(2n+1)...(3n-1).
note:
  erdos/389 with the choice k = n. It is false: 2·3 does not divide 4·5.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/389-same-length.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/389-same-length.lean: disproved
    and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `a (a + 1) ⋯ (a + k - 1)`: the product of `k` consecutive numbers from `a` on. -/
def rising (a : Nat) : Nat → Nat
  | 0 => 1
  | k + 1 => rising a k * (a + k)

/-- Test lemma: 2·3·4·5·6 = 720 and 7·8·9·10·11 = 55440. -/
theorem rising_values : rising 2 5 = 720 ∧ rising 7 5 = 55440 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 1 ≤ n → rising n n ∣ rising (2 * n) n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
