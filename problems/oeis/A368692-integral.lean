/-
id: oeis/A368692-integral
title: An integral factorial ratio with the factor 108
source: https://oeis.org/A368692
status: proved
tags: number theory, factorials, settled by machine
references:
  - Adolphson, A. and Sperber, S., On the integrality of hypergeometric series whose coefficients are
    factorial ratios. Acta Arith. 200 (2021), 39-59.
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
  - Adamczewski, T., OEIS Open: How many conjectures can language models turn into theorems?
    arXiv:2608.11941 (2026).
informal:
  108 (4n+2)! (2n+3)! ((6n+5)!)^2 divides (12n+6)! (6n+9)! for every n ≥ 0.
quotation:
  a(n) = (12*n + 6)!*(6*n + 9)!/(108*(4*n + 2)!*(2*n + 3)!*((6*n + 5)!)^2). [...] It is conjectured here
  that a(n) are integers. Adamczewski includes a proof abstract of the conjecture in the linked paper.
meaning:
  For every natural n ≥ 0, 108·(4n+2)!·(2n+3)!·((6n+5)!)² divides (12n+6)!·(6n+9)!.
reports:
  - informal proved, 2026-08-17, https://oeis.org/A368692: Adamczewski includes a proof abstract of the
    conjecture in the linked paper.
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/368692.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The factorial `n! = 1 · 2 · ... · n`, with `0! = 1`. -/
def factorial : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * factorial n

/-- Test lemma: 0!, ..., 7!. -/
theorem factorial_first : (List.range 8).map factorial = [1, 1, 2, 6, 24, 120, 720, 5040] := by decide

/-- The denominator of A368692(n). -/
def denominator (n : Nat) : Nat :=
  108 * (factorial (4 * n + 2) * factorial (2 * n + 3) * factorial (6 * n + 5) ^ 2)

/-- The numerator of A368692(n). -/
def numerator (n : Nat) : Nat := factorial (12 * n + 6) * factorial (6 * n + 9)

/-- Test lemma: A368692(0), A368692(1) and A368692(2) are the exact quotients. -/
theorem quotients_first :
    numerator 0 = 14 * denominator 0 ∧ numerator 1 = 563108 * denominator 1 ∧
      numerator 2 = 54231252075 * denominator 2 := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, denominator n ∣ numerator n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
