/-
id: erdos/389
title: A product of consecutive integers divides the next one
source: https://www.erdosproblems.com/389
status: open
tags: number theory, divisibility, starter
references:
  - Erdős, P. and Graham, R. L., Old and new problems and results in combinatorial number theory.
    Monographies de L'Enseignement Mathématique 28 (1980).
informal:
  Is it true that for every n ≥ 1 there is a k such that n(n + 1)⋯(n + k - 1) divides
  (n + k)⋯(n + 2k - 1)?
quotation:
  Is it true that for every $n \geq 1$ there is a $k$ such that $$ n(n + 1) \cdots (n + k - 1) \mid (n +
  k) \cdots (n + 2k - 1)? $$
meaning:
  For every n ≥ 1 there is k ≥ 1 such that n(n+1)...(n+k-1) divides (n+k)(n+k+1)...(n+2k-1). These are
  two adjacent blocks of equal length k.
note:
  k ≥ 1 is meant: for k = 0 both products are empty. Stated affirmatively: a proof answers yes, a
  disproof answers no.
reports:
  - informal open, 2025-08-31, https://www.erdosproblems.com/389: open
  - formal unformalised, undated, https://www.erdosproblems.com/389: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/389.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `a (a + 1) ⋯ (a + k - 1)`: the product of `k` consecutive numbers from `a` on. -/
def rising (a : Nat) : Nat → Nat
  | 0 => 1
  | k + 1 => rising a k * (a + k)

/-- Test lemma: 2·3·4·5·6 = 720 and 7·8·9·10·11 = 55440. -/
theorem rising_values : rising 2 5 = 720 ∧ rising 7 5 = 55440 := by decide

/-- Test lemma: the least k for n = 1, 2, 3 are 1, 5, 4. -/
theorem least_k_small :
    [1, 2, 3].map (fun n => (List.range 8).find? fun k => 1 ≤ k ∧ rising n k ∣ rising (n + k) k) =
      [some 1, some 5, some 4] := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 1 ≤ n → ∃ k, 1 ≤ k ∧ rising n k ∣ rising (n + k) k := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
