/-
id: erdos/324
title: A polynomial with distinct sums of two values
source: https://www.erdosproblems.com/324
status: open
tags: number theory, powers
references:
  - Erdős, P. and Graham, R. L., Old and new problems and results in combinatorial number theory.
    Monogr. Enseign. Math. 28 (1980).
informal:
  Is there an integer polynomial f whose values f(a) + f(b), over all pairs of naturals a < b, never agree for
  two different pairs?
quotation:
  Does there exist a polynomial $f(x)\in\mathbb{Z}[x]$ such that all the sums $f(a)+f(b)$ with $a < b$
  nonnegative integers are distinct?
meaning:
  A polynomial has distinct sums if, for all naturals a < b and c < d (0 allowed, equal pairs not
  considered), p(a) + p(b) = p(c) + p(d) forces a = c and b = d. Some polynomial with integer
  coefficients has distinct sums.
note:
  A proof answers yes, a disproof no. x^5 is thought to do.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/324: open
  - formal unformalised, undated, https://www.erdosproblems.com/324: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/324.lean:
    stated
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
    ∃ p : List Int, HasDistinctSums p := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
