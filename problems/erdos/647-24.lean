/-
id: erdos/647-24
title: m + τ(m) ≤ 26 for all m < 24
source: https://www.erdosproblems.com/647
status: proved
tags: number theory, divisors, variant, starter
informal:
  n = 24 satisfies max_{m < n} (m + τ(m)) ≤ n + 2.
note:
  The known case behind erdos/647.
-/

set_option autoImplicit false

/-- The number of divisors of `n` among `1, …, n`. -/
def tau (n : Nat) : Nat := (List.range n).countP fun i => (i + 1) ∣ n

/-- Test lemma: τ(1), …, τ(12) (OEIS A000005). -/
theorem tau_first : (List.range 12).map (fun i => tau (i + 1)) = [1, 2, 2, 3, 2, 4, 2, 4, 3, 4, 2, 6] := by
  decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ m : Nat, m < 24 → m + tau m ≤ 24 + 2 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
