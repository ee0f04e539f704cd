/-
id: erdos/855-all
title: π(x + y) ≤ π(x) + π(y) for all x and y (false)
source: https://www.erdosproblems.com/855
status: disproved
tags: number theory, primes, variant
references:
  - Bloom, T. F., Erdős Problem #855. Erdős Problems, https://www.erdosproblems.com/855.
informal:
  For all x, y ≥ 1, π(x + y) ≤ π(x) + π(y).
quotation:
  Erdős Problem 855 (Segal's conjecture): $\pi(x + y) \le \pi(x) + \pi(y)$ for sufficiently large $x, y$.
meaning:
  Let π(n) be the number of primes up to n. For all natural x ≥ 1 and y ≥ 1, π(x+y) ≤ π(x) + π(y).
note:
  erdos/855 without "large": π(2) = 1, π(1) = 0.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/855-all.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/855-all.lean: disproved and
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

/-- The number of primes up to `n`. -/
def primePi (n : Nat) : Nat := ((List.range (n + 1)).filter fun p => IsPrime p).length

/-- Test lemma: A000720 at 0, ..., 11. -/
theorem primePi_first : (List.range 12).map primePi = [0, 0, 1, 2, 2, 3, 3, 4, 4, 4, 4, 5] := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ x y : Nat, 1 ≤ x → 1 ≤ y → primePi (x + y) ≤ primePi x + primePi y := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
