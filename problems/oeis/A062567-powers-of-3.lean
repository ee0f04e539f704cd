/-
id: oeis/A062567-powers-of-3
title: Small multiples of 3^n with small reversals
source: https://oeis.org/A062567
status: proved
tags: number theory, decimal digits, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  Let a(n) be the first multiple of n whose decimal reversal is divisible by n. Then a(3^n) is not
  10^(3^(n-2)) - 1 for n > 4.
quotation:
  First multiple of n whose reverse is also divisible by n, or 0 if no such multiple exists. [...] From
  the terms of A112726 we see that for n>4, a(3^n) is much smaller than 10^3^(n-2)-1. It seems that only
  for n=2,3 & 4 we have a(3^n)=10^3^(n-2)-1.
meaning:
  Let reverse(k) be the number with the decimal digits of k reversed, where zeros at the end drop. For
  every natural n > 4 there is a natural k with 0 < k < 10^(3^(n-2)) - 1 such that 3^n divides both k
  and reverse(k).
equivalence:
  10^(3^(n-2)) - 1 is a reversible multiple of 3^n itself, so the first one differs from it iff there is a
  smaller one.
note:
  Firoozbakht's conjecture of 2005, for n > 4; that the equality holds for n = 2, 3, 4 is a computation.
reports:
  - informal open, 2023-04-03, https://oeis.org/A062567: It seems that only for n=2,3 & 4 we have
    a(3^n)=10^3^(n-2)-1.
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/62567.lean:
    research solved, formal_proof using formal_conjectures
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `acc` followed by the last `fuel` decimal digits of `n`, the last one first; stops at 0. -/
def reverseWithin : Nat → Nat → Nat → Nat
  | 0, _, acc => acc
  | fuel + 1, n, acc => if n = 0 then acc else reverseWithin fuel (n / 10) (10 * acc + n % 10)

/-- The number with the decimal digits of `n` in reverse order, `n` having at most `n` of them. -/
def reverse (n : Nat) : Nat := reverseWithin n n 0

/-- Test lemma: reversals, with the zeros at the end lost. -/
theorem reverse_some : [0, 7, 48, 100, 494, 120].map reverse = [0, 7, 84, 1, 494, 21] := by decide +kernel

/-- `k` is a positive multiple of `n` whose reversal is a multiple of `n`. -/
abbrev IsReversible (n k : Nat) : Prop := 0 < k ∧ n ∣ k ∧ n ∣ reverse k

/-- Test lemma: A062567(12), ..., A062567(15) are 48, 494, 252 and 510. -/
theorem isReversible_first :
    [(12, 48), (13, 494), (14, 252), (15, 510)].all fun (n, m) =>
      IsReversible n m ∧ (List.range m).all fun k => ¬ IsReversible n k := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, 4 < n → ∃ k : Nat, k < 10 ^ 3 ^ (n - 2) - 1 ∧ IsReversible (3 ^ n) k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
