/-
id: erdos/855
title: Second Hardy–Littlewood conjecture
source: https://www.erdosproblems.com/855
status: open
tags: number theory, primes
references:
  - Hardy, G. H. and Littlewood, J. E., Some problems of Partitio numerorum III. Acta Math. 44 (1923),
    1-70.
  - Hensley, D. and Richards, I., Primes in intervals. Acta Arith. 25 (1974), 375-391.
informal:
  For all large x and y, π(x + y) ≤ π(x) + π(y).
quotation:
  Erdős Problem 855 (Segal's conjecture): $\pi(x + y) \le \pi(x) + \pi(y)$ for sufficiently large $x, y$.
meaning:
  Let π(n) be the number of primes up to n. There is a natural N such that for all natural x, y ≥ N,
  π(x+y) ≤ π(x) + π(y).
note:
  A proof answers yes, a disproof no. It contradicts the prime tuples conjecture, so a disproof is
  expected.
reports:
  - informal open, 2026-03-14, https://www.erdosproblems.com/855: open
  - formal unformalised, undated, https://www.erdosproblems.com/855: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/855.lean:
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

/-- The number of primes up to `n`. -/
def primePi (n : Nat) : Nat := ((List.range (n + 1)).filter fun p => IsPrime p).length

/-- Test lemma: A000720 at 0, ..., 11. -/
theorem primePi_first : (List.range 12).map primePi = [0, 0, 1, 2, 2, 3, 3, 4, 4, 4, 4, 5] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ N : Nat, ∀ x y : Nat, N ≤ x → N ≤ y → primePi (x + y) ≤ primePi x + primePi y := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
