"""Statements that several rooms' tests share."""

from __future__ import annotations

VACUOUS = """\
/-
id: held/vacuous
title: Nothing is said
source: a test
status: unknown
informal: Something of numbers that there are none of.
-/
-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END
theorem target_theorem_0 : ∀ n : Nat, n < 0 → n * n = 17 := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""
