"""Which tactics exist in core Lean, and which a model trained on Mathlib will miss; tests ask Lean."""

from __future__ import annotations

from typing import Final

CORE_TACTICS: Final = (
    "intro", "exact", "refine", "apply", "constructor", "obtain", "rcases", "rintro", "cases", "induction", "match",
    "have", "suffices", "show", "calc", "conv", "rw", "simp", "simp_all", "simpa", "omega", "decide", "grind", "ac_rfl",
    "rfl", "congr", "ext", "funext", "split", "by_cases", "exfalso", "contradiction", "injection", "exists", "left",
    "right", "specialize", "generalize", "replace", "subst", "unfold", "change", "rename_i", "revert", "clear", "symm",
    "exact_mod_cast", "push_cast", "infer_instance", "fun_induction", "fun_cases", "solve_by_elim", "and_intros",
    "exact?", "apply?", "rw?", "simp?", "first", "repeat", "iterate", "all_goals", "any_goals",
)  # fmt: skip
"""Tactics of Lean's core library."""

MATHLIB_TACTICS: Final = (
    "norm_num", "ring", "linarith", "nlinarith", "positivity", "field_simp", "aesop", "push_neg", "by_contra",
    "interval_cases", "use", "tauto", "set", "choose", "gcongr", "split_ifs", "trans", "absurd", "hint",
)  # fmt: skip
"""Tactics of Mathlib and its companions that core Lean does not have."""
