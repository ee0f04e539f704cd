/-
id: erdos/64-four
title: Minimum degree 3 forces a cycle of length 4 (false)
source: https://www.erdosproblems.com/64
status: disproved
tags: graph theory, cycles, variant
references:
  - Bloom, T. F., Erdős Problem #64. Erdős Problems, https://www.erdosproblems.com/64.
informal:
  A finite graph in which each vertex has three neighbours or more has a cycle through four vertices.
quotation:
  Does every finite graph with minimum degree at least $3$ contain a cycle of length $2^k$ for some $k
  \geq 2$?
meaning:
  Take a graph on n ≥ 1 vertices 0, ..., n-1 with symmetric loopless adjacency in which every vertex has
  degree at least 3. Every such graph contains a cycle of length 4: vertices a, b, c, d with a ≠ c, b ≠
  d and ab, bc, cd, da adjacent. The other inequalities follow, as there are no loops.
note:
  erdos/64 with the single length 4. The Petersen graph, on 10 vertices, has none.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/64-four.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/64-four.lean: disproved and
    replayed by this program's judge
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

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ (n : Nat) (adj : Nat → Nat → Bool), IsGraph n adj →
      ∃ a, a < n ∧ ∃ b, b < n ∧ ∃ c, c < n ∧ ∃ d, d < n ∧
        a ≠ c ∧ b ≠ d ∧ adj a b = true ∧ adj b c = true ∧ adj c d = true ∧ adj d a = true := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
