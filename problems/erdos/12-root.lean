/-
id: erdos/12-root
title: A dense set in which no element divides a sum of two larger ones
source: https://www.erdosproblems.com/12
status: proved
tags: number theory, settled by machine, part
references:
  - Erdős, P. and Sárközi, A., On the divisibility properties of sequences of integers. Proc. London
    Math. Soc. (3) 21 (1970), 97-101.
  - Tsoukalas, G. et al., arXiv:2605.22763 (2026).
informal:
  There is an infinite set A without distinct a, b, c in A with a | b + c and b, c > a such that |A ∩
  {1..N}| / N^(1/2) stays above a positive constant.
quotation:
  Let $A$ be an infinite set such that there are no distinct $a,b,c \in A$ such that $a \mid (b+c)$ and
  $b,c > a$. Is there such an $A$ with $\liminf \frac{|A \cap \{1, \dotsc, N\}|}{N^{1/2}} > 0$ ?
meaning:
  Call a sequence f of naturals good if it is strictly increasing and f(i) never divides f(j) + f(k) for
  i < j < k; f(0) = 0 is allowed. There are a good f and a natural C with f(k) ≤ C (k+1)^2 for every k ≥
  0.
equivalence:
  A is listed in increasing order as f(0), f(1), ...; its counting function is at least c N^(1/2) for all
  large N iff f(k) is at most C (k+1)^2 for some C and all k.
note:
  The first part of #12, one of the nine Erdős problems of the AlphaProof Nexus paper. The same sources
  settle it, while the table still had the problem as open in August 2026.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/12: open
  - informal proved, 2026-05-21, https://arxiv.org/abs/2605.22763: 12(i) solved
  - formal formalised, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/12.lean:
    The DeepMind prover agent has found a formal proof of this statement.
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

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ f : Nat → Nat, IsGood f ∧ ∃ C : Nat, ∀ k, f k ≤ C * (k + 1) ^ 2 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
