/-
id: erdos/28
title: Erdős–Turán conjecture on additive bases
source: https://www.erdosproblems.com/28
status: open
tags: number theory, additive basis, starter
references:
  - Erdős, P. and Turán, P., On a problem of Sidon in additive number theory, and on some related problems.
    J. London Math. Soc. 16 (1941), 212-215.
informal:
  Let A be a set of natural numbers such that all but finitely many naturals are sums of two of its
  elements. Then the number of ways to write n as such a sum is not bounded.
quotation:
  If $A ⊆ \mathbb{N}$ is such that $A + A$ contains all but finitely many integers then $\limsup 1_A ∗
  1_A(n) = \infty$.
meaning:
  For a set A of naturals, r(n) is the number of a in {0, ..., n} with a and n-a in A, so ordered
  representations are counted and a = n/2 once. For every set A of naturals such that r(n) > 0 for all
  sufficiently large n, r is unbounded: for each K there is n with r(n) ≥ K.
equivalence:
  Sets of naturals are given by their indicators A : Nat → Bool (every set has one, classically).
  1_A * 1_A(n) is `representations A n`; n ∈ A + A iff it is positive. A limsup of natural numbers is ∞
  iff the values are unbounded, as finitely many of them do not matter.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/28: open
  - formal unformalised, undated, https://www.erdosproblems.com/28: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/28.lean:
    stated
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

theorem target_theorem_0 :
    ∀ A : Nat → Bool, (∃ N, ∀ n, N ≤ n → 0 < representations A n) →
    ∀ K, ∃ n, K ≤ representations A n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
