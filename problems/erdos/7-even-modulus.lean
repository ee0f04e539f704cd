/-
id: erdos/7-even-modulus
title: A covering system with distinct moduli
source: https://www.erdosproblems.com/7
status: proved
tags: number theory, covering systems, variant, starter
references:
  - Erdős, P., On integers of the form 2^k + p and some related problems. Summa Brasil. Math. 2 (1950),
    113-123.
informal:
  The congruences 0 (mod 2), 0 (mod 3), 1 (mod 4), 5 (mod 6), 7 (mod 12) cover all integers.
quotation:
  Is there a covering system all of whose moduli are odd (and greater than 1)?
meaning:
  Every integer, positive, negative or zero, is congruent to 0 mod 2, to 0 mod 3, to 1 mod 4, to 5 mod 6
  or to 7 mod 12.
note:
  A known example behind erdos/7, which asks whether all moduli can be odd.
reports:
  - informal proved, 2026-11-27, tests/problems/solutions/erdos/7-even-modulus.lean: proved
  - formal decided: replayed, 2026-11-27, tests/problems/solutions/erdos/7-even-modulus.lean: proved and
    replayed by this program's judge
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Every integer `n` satisfies `n ≡ a (mod m)` for some `(a, m)` in the list. -/
def Covers (system : List (Int × Int)) : Prop :=
  ∀ n : Int, ∃ c ∈ system, (n - c.1) % c.2 = 0

/-- Test lemma: 0 (mod 2) and 1 (mod 2) cover the integers. -/
theorem covers_parity : Covers [(0, 2), (1, 2)] := by
  intro n
  simp
  omega

/-- Test lemma: without 7 (mod 12), the number 7 is left. -/
theorem not_covers_without_last : ¬ Covers [(0, 2), (0, 3), (1, 4), (5, 6)] :=
  fun h => absurd (h 7) (by decide)

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : Covers [(0, 2), (0, 3), (1, 4), (5, 6), (7, 12)] := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
