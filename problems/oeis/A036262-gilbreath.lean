/-
id: oeis/A036262-gilbreath
title: Gilbreath's conjecture
source: https://oeis.org/A036262
status: open
tags: number theory, primes
references:
  - Odlyzko, A. M., Iterated absolute values of differences of consecutive primes. Math. Comp. 61
    (1993), 373-380.
informal:
  Take absolute differences of neighbours in the sequence of primes, again and again: each row of
  differences begins with 1.
quotation:
  Triangle of numbers arising from Gilbreath's conjecture: successive absolute differences of primes read
  by antidiagonals upwards. The conjecture is that the leading term is always 1.
meaning:
  Let p be a strictly increasing sequence of naturals whose values are exactly the primes. Let row 0 be
  p and let row n+1 be the absolute differences |row_n(k) - row_n(k+1)|. For every n ≥ 1 the first entry
  of row n is 1.
equivalence:
  There is exactly one increasing sequence that lists the primes. The larger minus the smaller is the
  absolute difference.
reports:
  - informal open, 2022-11-27, https://oeis.org/A036262: The conjecture is that the leading term is
    always 1.
  - formal stated, 2026-11-27, problems/oeis/A036262-gilbreath.lean: stated in core Lean
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- `p` is prime: at least 2, and no `d` with `2 ≤ d < p` divides it. -/
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → 2 ≤ d → ¬ d ∣ p

/-- Test lemma: the primes below 30. -/
theorem isPrime_below_30 :
    (List.range 30).filter (fun n => IsPrime n) = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] := by
  decide

/-- Row `n` of the iterated absolute differences of a sequence, row 0 being the sequence. -/
def row (p : Nat → Nat) : Nat → Nat → Nat
  | 0, k => p k
  | n + 1, k => max (row p n k) (row p n (k + 1)) - min (row p n k) (row p n (k + 1))

/-- Test lemma: rows 1, 2 and 3 of the squares begin with 1, 3; 2, 2 and 0. -/
theorem row_squares :
    row (fun k => k * k) 1 0 = 1 ∧ row (fun k => k * k) 1 1 = 3 ∧ row (fun k => k * k) 2 0 = 2 ∧
      row (fun k => k * k) 2 1 = 2 ∧ row (fun k => k * k) 3 0 = 0 := by
  decide

/-- Test lemma: the table of the entry, rows 1 to 3, from the first seven primes. -/
theorem row_primes :
    (List.range 6).map (row ([2, 3, 5, 7, 11, 13, 17].getD · 0) 1) = [1, 2, 2, 4, 2, 4] ∧
      (List.range 5).map (row ([2, 3, 5, 7, 11, 13, 17].getD · 0) 2) = [1, 0, 2, 2, 2] ∧
      (List.range 4).map (row ([2, 3, 5, 7, 11, 13, 17].getD · 0) 3) = [1, 2, 0, 0] := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∀ p : Nat → Nat, (∀ k, p k < p (k + 1)) → (∀ n, IsPrime n ↔ ∃ k, p k = n) → ∀ n : Nat, 1 ≤ n → row p n 0 = 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
