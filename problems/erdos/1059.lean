/-
id: erdos/1059
title: Primes from which every factorial leaves a composite number
source: https://www.erdosproblems.com/1059
status: open
tags: number theory, primes
references:
  - Erdős, P.; see Guy, R. K., Unsolved Problems in Number Theory, A2.
informal:
  Are there infinitely many primes p such that p - k! is composite for each k with 1 ≤ k! < p?
quotation:
  Are there infinitely many primes $p$ such that $p - k!$ is composite for each $k$ such that $1 ≤ k! <
  p$?
meaning:
  For every M there is a prime p ≥ M such that for every k ≥ 1 with k! < p the number p - k! is greater
  than 1 and not prime. So there are infinitely many such primes.
equivalence:
  k! ≥ k, so k! < p only if k < p.
note:
  A proof answers yes, a disproof no.
reports:
  - informal open, 2025-09-28, https://www.erdosproblems.com/1059: open
  - formal unformalised, undated, https://www.erdosproblems.com/1059: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/1059.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- The factorial `n! = 1 · 2 · ... · n`, with `0! = 1`. -/
def factorial : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * factorial n

/-- Test lemma: 0!, ..., 7!. -/
theorem factorial_first : (List.range 8).map factorial = [1, 1, 2, 6, 24, 120, 720, 5040] := by decide

/-- `p - k!` is composite for every `k ≥ 1` with `k! < p`; then `k < p`. -/
abbrev IsHard (p : Nat) : Prop :=
  ∀ k ∈ List.range p, 1 ≤ k → factorial k < p → 1 < p - factorial k ∧ ¬ IsPrime (p - factorial k)

/-- Test lemma: 101 and 211 are such primes; 97 is none, since 97 - 6 = 91 but 97 - 24 = 73. -/
theorem isHard_some : IsHard 101 ∧ IsHard 211 ∧ ¬ IsHard 97 ∧ ¬ IsHard 3 := by
  refine ⟨?_, ?_, ?_, ?_⟩ <;> decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ M : Nat, ∃ p : Nat, M ≤ p ∧ IsPrime p ∧ IsHard p := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
