/-
id: erdos/458
title: The least common multiple just before a prime
source: https://www.erdosproblems.com/458
status: open
tags: number theory, primes
references:
  - Erdős, P. and Graham, R. L., Old and new problems and results in combinatorial number theory.
    Monogr. Enseign. Math. 28 (1980).
informal:
  For consecutive primes p < q, lcm(1, ..., q-1) < p · lcm(1, ..., p).
quotation:
  Let $\operatorname{lcm}(1, \dots, n)$ denote the least common multiple of $\{1, \dots, n\}$. Let $p_k$
  be the $k$-th prime. Is it true that for all $k \geq 1$, $\operatorname{lcm}(1, \dots, p_{k+1}-1) < p_k
  \cdot \operatorname{lcm}(1, \dots, p_k)$?
meaning:
  Let L(n) be the least common multiple of 1, ..., n. For every pair of consecutive primes p < q, with
  no prime strictly between, L(q-1) < p L(p).
note:
  A proof answers yes, a disproof no.
reports:
  - informal falsifiable, 2025-08-31, https://www.erdosproblems.com/458: falsifiable
  - formal unformalised, undated, https://www.erdosproblems.com/458: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/458.lean:
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

/-- The least common multiple of 1, ..., `n`. -/
def lcmUpTo : Nat → Nat
  | 0 => 1
  | n + 1 => Nat.lcm (lcmUpTo n) (n + 1)

/-- Test lemma: A003418(0), ..., A003418(10). -/
theorem lcmUpTo_first : (List.range 11).map lcmUpTo = [1, 1, 2, 6, 12, 60, 60, 420, 840, 2520, 2520] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ p q : Nat, IsPrime p → IsPrime q → p < q → (∀ r, p < r → r < q → ¬ IsPrime r) →
      lcmUpTo (q - 1) < p * lcmUpTo p := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
