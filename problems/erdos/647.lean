/-
id: erdos/647
title: An n > 24 with m + τ(m) ≤ n + 2 for all m < n
source: https://www.erdosproblems.com/647
status: open
tags: number theory, divisors, starter
references:
  - Bloom, T. F., Erdős Problem #647. Erdős Problems, https://www.erdosproblems.com/647.
informal:
  Is there a number n beyond 24 such that m plus the number of divisors of m is at most n + 2 for every
  m < n?
quotation:
  Let $\tau(n)$ count the number of divisors of $n$. Is there some $n > 24$ such that $$ \max_{m < n}(m +
  \tau(m)) \leq n + 2? $$
meaning:
  Let t(m) be the number of positive divisors of m, with t(0) = 0. There is n > 24 such that m + t(m) ≤
  n + 2 for every m with 0 ≤ m < n.
equivalence:
  The maximum is at most n + 2 iff every term is. The term m = 0, where `tau 0 = 0`, never matters.
  Stated as existence: a proof answers yes, a disproof answers no.
reports:
  - informal verifiable, 2025-08-31, https://www.erdosproblems.com/647: verifiable
  - formal unformalised, undated, https://www.erdosproblems.com/647: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/647.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- The number of divisors of `n` among `1, …, n`. -/
def tau (n : Nat) : Nat := (List.range n).countP fun i => (i + 1) ∣ n

/-- Test lemma: τ(1), …, τ(12) (OEIS A000005). -/
theorem tau_first : (List.range 12).map (fun i => tau (i + 1)) = [1, 2, 2, 3, 2, 4, 2, 4, 3, 4, 2, 6] := by
  decide

/-- Test lemma: the n ≤ 30 with the property, of which 24 is the largest known. -/
theorem property_up_to_30 :
    (List.range 31).filter (fun n => 1 ≤ n ∧ ∀ m, m < n → m + tau m ≤ n + 2) =
      [1, 2, 3, 4, 5, 6, 8, 10, 12, 24] := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∃ n : Nat, 24 < n ∧ ∀ m, m < n → m + tau m ≤ n + 2 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
