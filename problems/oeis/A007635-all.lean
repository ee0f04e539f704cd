/-
id: oeis/A007635-all
title: n² + n + 17 is always prime (false)
source: https://oeis.org/A007635
status: disproved
tags: number theory, primes, variant, starter
references:
  - OEIS Foundation, A007635. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A007635.
informal:
  n² + n + 17 is prime for every n ≥ 0.
quotation:
  Primes of form n^2 + n + 17.
meaning:
  For every natural n, including 0, n² + n + 17 is prime.
note:
  The primes of this form are the sequence; the claim that all values are prime holds for n < 16 and is
  false: at n = 16 the value is 17².
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A007635-all.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A007635-all.lean: disproved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Trial division: `p` is at least 2 and no `d` with `2 ≤ d < p` divides it. -/
noncomputable def isPrime (p : Nat) : Bool :=
  decide (2 ≤ p) && (List.range p).all fun d => decide (d < 2) || p % d != 0

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter isPrime = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- Test lemma: the first primes of the sequence, n = 0, …, 5. -/
theorem values_first :
    (List.range 6).map (fun n => n ^ 2 + n + 17) = [17, 19, 23, 29, 37, 47] ∧
      ∀ n, n < 6 → isPrime (n ^ 2 + n + 17) = true := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, isPrime (n ^ 2 + n + 17) = true := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
