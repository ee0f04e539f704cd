/-
id: erdos/125
title: Sums of a ternary and a quaternary 0-1 number: positive lower density?
source: https://www.erdosproblems.com/125
status: disproved
tags: number theory, base representations, settled by machine
references:
  - Burr, S. A., Erdős, P., Graham, R. L. and Li, W., Complete sequences of sets of integer powers. Acta
    Arith. 77 (1996), 133-138.
  - Tsoukalas, G. et al., arXiv:2605.22763 (2026).
informal:
  Let A be the integers with only digits 0, 1 in base 3 and B those with only digits 0, 1 in base 4. Then
  A + B has positive lower density.
quotation:
  Let $A$ be the set of integers which have only the digits $0, 1$ when written base 3, and $B$ be the set
  of integers which have only the digits $0, 1$ when written base 4. Does $A + B$ have positive lower
  density?
meaning:
  Call n a sum if n = a + b with a, b ≥ 0, all base 3 digits of a in {0, 1} and all base 4 digits of b
  in {0, 1}; 0 qualifies on both sides. There are naturals c ≥ 1 and M such that for all N ≥ M, N is at
  most c times the number of sums n < N. That is, the set of sums has positive lower density.
note:
  One of the nine Erdős problems of the AlphaProof Nexus paper: the lower density is 0. Stated
  affirmatively; in the difference n - a, a is at most n.
reports:
  - informal disproved, 2026-03-30, https://www.erdosproblems.com/125: disproved
  - formal formalised, 2026-03-30, https://www.erdosproblems.com/125: Lean
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/125.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- All of the last `fuel` digits of `n` in base `b` are 0 or 1. -/
def onesWithin (b : Nat) : Nat → Nat → Bool
  | 0, _ => true
  | fuel + 1, n => decide (n % b ≤ 1) && onesWithin b fuel (n / b)

/-- All digits of `n` in base `b` are 0 or 1. -/
def ones (b n : Nat) : Bool := onesWithin b n n

/-- Test lemma: A005836 and A000695 begin so. -/
theorem ones_below_31 :
    (List.range 31).filter (ones 3) = [0, 1, 3, 4, 9, 10, 12, 13, 27, 28, 30] ∧
      (List.range 31).filter (ones 4) = [0, 1, 4, 5, 16, 17, 20, 21] := by
  decide +kernel

/-- `n` is in A + B. -/
def isSum (n : Nat) : Bool := (List.range (n + 1)).any fun a => ones 3 a && ones 4 (n - a)

/-- Test lemma: the numbers below 80 that are not in A + B. -/
theorem not_isSum_below_80 : (List.range 80).filter (fun n => !isSum n) = [62, 63] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ c M : Nat, 1 ≤ c ∧ ∀ N : Nat, M ≤ N → N ≤ c * ((List.range N).filter isSum).length := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
