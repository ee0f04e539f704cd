/-
id: erdos/412
title: All iterates of the sum of divisors meet
source: https://www.erdosproblems.com/412
status: open
tags: number theory, iterated functions
references:
  - Erdős, P., Granville, A., Pomerance, C. and Spiro, C., On the normal behavior of the iterates of
    some arithmetical functions. Analytic number theory (1990), 165-204.
informal:
  For all m, n ≥ 2 there are i, j such that the i-th iterate of σ at m is the j-th iterate of σ at n.
quotation:
  Let $σ_1(n)=σ(n)$, the sum of divisors function, and $σ_k(n) = σ(σ_{k-1}(n))$. Is it true that, for
  every $m, n ≥ 2$, there exist some $i, j$ such that $σ_i(m) = σ_j(n)$?
meaning:
  Let s(n) be the sum of all positive divisors of n. For all m, n ≥ 2 there are i, j ≥ 0 such that the
  i-th iterate of s at m equals the j-th iterate of s at n. The 0-th iterate is the number itself.
note:
  A proof answers yes, a disproof no. The iterates with i = 0 are included; this changes nothing, since
  both sides may be continued.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/412: open
  - formal unformalised, undated, https://www.erdosproblems.com/412: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/412.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The sum of the divisors of `n`, and 0 for `n = 0`. -/
def sigma (n : Nat) : Nat := ((List.range (n + 1)).filter fun d => 0 < d ∧ n % d = 0).sum

/-- Test lemma: the values at 1, ..., 12. -/
theorem sigma_first : (List.range 12).map (fun i => sigma (i + 1)) = [1, 3, 4, 7, 6, 12, 8, 15, 13, 18, 12, 28] := by
  decide +kernel

/-- `sigma` applied `i` times. -/
def iterate : Nat → Nat → Nat
  | 0, n => n
  | i + 1, n => iterate i (sigma n)

/-- Test lemma: 2, 3, 4, 7, 8, 15, 24 and 5, 6, 12. -/
theorem iterate_some :
    (List.range 7).map (fun i => iterate i 2) = [2, 3, 4, 7, 8, 15, 24] ∧
      (List.range 3).map (fun i => iterate i 5) = [5, 6, 12] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ m n : Nat, 2 ≤ m → 2 ≤ n → ∃ i j : Nat, iterate i m = iterate j n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
