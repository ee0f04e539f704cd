/-
id: erdos/376
title: Central binomial coefficients coprime to 105
source: https://www.erdosproblems.com/376
status: open
tags: number theory, binomial coefficients, starter
references:
  - Erdős, P., Graham, R. L., Ruzsa, I. Z. and Straus, E. G., On the prime factors of C(2n, n). Math. Comp.
    29 (1975), 83-92.
informal:
  Are there infinitely many n such that C(2n, n) is coprime to 105?
quotation:
  Are there infinitely many $n$ such that ${2n\choose n}$ is coprime to $105$?
meaning:
  For every N there is n ≥ N such that the central binomial coefficient (2n)!/(n!)^2 is coprime to 105,
  that is divisible by none of 3, 5 and 7. So there are infinitely many such n.
equivalence:
  C(2n, n) is (2n)!/(n!)², where the division is exact. A set of naturals is infinite iff it has members
  beyond every N. Stated affirmatively: a proof answers yes, a disproof answers no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/376: open
  - formal unformalised, undated, https://www.erdosproblems.com/376: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/376.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `n!` -/
def factorial : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * factorial n

/-- `C(2n, n)`. The division is exact. -/
def centralBinom (n : Nat) : Nat := factorial (2 * n) / (factorial n * factorial n)

/-- Test lemma: C(0, 0), C(2, 1), …, C(14, 7) (OEIS A000984). -/
theorem centralBinom_first :
    (List.range 8).map centralBinom = [1, 2, 6, 20, 70, 252, 924, 3432] := by
  decide

/-- Test lemma: C(20, 10). -/
theorem centralBinom_ten : centralBinom 10 = 184756 := by decide

/-- Test lemma: the first n with C(2n, n) coprime to 105 are 0, 1, 10 (OEIS A030979; the next is 756). -/
theorem coprime_105_below_20 :
    (List.range 20).filter (fun n => Nat.gcd (centralBinom n) 105 = 1) = [0, 1, 10] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ N : Nat, ∃ n, N ≤ n ∧ Nat.gcd (centralBinom n) 105 = 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
