/-
id: erdos/413
title: Barriers of the number of prime factors
source: https://www.erdosproblems.com/413
status: open
tags: number theory, iterated functions
references:
  - Erdős, P. and Graham, R. L., Old and new problems and results in combinatorial number theory.
    Monogr. Enseign. Math. 28 (1980).
informal:
  Are there infinitely many n such that m + ω(m) ≤ n for all m < n, where ω(m) is the number of distinct
  prime factors?
quotation:
  Let $\omega(n)$ count the number of distinct primes dividing $n$. Are there infinitely many $n$ such
  that, for all $m<n$, we have $m+\omega(m) \leq n$?
meaning:
  Let w(n) be the number of distinct primes dividing n, with w(0) = w(1) = 0. For every M there is n ≥ M
  with m + w(m) ≤ n for all m < n, so there are infinitely many such n.
note:
  The first question of #413. A proof answers yes, a disproof no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/413: open
  - formal unformalised, undated, https://www.erdosproblems.com/413: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/413.lean:
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

/-- The number of prime divisors of `n`, and 0 for `n = 0`. -/
def omega (n : Nat) : Nat := ((List.range (n + 1)).filter fun p => 0 < n ∧ n % p = 0 ∧ IsPrime p).length

/-- Test lemma: A001221 at 0, ..., 12 and at 30. -/
theorem omega_first : (List.range 13).map omega = [0, 0, 1, 1, 1, 1, 2, 1, 1, 1, 2, 1, 2] ∧ omega 30 = 3 := by
  decide +kernel

/-- `m + omega m ≤ n` for all `m < n`. -/
abbrev IsBarrier (n : Nat) : Prop := ∀ m, m < n → m + omega m ≤ n

/-- Test lemma: A005236 begins with 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 17, 18, 20. -/
theorem isBarrier_below_21 :
    (List.range 21).filter (fun n => 2 ≤ n ∧ IsBarrier n) = [2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 17, 18, 20] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ M : Nat, ∃ n : Nat, M ≤ n ∧ IsBarrier n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
