/-
id: oeis/A005132-onto
title: Recamán's sequence contains every number
source: https://oeis.org/A005132
status: open
tags: combinatorics, self-avoiding sequences, starter
references:
  - OEIS Foundation, A005132. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A005132.
informal:
  Recamán's sequence: a(0) = 0; for n > 0, a(n) = a(n - 1) - n if that is positive and not already in
  the sequence, otherwise a(n) = a(n - 1) + n. Conjecture: every number appears.
quotation:
  Recamán's sequence (or Recaman's sequence): a(0) = 0; for n > 0, a(n) = a(n-1) - n if nonnegative and
  not already in the sequence, otherwise a(n) = a(n-1) + n. I conjecture that every number eventually
  appears - see A057167, A064227, A064228. - _N. J. A. Sloane_. That was written in 1991. Today I'm not so
  sure that every number appears.
meaning:
  Let r(0) = 0. For n ≥ 1 let r(n) = r(n-1) - n if n < r(n-1) and that value is not among r(0), ...,
  r(n-1), and r(n) = r(n-1) + n otherwise. Every natural number m, including 0, equals r(n) for some n ≥
  0.
note:
  Conjectured by N. J. A. Sloane in 1991; the entry has since grown less sure of it.
reports:
  - informal open, 2017-02-26, https://oeis.org/A005132: Today I'm not so sure that every number
    appears.
  - formal stated, 2026-11-27, problems/oeis/A005132-onto.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The next list, with the newest term first, when the term numbered `n` is added. -/
noncomputable def extend (n : Nat) : List Nat → List Nat
  | [] => []
  | a :: seen =>
    if n < a ∧ a - n ∉ a :: seen then (a - n) :: a :: seen else (a + n) :: a :: seen

/-- The terms `a(n), …, a(1), a(0)` of Recamán's sequence. -/
noncomputable def terms : Nat → List Nat
  | 0 => [0]
  | n + 1 => extend (n + 1) (terms n)

/-- Recamán's sequence, A005132 with offset 0. -/
noncomputable def recaman (n : Nat) : Nat := (terms n).headD 0

/-- Test lemma: A005132(0), …, A005132(18). -/
theorem recaman_first :
    (List.range 19).map recaman =
      [0, 1, 3, 6, 2, 7, 13, 20, 12, 21, 11, 22, 10, 23, 9, 24, 8, 25, 43] := by
  decide +kernel

/-- Test lemma: 42 appears twice, at 20 and 24. -/
theorem recaman_42 : recaman 20 = 42 ∧ recaman 24 = 42 := by decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ m : Nat, ∃ n, recaman n = m := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
