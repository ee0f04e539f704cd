/-
id: erdos/1142-75
title: Beyond 75, some n - 2^k is composite (false)
source: https://www.erdosproblems.com/1142
status: disproved
tags: number theory, primes, variant
references:
  - Bloom, T. F., Erdős Problem #1142. Erdős Problems, https://www.erdosproblems.com/1142.
informal:
  There is no n > 75 such that n - 2^k is prime for all k ≥ 1 with 2^k < n.
quotation:
  Are there infinitely many $n$ such that $n > 2$ and $n - 2^k$ is prime for all $k \geq 1$ with $2^k <
  n$?
meaning:
  Call n a term if n > 2 and n - 2^k is prime for every k ≥ 1 with 2^k < n; k = 0 is not tested. No n >
  75 is a term: each n > 75 has k ≥ 1 with 2^k < n and n - 2^k not prime.
equivalence:
  2^k > k, so 2^k < n only if k < n.
note:
  The list of erdos/1142 without its last member, 105.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/1142-75.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/1142-75.lean: disproved and
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

/-- `n > 2`, and `n - 2 ^ k` is prime for all `k ≥ 1` with `2 ^ k < n`; then `k < n`. -/
abbrev IsTerm (n : Nat) : Prop := 2 < n ∧ ∀ k ∈ List.range n, 1 ≤ k → 2 ^ k < n → IsPrime (n - 2 ^ k)

/-- Test lemma: A039669 up to 80. -/
theorem isTerm_below_81 : (List.range 81).filter (fun n => IsTerm n) = [4, 7, 15, 21, 45, 75] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, 75 < n → ¬ IsTerm n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
