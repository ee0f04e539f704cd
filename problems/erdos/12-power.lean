/-
id: erdos/12-power
title: Are such sets always thin at infinitely many places?
source: https://www.erdosproblems.com/12
status: disproved
tags: number theory, settled by machine, part
references:
  - Erdős, P. and Sárközi, A., On the divisibility properties of sequences of integers. Proc. London
    Math. Soc. (3) 21 (1970), 97-101.
  - Tsoukalas, G. et al., arXiv:2605.22763 (2026).
informal:
  There is an absolute constant c > 0 such that every infinite set A without distinct a, b, c in A with a
  | b + c and b, c > a has |A ∩ {1..N}| < N^(1-c) for infinitely many N.
quotation:
  Let $A$ be an infinite set such that there are no distinct $a,b,c \in A$ such that $a \mid (b+c)$ and
  $b,c > a$. Does there exist some absolute constant $c > 0$ such that there are always infinitely many
  $N$ with $|A \cap \{1, \dotsc, N\}| < N^{1−c}$?
meaning:
  Call a sequence f of naturals good if it is strictly increasing and f(i) never divides f(j) + f(k) for
  i < j < k; f(0) = 0 is allowed. Let A(N) be the number of terms of f in [1, N]. There is one natural q
  ≥ 1, the same for all f, such that for every good f and every M there is N > M with A(N)^q < N^(q-1),
  that is A(N) < N^(1-1/q) for arbitrarily large N.
equivalence:
  A constant c > 0 may be made smaller, so c = 1/q; X < N^(1 - 1/q) iff X^q < N^(q-1). f(i) ≥ i, so
  indices up to N are enough.
note:
  The second part of #12; the answer found by the AlphaProof Nexus agent is no. It is stated
  affirmatively.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/12: open
  - informal disproved, 2026-05-21, https://arxiv.org/abs/2605.22763: 12(ii) solved
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/12.lean:
    The DeepMind prover agent has found a formal disproof of this statement.
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `f` grows, and no `f i` divides the sum of two later terms. -/
def IsGood (f : Nat → Nat) : Prop :=
  (∀ i, f i < f (i + 1)) ∧ ∀ i j k, i < j → j < k → ¬ f i ∣ f j + f k

/-- Test lemma: 3, 4, 5, ... is not good, since 3 divides 4 + 5. -/
theorem not_isGood_three : ¬ IsGood (fun i => i + 3) :=
  fun h => h.2 0 1 2 (by decide) (by decide) (by decide)

/-- Test lemma: a constant sequence is not good. -/
theorem not_isGood_constant : ¬ IsGood (fun _ => 5) := fun h => absurd (h.1 0) (by decide)

/-- How many of 1, ..., `N` are values of the increasing sequence `f`. -/
def count (f : Nat → Nat) (N : Nat) : Nat := ((List.range (N + 1)).filter fun i => 1 ≤ f i ∧ f i ≤ N).length

/-- Test lemma: squares up to 10, even numbers up to 10. -/
theorem count_some : count (fun i => i * i) 10 = 3 ∧ count (fun i => 2 * i) 10 = 5 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ q : Nat, 1 ≤ q ∧ ∀ f : Nat → Nat, IsGood f → ∀ M : Nat, ∃ N : Nat, M < N ∧
      count f N ^ q < N ^ (q - 1) := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
