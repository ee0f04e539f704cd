/-
id: erdos/324-fourth
title: Fourth powers have distinct sums (false)
source: https://www.erdosproblems.com/324
status: disproved
tags: number theory, powers, variant
references:
  - Bloom, T. F., Erdős Problem #324. Erdős Problems, https://www.erdosproblems.com/324.
informal:
  All the sums f(a) + f(b) with f = x^4 and a < b nonnegative integers are distinct.
quotation:
  Does there exist a polynomial $f(x)\in\mathbb{Z}[x]$ such that all the sums $f(a)+f(b)$ with $a < b$
  nonnegative integers are distinct?
meaning:
  A polynomial has distinct sums if, for all naturals a < b and c < d (0 allowed, equal pairs not
  considered), p(a) + p(b) = p(c) + p(d) forces a = c and b = d. The polynomial x^4 has distinct sums.
note:
  Euler's 59^4 + 158^4 = 133^4 + 134^4: the polynomial of erdos/324 cannot be this one.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/erdos/324-fourth.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/324-fourth.lean: disproved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The value at `x` of the polynomial with these coefficients, the constant one first. -/
def eval : List Int → Int → Int
  | [], _ => 0
  | c :: p, x => c + x * eval p x

/-- Test lemma: 1 + 2x + 3x² at 2 and at -1. -/
theorem eval_some : eval [1, 2, 3] 2 = 17 ∧ eval [1, 2, 3] (-1) = 2 ∧ eval [] 5 = 0 := by decide

/-- All sums of two values at different naturals are different. -/
def HasDistinctSums (p : List Int) : Prop :=
  ∀ a b c d : Nat, a < b → c < d → eval p a + eval p b = eval p c + eval p d → a = c ∧ b = d

/-- Test lemma: x has not, since 0 + 3 = 1 + 2. -/
theorem not_hasDistinctSums_x : ¬ HasDistinctSums [0, 1] :=
  fun h => absurd (h 0 3 1 2 (by decide) (by decide) (by decide)).1 (by decide)

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    HasDistinctSums [0, 0, 0, 0, 1] := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
