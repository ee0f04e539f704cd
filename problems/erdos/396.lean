/-
id: erdos/396
title: n(n-1)...(n-k) divides the central binomial coefficient
source: https://www.erdosproblems.com/396
status: open
tags: number theory, binomial coefficients
references:
  - Pomerance, C., Divisors of the middle binomial coefficient. Amer. Math. Monthly 122 (2015), 636-644.
informal:
  Does some n exist for each k such that the product of n and the k numbers before it is a divisor of the
  central binomial coefficient C(2n, n)?
quotation:
  Is it true that for every $k$ there exists $n$ such that $$\prod_{0\leq i\leq k}(n-i) \mid
  \binom{2n}{n}?$$
meaning:
  For every k ≥ 0 there is n such that n(n-1)...(n-k), a product of k+1 factors, divides C(2n, n).
  Subtraction is truncated, so for n ≤ k the product is 0, which does not divide the positive C(2n, n);
  hence n > k is forced.
equivalence:
  For n ≤ k the product is 0, which does not divide the positive C(2n, n), so n > k.
note:
  A proof answers yes, a disproof no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/396: open
  - formal unformalised, undated, https://www.erdosproblems.com/396: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/396.lean:
    stated
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

/-- `n (n - 1) ... (n - k)`, 0 for `n ≤ k`. -/
def down (n : Nat) : Nat → Nat
  | 0 => n
  | k + 1 => down n k * (n - (k + 1))

/-- Test lemma: 5·4·3, 5, and 0 where a factor is 0. -/
theorem down_some : down 5 2 = 60 ∧ down 5 0 = 5 ∧ down 2 2 = 0 ∧ down 2 4 = 0 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ k : Nat, ∃ n : Nat, down n k ∣ central n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
