/-
id: erdos/366-reversed
title: No 2-full number follows a 3-full one (false)
source: https://www.erdosproblems.com/366
status: disproved
tags: number theory, powerful numbers, variant
references:
  - Bloom, T. F., Erdős Problem #366. Erdős Problems, https://www.erdosproblems.com/366.
informal:
  There is no 3-full n > 1 such that n + 1 is 2-full.
quotation:
  Are there any $2$-full $n$ such that $n+1$ is $3$-full?
meaning:
  Call n k-full if p^k divides n for every prime p dividing n. For every n > 1, if n is 3-full, then n +
  1 is not 2-full.
note:
  erdos/366 the other way round: 8 and 9.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/366-reversed.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/366-reversed.lean: disproved
    and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- Every prime that divides `n` divides it at least `k` times. -/
abbrev IsFull (k n : Nat) : Prop := ∀ p, p < n + 1 → IsPrime p → p ∣ n → p ^ k ∣ n

/-- Test lemma: the 2-full and the 3-full numbers from 1 on, up to 40. -/
theorem isFull_below_41 :
    (List.range 41).filter (fun n => 1 ≤ n ∧ IsFull 2 n) = [1, 4, 8, 9, 16, 25, 27, 32, 36] ∧
      (List.range 41).filter (fun n => 1 ≤ n ∧ IsFull 3 n) = [1, 8, 16, 27, 32] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, 1 < n → IsFull 3 n → ¬ IsFull 2 (n + 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
