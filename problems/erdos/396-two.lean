/-
id: erdos/396-two
title: n(n-1)(n-2) divides a central binomial coefficient
source: https://www.erdosproblems.com/396
status: proved
tags: number theory, binomial coefficients, variant
references:
  - Bloom, T. F., Erdős Problem #396. Erdős Problems, https://www.erdosproblems.com/396.
informal:
  There is n > 2 such that n(n-1)(n-2) divides C(2n, n).
quotation:
  Is it true that for every $k$ there exists $n$ such that $$\prod_{0\leq i\leq k}(n-i) \mid
  \binom{2n}{n}?$$
meaning:
  There is n > 2 such that n(n-1)(n-2) divides the central binomial coefficient C(2n, n).
note:
  erdos/396 for k = 2; the least n is 2480.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/396-two.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/396-two.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The factorial `n! = 1 · 2 · ... · n`, with `0! = 1`. -/
def factorial : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * factorial n

/-- Test lemma: 0!, ..., 7!. -/
theorem factorial_first : (List.range 8).map factorial = [1, 1, 2, 6, 24, 120, 720, 5040] := by decide

/-- The central binomial coefficient `2n` over `n`; the division is exact. -/
def central (n : Nat) : Nat := factorial (2 * n) / (factorial n * factorial n)

/-- Test lemma: A000984(0), ..., A000984(7). -/
theorem central_first : (List.range 8).map central = [1, 2, 6, 20, 70, 252, 924, 3432] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ n : Nat, 2 < n ∧ n * (n - 1) * (n - 2) ∣ central n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
