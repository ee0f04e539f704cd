/-
id: erdos/67-eleven
title: Eleven signs have discrepancy above 1 (false)
source: https://www.erdosproblems.com/67
status: disproved
tags: discrepancy, variant
references:
  - Bloom, T. F., Erdős Problem #67. Erdős Problems, https://www.erdosproblems.com/67.
informal:
  For any f(1), ..., f(11) among -1 and 1 there are d, m ≥ 1 with md ≤ 11 and |f(d) + f(2d) + ... + f(md)|
  > 1.
quotation:
  If $f:\mathbb{N}\to \{-1,+1\}$ then is it true that for every $C>0$ there exist $d,m\geq 1$ such that
  $\left\lvert \sum_{1\leq k\leq m}f(kd)\right\rvert > C$?
meaning:
  For a sign sequence f let S(d, m) = f(d) + f(2d) + ... + f(md); f(0) is never used. For every choice
  of signs f(1), ..., f(11) there are d ≥ 1 and m with md ≤ 11 and |S(d, m)| > 1.
note:
  erdos/67 for C = 1 and length 11, one less than what is enough. The false one of two neighbours.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/67-eleven.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/67-eleven.lean: disproved and
    replayed by this program's judge
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

/-- The sign that bit `n` of `x` codes: 1 for a set bit, -1 otherwise. -/
def sign (x n : Nat) : Int := if x.testBit n then 1 else -1

/-- Test lemma: the bits of 6 are 0, 1, 1. -/
theorem sign_six : (List.range 4).map (sign 6) = [-1, 1, 1, -1] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ x : Nat, x < 2 ^ 12 → ∃ d, d < 12 ∧ ∃ m, m < 12 ∧ 1 ≤ d ∧ m * d ≤ 11 ∧
      1 < (progressionSum (sign x) d m).natAbs := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
