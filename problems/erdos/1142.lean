/-
id: erdos/1142
title: n - 2^k is always prime
source: https://www.erdosproblems.com/1142
status: open
tags: number theory, primes
references:
  - Mientka, W. E. and Weitzenkamp, R. C., On f-plentiful numbers. J. Combin. Theory 7 (1969), 374-377.
informal:
  Does it happen for infinitely many n above 2 that, whichever power 2, 4, 8, ... below n is taken away from
  n, a prime remains?
quotation:
  Are there infinitely many $n$ such that $n > 2$ and $n - 2^k$ is prime for all $k \geq 1$ with $2^k <
  n$?
meaning:
  Call n a term if n > 2 and n - 2^k is prime for every k ≥ 1 with 2^k < n; k = 0 is not tested. For
  every M there is a term n ≥ M, so there are infinitely many terms.
equivalence:
  2^k > k, so 2^k < n only if k < n.
note:
  A proof answers yes, a disproof no. The only known ones are 4, 7, 15, 21, 45, 75, 105.
reports:
  - informal open, 2026-01-23, https://www.erdosproblems.com/1142: open
  - formal unformalised, undated, https://www.erdosproblems.com/1142: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/1142.lean:
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

/-- `n > 2`, and `n - 2 ^ k` is prime for all `k ≥ 1` with `2 ^ k < n`; then `k < n`. -/
abbrev IsTerm (n : Nat) : Prop := 2 < n ∧ ∀ k ∈ List.range n, 1 ≤ k → 2 ^ k < n → IsPrime (n - 2 ^ k)

/-- Test lemma: A039669 up to 80. -/
theorem isTerm_below_81 : (List.range 81).filter (fun n => IsTerm n) = [4, 7, 15, 21, 45, 75] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ M : Nat, ∃ n : Nat, M ≤ n ∧ IsTerm n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
