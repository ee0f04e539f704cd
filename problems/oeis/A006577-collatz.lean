/-
id: oeis/A006577-collatz
title: Collatz conjecture
source: https://oeis.org/A006577
status: open
tags: number theory, iteration, starter
references:
  - Lagarias, J. C., The 3x + 1 problem and its generalizations. Amer. Math. Monthly 92 (1985), 3-23.
  - Guy, R. K., Unsolved Problems in Number Theory, section E16.
informal:
  The number of halving and tripling steps needed to reach 1 in the 3x + 1 problem. Conjecture: 1 is
  reached from every n ≥ 1.
quotation:
  Number of halving and tripling steps to reach 1 in '3x+1' problem, or -1 if 1 is never reached. The 3x+1
  or Collatz problem is as follows: start with any number n. If n is even, divide it by 2, otherwise
  multiply it by 3 and add 1. Do we always reach 1? This is a famous unsolved problem. It is conjectured
  that the answer is yes.
meaning:
  Let step(n) be n/2 if n is even and 3n + 1 if n is odd. For every natural n ≥ 1 there is k ≥ 0 such
  that applying step k times to n gives 1.
note:
  The same conjecture is Erdős problem 1135.
reports:
  - informal open, 2025-01-18, https://oeis.org/A006577: This is a famous unsolved problem. It is
    conjectured that the answer is yes.
  - formal stated, 2026-11-27, problems/oeis/A006577-collatz.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- One halving or tripling step. -/
def step (n : Nat) : Nat := if n % 2 = 0 then n / 2 else 3 * n + 1

/-- `n` after `k` steps. -/
def iterate : Nat → Nat → Nat
  | 0, n => n
  | k + 1, n => iterate k (step n)

/-- Test lemma: A006577(1), …, A006577(12), the least k such that k steps lead to 1. -/
theorem steps_first :
    (List.range 12).map (fun i => (List.range 20).find? fun k => iterate k (i + 1) = 1) =
      [0, 1, 7, 2, 5, 8, 16, 3, 19, 6, 14, 9].map some := by
  decide +kernel

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 1 ≤ n → ∃ k, iterate k n = 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
