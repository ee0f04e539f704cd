/-
id: erdos/375
title: Grimm's conjecture
source: https://www.erdosproblems.com/375
status: open
tags: number theory, primes
references:
  - Grimm, C. A., A conjecture on consecutive composite numbers. Amer. Math. Monthly 76 (1969),
    1126-1128.
informal:
  If n + 1, ..., n + k are all composite (n ≥ 1), then there are distinct primes p_1, ..., p_k with p_i
  dividing n + i.
quotation:
  Is it true that for any $n \geq 1$ and any $k$, if $n + 1, ..., n + k$ are all composite, then there are
  distinct primes $p_1, ..., p_k$ such that $p_i \mid n + i$ for all $1 \leq i \leq k$?
meaning:
  For all n ≥ 1 and k ≥ 0 such that none of n+1, ..., n+k is prime, there are pairwise distinct primes
  p_0, ..., p_(k-1) with p_i dividing n+i+1.
note:
  A proof answers yes, a disproof no.
reports:
  - informal falsifiable, 2025-08-31, https://www.erdosproblems.com/375: falsifiable
  - formal unformalised, undated, https://www.erdosproblems.com/375: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/375.lean:
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

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n k : Nat, 1 ≤ n → (∀ i, i < k → ¬ IsPrime (n + i + 1)) →
      ∃ p : Nat → Nat, (∀ i, i < k → IsPrime (p i) ∧ p i ∣ n + i + 1) ∧ ∀ i j, i < j → j < k → p i ≠ p j := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
