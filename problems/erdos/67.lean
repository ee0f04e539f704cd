/-
id: erdos/67
title: Erdős discrepancy problem
source: https://www.erdosproblems.com/67
status: proved
tags: discrepancy, settled
references:
  - Tao, T., The Erdős discrepancy problem. Discrete Anal. (2016), Paper No. 1.
informal:
  If f takes the values -1 and 1 on the positive integers, then for every C there are d, m ≥ 1 with |f(d)
  + f(2d) + ... + f(md)| > C.
quotation:
  If $f:\mathbb{N}\to \{-1,+1\}$ then is it true that for every $C>0$ there exist $d,m\geq 1$ such that
  $\left\lvert \sum_{1\leq k\leq m}f(kd)\right\rvert > C$?
meaning:
  For a sign sequence f let S(d, m) = f(d) + f(2d) + ... + f(md); f(0) is never used. For every f from
  the naturals to {1, -1} and every natural C there are d, m ≥ 1 with |S(d, m)| > C.
note:
  Proved by Tao in 2015. The value at 0 plays no part.
reports:
  - informal proved, 2025-08-31, https://www.erdosproblems.com/67: proved
  - formal unformalised, undated, https://www.erdosproblems.com/67: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/67.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The sum `f d + f (2d) + ... + f (md)`. -/
def progressionSum (f : Nat → Int) (d : Nat) : Nat → Int
  | 0 => 0
  | m + 1 => progressionSum f d m + f ((m + 1) * d)

/-- Test lemma: 3 + 6 + 9, and the empty sum. -/
theorem progressionSum_some :
    progressionSum (fun n => (n : Int)) 3 3 = 18 ∧ progressionSum (fun n => (n : Int)) 5 0 = 0 := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ f : Nat → Int, (∀ n, f n = 1 ∨ f n = -1) → ∀ C : Nat, ∃ d m : Nat, 1 ≤ d ∧ 1 ≤ m ∧
      C < (progressionSum f d m).natAbs := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
