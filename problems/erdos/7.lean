/-
id: erdos/7
title: Odd covering systems
source: https://www.erdosproblems.com/7
status: open
tags: number theory, covering systems, starter
references:
  - Erdős, P., On integers of the form 2^k + p and some related problems. Summa Brasil. Math. 2 (1950),
    113-123.
  - Guy, R. K., Unsolved Problems in Number Theory, section F13.
informal:
  A covering system is a finite list of residue classes a_i (mod m_i) that together contain all integers.
  Can its moduli be odd, above 1 and all different?
quotation:
  Is there a covering system all of whose moduli are odd (and greater than 1)?
meaning:
  There is a finite list of pairs (a, c) of integers such that every integer is congruent to a mod c for
  at least one pair, the moduli c are pairwise distinct, and each modulus is odd and greater than 1. The
  residues a are arbitrary integers.
note:
  Stated as existence: a proof answers yes, a disproof answers no. The modulus 1 is excluded, as it
  covers everything alone.
reports:
  - informal verifiable, 2025-08-31, https://www.erdosproblems.com/7: verifiable
  - formal unformalised, undated, https://www.erdosproblems.com/7: unformalized
  - formal stated, 2026-08-22,
    https://github.com/google-deepmind/formal-conjectures/blob/488aade2/FormalConjectures/ErdosProblems/7.lean:
    stated
reviewed: yes, Claude (second reader, with a meaning by a third that saw the Lean only), 2026-11-27
-/

set_option autoImplicit false

/-- Every integer `n` satisfies `n ≡ a (mod m)` for some `(a, m)` in the list. -/
def Covers (system : List (Int × Int)) : Prop :=
  ∀ n : Int, ∃ c ∈ system, (n - c.1) % c.2 = 0

/-- Test lemma: 0 (mod 2), 0 (mod 3), 1 (mod 4), 5 (mod 6), 7 (mod 12) cover the integers. -/
theorem covers_classical : Covers [(0, 2), (0, 3), (1, 4), (5, 6), (7, 12)] := by
  intro n
  simp
  grind

/-- Test lemma: 0 (mod 3), 0 (mod 5), 0 (mod 7) do not: 1 is left. -/
theorem not_covers_odd : ¬ Covers [(0, 3), (0, 5), (0, 7)] :=
  fun h => absurd (h 1) (by decide)

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 :
    ∃ system : List (Int × Int), Covers system ∧ (system.map Prod.snd).Nodup ∧
    ∀ c ∈ system, 1 < c.2 ∧ c.2 % 2 = 1 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
