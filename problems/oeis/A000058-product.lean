/-
id: oeis/A000058-product
title: Sylvester's sequence: a product plus one
source: https://oeis.org/A000058
status: proved
tags: number theory, variant, starter
informal:
  a(n) = a(0)·a(1)⋯a(n - 1) + 1 for n > 0, where a(0) = 2 and a(n + 1) = a(n)² - a(n) + 1.
note:
  A formula of the entry.
-/

set_option autoImplicit false

/-- Sylvester's sequence, A000058 with offset 0; `a ≤ a ^ 2`, so the subtraction is exact. -/
def sylvester : Nat → Nat
  | 0 => 2
  | n + 1 => sylvester n ^ 2 - sylvester n + 1

/-- Test lemma: A000058(0), …, A000058(6). -/
theorem sylvester_first :
    (List.range 7).map sylvester = [2, 3, 7, 43, 1807, 3263443, 10650056950807] := by
  decide

/-- `a(0) a(1) ⋯ a(n - 1)` -/
def product : Nat → Nat
  | 0 => 1
  | n + 1 => product n * sylvester n

/-- Test lemma: 2·3·7·43 = 1806. -/
theorem product_four : product 4 = 1806 := by decide

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : ∀ n : Nat, 0 < n → sylvester n = product n + 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
