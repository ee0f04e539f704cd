/-
id: oeis/A091669-primitive-root
title: A divisibility that forces primes with primitive root 2
source: https://oeis.org/A091669
status: proved
tags: number theory, primes, primitive roots, settled by machine
references:
  - Tsoukalas, G. et al., Advancing Mathematics Research with AI-Driven Formal Proof Search.
    arXiv:2605.22763 (2026).
informal:
  Let a(n) = (2^(n-1)/n!) (2^1 - 1)(2^2 - 1)...(2^(n-1) - 1). Each n above 2 that divides a(n-1) + 2^(n-2) is
  a prime modulo which the powers of 2 take every value but 0.
quotation:
  a(n) = (2^(n-1)/n!) * Product_{k=1..n-1} (2^k-1). Conjecture: (for n > 2), if n | a(n-1) + 2^(n-2), then
  n is a prime (A001122). The previous conjecture was proved by an autonomous AI agent, see the Tsoukalas
  paper and the Lean proof.
meaning:
  Let a(n) be 2^(n-1)·(2^1 - 1)(2^2 - 1)...(2^(n-1) - 1) divided by n!, rounded down. For every natural
  n > 2: if n divides a(n-1) + 2^(n-2), then n is prime and 2^k is not 1 modulo n for every k with 1 ≤ k
  < n - 1.
reports:
  - informal proved, 2026-05-24, https://oeis.org/A091669: The previous conjecture was proved by an
    autonomous AI agent, see the Tsoukalas paper and the Lean proof.
  - formal formalised, 2026-05-24,
    https://github.com/google-deepmind/alphaproof-nexus-results/blob/main/APNOutputs/OEIS/a091669_conjecture_primitive_root.lean:
    AlphaProof Nexus, A091669 Lean file
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/OEIS/91669.lean:
    research solved, formal_proof using formal_conjectures
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

/-- The product of `2 ^ k - 1` for `1 ≤ k ≤ n`. -/
def mersenneProduct : Nat → Nat
  | 0 => 1
  | n + 1 => mersenneProduct n * (2 ^ (n + 1) - 1)

/-- Test lemma: 1, 1, 3, 21, 315. -/
theorem mersenneProduct_first : (List.range 5).map mersenneProduct = [1, 1, 3, 21, 315] := by decide

/-- A091669 with offset 1; the division is exact. -/
def a (n : Nat) : Nat := 2 ^ (n - 1) * mersenneProduct (n - 1) / factorial n

/-- Test lemma: A091669(1), ..., A091669(10). -/
theorem a_first :
    (List.range 10).map (fun i => a (i + 1)) = [1, 1, 2, 7, 42, 434, 7812, 248031, 14055090, 1436430198] := by
  decide +kernel

/-- `2` is a primitive root of the prime `n`. -/
abbrev HasRootTwo (n : Nat) : Prop := IsPrime n ∧ ∀ k, k < n - 1 → 1 ≤ k → 2 ^ k % n ≠ 1

/-- Test lemma: A001122 begins with 3, 5, 11, 13, 19, 29. -/
theorem hasRootTwo_below_30 :
    (List.range 30).filter (fun n => 3 ≤ n ∧ HasRootTwo n) = [3, 5, 11, 13, 19, 29] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ n : Nat, 2 < n → n ∣ a (n - 1) + 2 ^ (n - 2) → HasRootTwo n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
