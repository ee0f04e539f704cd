/-
id: oeis/A002496-mod-3
title: 3 never divides k² + 1
source: https://oeis.org/A002496
status: proved
tags: number theory, primes, variant
references:
  - OEIS Foundation, A002496. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A002496.
informal:
  3 does not divide k^2 + 1.
quotation:
  Primes of the form k^2 + 1. It is conjectured that this sequence is infinite, but this has never been
  proved.
meaning:
  For every natural k, including 0, 3 does not divide k² + 1.
note:
  A first restriction on the prime factors of k² + 1.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A002496-mod-3.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A002496-mod-3.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- A002522, with offset 0. -/
def a (k : Nat) : Nat := k * k + 1

/-- Test lemma: A002522(0), ..., A002522(6). -/
theorem a_first : (List.range 7).map a = [1, 2, 5, 10, 17, 26, 37] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ k : Nat, ¬ 3 ∣ a k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
