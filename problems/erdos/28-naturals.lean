/-
id: erdos/28-naturals
title: All naturals: n has n + 1 representations as a sum
source: https://www.erdosproblems.com/28
status: proved
tags: number theory, additive basis, variant, starter
references:
  - Bloom, T. F., Erdős Problem #28. Erdős Problems, https://www.erdosproblems.com/28.
informal:
  For A = ℕ, 1_A * 1_A(n) = n + 1.
quotation:
  If $A ⊆ \mathbb{N}$ is such that $A + A$ contains all but finitely many integers then $\limsup 1_A ∗
  1_A(n) = \infty$.
meaning:
  For a set A of naturals, r(n) is the number of a in {0, ..., n} with a and n-a in A, so ordered
  representations are counted and a = n/2 once. For A = all naturals, r(n) = n + 1 for every n ≥ 0.
note:
  The simplest case of erdos/28: for A = ℕ the number of representations is unbounded.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/28-naturals.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/28-naturals.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The number of pairs `(a, b)` of members of `A` with `a + b = n`; `A` is given by its indicator. -/
def representations (A : Nat → Bool) (n : Nat) : Nat :=
  (List.range (n + 1)).countP fun a => A a && A (n - a)

/-- Test lemma: 1_A * 1_A for A = {0, 1} is 1, 2, 1, 0. -/
theorem representations_zero_one :
    (List.range 4).map (representations (fun a => decide (a ≤ 1))) = [1, 2, 1, 0] := by
  decide

/-- Test lemma: 25 = 0 + 25 = 9 + 16 in two orders each, for the squares. -/
theorem representations_squares :
    representations (fun a => [0, 1, 4, 9, 16, 25].contains a) 25 = 4 := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, representations (fun _ => true) n = n + 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
