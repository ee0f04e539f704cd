/-
id: oeis/A000058-product
title: Sylvester's sequence: a product plus one
source: https://oeis.org/A000058
status: proved
tags: number theory, variant, starter
references:
  - OEIS Foundation, A000058. The On-Line Encyclopedia of Integer Sequences, https://oeis.org/A000058.
informal:
  a(n) = a(0)·a(1)⋯a(n - 1) + 1 for n > 0, where a(0) = 2 and a(n + 1) = a(n)² - a(n) + 1.
quotation:
  Sylvester's sequence: a(n+1) = a(n)^2 - a(n) + 1, with a(0) = 2. Also called Euclid numbers, because
  a(n) = a(0)*a(1)*...*a(n-1) + 1 for n>0, with a(0)=2.
meaning:
  Let s(0) = 2 and s(n+1) = s(n)² - s(n) + 1, where the subtraction is exact. For every n ≥ 1, s(n) =
  s(0)s(1)...s(n-1) + 1.
note:
  A formula of the entry.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/oeis/A000058-product.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/oeis/A000058-product.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
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
