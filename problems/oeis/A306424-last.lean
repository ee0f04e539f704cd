/-
id: oeis/A306424-last
title: 43 is the last number with at most two digits in every base
source: https://oeis.org/A306424
status: proved
tags: number theory, digits, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  Among the numbers k whose expansion in base b has at most two distinct digits for every b = 3..k-1, the
  number 43 is the last.
quotation:
  Numbers k such that the base-b expansion of k for each b = 3..k-1 never contains more than two distinct
  digits. Conjecture: The sequence is finite, with 43 being the last term. I checked the conjecture to
  10809638.
meaning:
  Call k a term if for every base b with 3 ≤ b < k the representation of k in base b has at most 2
  distinct digits. 43 is a term, and no k > 43 is a term.
reports:
  - informal proved, 2026-06-01, https://oeis.org/A306424: This was proved by an autonomous AI agent,
    see the Lean file.
  - formal formalised, 2026-06-01,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_306424_conjecture_0.lean:
    AlphaProof Nexus, A306424 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/306424.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The last `fuel` digits of `n` in base `b`, the last one first; stops at 0. -/
def digitsWithin (b : Nat) : Nat → Nat → List Nat
  | 0, _ => []
  | fuel + 1, n => if n = 0 then [] else n % b :: digitsWithin b fuel (n / b)

/-- The number of different elements of a list. -/
def distinct : List Nat → Nat
  | [] => 0
  | d :: l => if d ∈ l then distinct l else distinct l + 1

/-- Test lemma: 10 is 101 in base 3 and 14 in base 6. -/
theorem digits_ten : digitsWithin 3 10 10 = [1, 0, 1] ∧ digitsWithin 6 10 10 = [4, 1] := by decide

/-- Test lemma: repetitions are counted once. -/
theorem distinct_some : distinct [] = 0 ∧ distinct [1, 0, 1] = 2 ∧ distinct [3, 1, 2, 3, 3] = 3 := by decide

/-- In every base from 3 to `k - 1`, `k` has at most two different digits. -/
abbrev IsTerm (k : Nat) : Prop := ∀ b, b < k → 3 ≤ b → distinct (digitsWithin b k k) ≤ 2

/-- Test lemma: the terms of A306424 below 50. -/
theorem isTerm_below_50 :
    (List.range 50).filter (fun k => 1 ≤ k ∧ IsTerm k) =
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 16, 17, 20, 22, 23, 25, 26, 31, 37, 43] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    IsTerm 43 ∧ ∀ k : Nat, 43 < k → ¬ IsTerm k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
