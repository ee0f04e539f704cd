/-
id: erdos/366
title: A 3-full number after a 2-full one
source: https://www.erdosproblems.com/366
status: open
tags: number theory, powerful numbers
references:
  - Erdős, P. and Graham, R. L., Old and new problems and results in combinatorial number theory.
    Monogr. Enseign. Math. 28 (1980).
informal:
  A number is k-full if each prime that divides it does so at least k times. Is a 2-full number ever
  followed by a 3-full one?
quotation:
  Are there any $2$-full $n$ such that $n+1$ is $3$-full?
meaning:
  Call n k-full if p^k divides n for every prime p dividing n. There is n ≥ 1 such that n is 2-full and
  n + 1 is 3-full.
note:
  A proof answers yes, a disproof no.
reports:
  - informal verifiable, 2025-08-31, https://www.erdosproblems.com/366: verifiable
  - formal unformalised, undated, https://www.erdosproblems.com/366: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/366.lean:
    stated
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
    ∃ n : Nat, 1 ≤ n ∧ IsFull 2 n ∧ IsFull 3 (n + 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
