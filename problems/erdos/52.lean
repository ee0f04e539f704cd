/-
id: erdos/52
title: Sum-product conjecture
source: https://www.erdosproblems.com/52
status: open
tags: number theory, additive combinatorics
references:
  - Erdős, P. and Szemerédi, E., On sums and products of integers. Studies in Pure Mathematics (1983),
    213-218.
informal:
  For every ε > 0, max(|A+A|, |AA|) is at least a constant times |A|^(2-ε) for every finite set A of
  integers.
quotation:
  Let $A$ be a finite set of integers. Is it true that for every $\epsilon>0$ $\max( \lvert
  A+A\rvert,\lvert AA\rvert)\gg_\epsilon \lvert A\rvert^{2-\epsilon}?$
meaning:
  For every integer e ≥ 1 there is a natural C, depending on e, such that for every finite set A of
  integers, |A|^(2e-1) ≤ C max(|A+A|, |AA|)^e. Here A+A and AA are the sets of all a + b and ab with a,
  b in A, a = b allowed, and distinct values are counted. That is, the maximum is at least c |A|^(2-1/e)
  with a constant c > 0.
equivalence:
  ε may be made smaller, so ε = 1/e; the e-th power of |A|^(2-1/e) is |A|^(2e-1), and the constant may be
  taken to be 1/C with a natural C.
note:
  A proof answers yes, a disproof no.
reports:
  - informal open, 2026-05-28, https://www.erdosproblems.com/52: open
  - formal unformalised, undated, https://www.erdosproblems.com/52: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/52.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The number of different elements of a list. -/
def size : List Int → Nat
  | [] => 0
  | a :: l => if a ∈ l then size l else size l + 1

/-- All sums of two elements, equal ones included. -/
def sums (A : List Int) : List Int := A.flatMap fun a => A.map fun b => a + b

/-- All products of two elements, equal ones included. -/
def products (A : List Int) : List Int := A.flatMap fun a => A.map fun b => a * b

/-- Test lemma: {1, 2, 4} has 6 sums and 5 products, {1, 2, 3} 5 and 6, {-1, 1} 3 and 2. -/
theorem size_some :
    size (sums [1, 2, 4]) = 6 ∧ size (products [1, 2, 4]) = 5 ∧ size (sums [1, 2, 3]) = 5 ∧
      size (products [1, 2, 3]) = 6 ∧ size (sums [-1, 1]) = 3 ∧ size (products [-1, 1]) = 2 := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ e : Nat, 1 ≤ e → ∃ C : Nat, ∀ A : List Int, A.Nodup →
      A.length ^ (2 * e - 1) ≤ C * max (size (sums A)) (size (products A)) ^ e := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
