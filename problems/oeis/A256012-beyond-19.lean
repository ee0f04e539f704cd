/-
id: oeis/A256012-beyond-19
title: Every n > 19 is a sum of distinct non-squarefree numbers (false)
source: https://oeis.org/A256012
status: disproved
tags: number theory, partitions, variant
references:
  - OEIS Foundation, A256012. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A256012.
informal:
  Every n > 19 has a partition into distinct parts that are not squarefree.
quotation:
  Number of partitions of n into distinct parts that are not squarefree. Conjecture: a(n) > 0 for n > 23.
  This was proved by an autonomous AI agent, see the Tsoukalas paper and the Lean file.
meaning:
  A natural k is not squarefree if d² divides k for some d with 2 ≤ d < k. Let a(n) be the number of
  partitions of n into distinct parts that are not squarefree. For every n > 19, a(n) > 0.
note:
  oeis/A256012-positive with too small a bound: 23 is the last exception.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A256012-beyond-19.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A256012-beyond-19.lean:
    disproved and replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `k` is divisible by the square of some `d ≥ 2`, and `k > 0`. -/
abbrev NotSquarefree (k : Nat) : Prop := ∃ d, d < k ∧ 2 ≤ d ∧ d * d ∣ k

/-- Test lemma: A013929 below 30. -/
theorem notSquarefree_below_30 :
    (List.range 30).filter (fun k => NotSquarefree k) = [4, 8, 9, 12, 16, 18, 20, 24, 25, 27, 28] := by
  decide +kernel

/-- How many ways `n` is a sum of distinct parts of at most `i` that are not squarefree. -/
def count : Nat → Nat → Nat
  | n, 0 => if n = 0 then 1 else 0
  | n, i + 1 => count n i + if i + 1 ≤ n ∧ NotSquarefree (i + 1) then count (n - (i + 1)) i else 0

/-- A256012 with offset 0. -/
def a (n : Nat) : Nat := count n n

/-- Test lemma: A256012(0), ..., A256012(26). -/
theorem a_first :
    (List.range 27).map a =
      [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 2, 1, 0, 0, 2, 1, 1, 0, 3, 2, 1, 0, 4, 3, 1] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, 19 < n → 0 < a n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
