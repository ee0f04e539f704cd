/-
id: oeis/A271591-runs
title: Runs in the second bit of the tribonacci numbers
source: https://oeis.org/A271591
status: proved
tags: number theory, binary digits, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
  - Adamczewski, T., OEIS Open: How many conjectures can language models turn into theorems?
    arXiv:2608.11941 (2026).
informal:
  In the second most significant bits of the tribonacci numbers, after the first two 0's, runs of 0's have
  length 4 or 5 and runs of 1's have length 3 or 4.
quotation:
  Second most significant bit of the tribonacci number A000073(n). It is conjectured that after the first
  two 0's, the number of consecutive 0's is only 4 or 5, and the number of consecutive 1's is only 3 or 4
  (tested up to n=10^4).
meaning:
  Let T be 0, 0, 1 and then T(n+3) = T(n) + T(n+1) + T(n+2), and let b(n) be the second most significant
  binary digit of T(n). A run of v of length l ≥ 1 at n means that b is v at n, ..., n+l-1 and is not v
  at n-1 and at n+l. For n ≥ 6, every run of 0s that starts at n and ends has length 4 or 5, and every
  run of 1s that starts at n and ends has length 3 or 4.
note:
  Only runs that end are spoken of; that none goes on for ever, which the source implies, is not stated.
reports:
  - informal proved, 2026-05-28, https://oeis.org/A271591: This was proved by an autonomous AI agent,
    see the Tsoukalas paper and the Lean file
  - formal formalised, 2026-05-28,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/oeis_271591_conjecture_0.lean:
    AlphaProof Nexus, A271591 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/271591.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Three consecutive tribonacci numbers, from A000073(n) on. -/
def three : Nat → Nat × Nat × Nat
  | 0 => (0, 0, 1)
  | n + 1 => ((three n).2.1, (three n).2.2, (three n).1 + (three n).2.1 + (three n).2.2)

/-- The tribonacci number A000073(n). -/
def tribonacci (n : Nat) : Nat := (three n).1

/-- Test lemma: A000073(0), ..., A000073(11). -/
theorem tribonacci_first : (List.range 12).map tribonacci = [0, 0, 1, 1, 2, 4, 7, 13, 24, 44, 81, 149] := by
  decide +kernel

/-- The second binary digit from the left of a number below `2 ^ (fuel + 1)`. -/
def secondBitWithin : Nat → Nat → Nat
  | 0, _ => 0
  | fuel + 1, m => if m < 4 then m % 2 else secondBitWithin fuel (m / 2)

/-- A271591 with offset 4. -/
def secondBit (n : Nat) : Nat := secondBitWithin (tribonacci n) (tribonacci n)

/-- Test lemma: A271591(4), ..., A271591(25). -/
theorem secondBit_first :
    (List.range 22).map (fun i => secondBit (i + 4)) =
      [0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 0] := by
  decide +kernel

/-- From `n` on stand exactly `l` values `v`, with another value before and after them. -/
abbrev IsRun (v n l : Nat) : Prop :=
  1 ≤ l ∧ (∀ i, i < l → secondBit (n + i) = v) ∧ secondBit (n - 1) ≠ v ∧ secondBit (n + l) ≠ v

/-- Test lemma: the first runs after the first two zeros; a part of a run is none. -/
theorem isRun_first : IsRun 1 6 3 ∧ IsRun 0 9 4 ∧ IsRun 1 13 4 ∧ IsRun 0 17 5 ∧ ¬ IsRun 0 17 4 ∧ ¬ IsRun 0 18 4 := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    (∀ n l : Nat, 6 ≤ n → IsRun 0 n l → l = 4 ∨ l = 5) ∧
      (∀ n l : Nat, 6 ≤ n → IsRun 1 n l → l = 3 ∨ l = 4) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
