/-
id: erdos/64
title: Cycles of length a power of 2
source: https://www.erdosproblems.com/64
status: open
tags: graph theory, cycles
references:
  - Erdős, P. and Gyárfás, A.; see Erdős, P., Some old and new problems in various branches of
    combinatorics. Discrete Math. 165/166 (1997), 227-231.
informal:
  Is there a cycle whose length is one of 4, 8, 16, ... in every finite graph all of whose degrees are at
  least 3?
quotation:
  Does every finite graph with minimum degree at least $3$ contain a cycle of length $2^k$ for some $k
  \geq 2$?
meaning:
  Take a graph on n ≥ 1 vertices 0, ..., n-1 with symmetric loopless adjacency in which every vertex has
  degree at least 3. Every such graph contains a cycle, not necessarily induced, through 2^k distinct
  vertices for some k ≥ 2, that is a cycle of length 4, 8, 16, ....
note:
  The conjecture of Erdős and Gyárfás. A proof answers yes, a disproof no. The empty graph is left out:
  its minimum degree is 0.
reports:
  - informal falsifiable, 2025-08-31, https://www.erdosproblems.com/64: falsifiable
  - formal unformalised, undated, https://www.erdosproblems.com/64: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/64.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- How many vertices below `n` are adjacent to `v`. -/
def degree (n : Nat) (adj : Nat → Nat → Bool) (v : Nat) : Nat := ((List.range n).filter fun w => adj v w).length

/-- `adj` is a graph on the vertices 0, ..., `n - 1`, at least one, each with at least three neighbours. -/
abbrev IsGraph (n : Nat) (adj : Nat → Nat → Bool) : Prop :=
  1 ≤ n ∧ (∀ v, v < n → adj v v = false ∧ 3 ≤ degree n adj v) ∧ ∀ v, v < n → ∀ w, w < n → adj v w = adj w v

/-- Test lemma: complete graphs on 4 and 5 vertices are such graphs, that on 3 is not; nor is "below". -/
theorem isGraph_complete :
    IsGraph 4 (fun v w => v != w) ∧ IsGraph 5 (fun v w => v != w) ∧ ¬ IsGraph 3 (fun v w => v != w) ∧
      ¬ IsGraph 0 (fun v w => v != w) ∧ ¬ IsGraph 9 (fun v w => decide (v < w)) ∧ ¬ IsGraph 5 (fun _ _ => true) := by
  decide +kernel

/-- The vertices of `c` are below `n` and different, each is adjacent to the next, the last to the first. -/
abbrev IsCycle (n : Nat) (adj : Nat → Nat → Bool) (c : List Nat) : Prop :=
  c.Nodup ∧ ∀ i, i < c.length → c.getD i 0 < n ∧ adj (c.getD i 0) (c.getD ((i + 1) % c.length) 0) = true

/-- Test lemma: 0, 2, 1, 3 is a cycle in the complete graph on 4 vertices; with a repetition there is none. -/
theorem isCycle_complete :
    IsCycle 4 (fun v w => v != w) [0, 2, 1, 3] ∧ ¬ IsCycle 4 (fun v w => v != w) [0, 2, 0, 3] ∧
      ¬ IsCycle 3 (fun v w => v != w) [0, 2, 1, 3] ∧ ¬ IsCycle 4 (fun v w => decide (v < w)) [0, 1, 2, 3] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ (n : Nat) (adj : Nat → Nat → Bool), IsGraph n adj →
      ∃ (k : Nat) (c : List Nat), 2 ≤ k ∧ c.length = 2 ^ k ∧ IsCycle n adj c := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
