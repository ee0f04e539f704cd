/-
id: erdos/728
title: Factorials that divide with a logarithmic excess
source: https://www.erdosproblems.com/728
status: proved
tags: number theory, factorials, settled by machine
references:
  - Erdős, P., Graham, R. L., Ruzsa, I. Z. and Straus, E. G., On the prime factors of C(2n,n). Math.
    Comp. 29 (1975), 83-92.
informal:
  For ε small enough and any 0 < C < C' there are integers a, b, n with a, b > εn, a! b! | n! (a+b-n)! and
  C log n < a + b - n < C' log n.
quotation:
  Let $\varepsilon$ be sufficiently small and $C, C' > 0$. Are there integers $a, b, n$ such that $$a, b >
  \varepsilon n\quad a!\, b! \mid n!\, (a + b - n)!, $$ and $$C \log n < a + b - n < C' \log n ?$$
meaning:
  There is a natural e₀ such that for all natural e ≥ e₀, p ≥ 1, r > p and q ≥ 1 there are natural a, b
  and n with the following properties. n ≥ 1, a > n/e, b > n/e and n ≤ a + b; a!·b! divides n!·(a+b-n)!;
  and n^p < 2^(q(a+b-n)) < n^r, that is, (p/q)·log₂ n < a+b-n < (r/q)·log₂ n. e₀ is chosen before e, p,
  q and r.
equivalence:
  ε = 1/e. With logarithms to base 2, which changes C and C' by the same factor, and rational C = p/q and
  C' = r/q, C log n < t iff n^p < 2^(qt), and t < C' log n iff 2^(qt) < n^r; between two reals there are
  two rationals with a common denominator.
note:
  Settled in January 2026 with ChatGPT and Aristotle, among the first Erdős problems settled by a machine.
reports:
  - informal proved, 2026-01-05, https://www.erdosproblems.com/728: proved
  - formal formalised, 2026-01-05, https://www.erdosproblems.com/728: Lean
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/728.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The factorial `n! = 1 · 2 · ... · n`, with `0! = 1`. -/
def factorial : Nat → Nat
  | 0 => 1
  | n + 1 => (n + 1) * factorial n

/-- Test lemma: 0!, ..., 7!. -/
theorem factorial_first : (List.range 8).map factorial = [1, 1, 2, 6, 24, 120, 720, 5040] := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ e₀ : Nat, ∀ e p r q : Nat, e₀ ≤ e → 1 ≤ p → p < r → 1 ≤ q → ∃ a b n : Nat,
      1 ≤ n ∧ n < e * a ∧ n < e * b ∧ n ≤ a + b ∧ factorial a * factorial b ∣ factorial n * factorial (a + b - n) ∧
      n ^ p < 2 ^ (q * (a + b - n)) ∧ 2 ^ (q * (a + b - n)) < n ^ r := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
