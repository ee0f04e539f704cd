/-
id: oeis/A006285-none
title: Every odd number beyond 1 is a prime plus a power of 2 (false)
source: https://oeis.org/A006285
status: disproved
tags: number theory, primes, variant, starter
references:
  - Crocker, R., A theorem concerning prime numbers. Math. Mag. 34 (1961), 316, 344.
  - Erdős, P., On integers of the form 2^k + p and some related problems. Summa Brasil. Math. 2 (1950),
    113-123.
informal:
  Every odd number greater than 1 has the form p + 2^k with p prime and k ≥ 0.
quotation:
  Odd numbers not of form p + 2^k (de Polignac numbers).
meaning:
  For every odd natural n > 1 there is k with 0 ≤ k < n and 2^k < n such that n - 2^k is prime. The
  subtraction is exact, and 2^0 = 1 is allowed.
equivalence:
  If 2^k < n then k < n, so the search over k < n misses nothing; where 2^k < n, the subtraction is exact.
note:
  De Polignac's claim of 1849, i.e. that 1 is the only term of the sequence. It is false: the next term
  is 127.
reports:
  - informal disproved, 2026-11-27, tests/problems/solutions/oeis/A006285-none.lean: disproved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A006285-none.lean: disproved and
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

/-- `n = p + 2 ^ k` for a prime `p` and some `k`. -/
noncomputable def isPrimePlusPower (n : Nat) : Bool :=
  (List.range n).any fun k => decide (2 ^ k < n) && isPrime (n - 2 ^ k)

/-- Test lemma: all odd numbers from 3 to 31, but not 1, have the form. -/
theorem isPrimePlusPower_small :
    (List.range 16).filter (fun i => isPrimePlusPower (2 * i + 1) = false) = [0] := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, n % 2 = 1 → 1 < n → isPrimePlusPower n = true := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
