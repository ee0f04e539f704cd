"""Which tactics exist in core Lean, and which a model trained on Mathlib will miss; tests ask Lean."""

from __future__ import annotations

from collections.abc import Mapping
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

REPLACEMENTS: Final[Mapping[str, str]] = {
    "norm_num": "use `decide`, `simp`, or `omega`",
    "ring": "use `grind`; for linear equations `omega`",
    "ring_nf": "use `grind`, or `simp only [Nat.mul_add, Nat.add_mul, Nat.mul_assoc]`",
    "linarith": "use `omega` over Nat and Int, or `grind`",
    "nlinarith": "use `grind`, or give the products by `Nat.mul_le_mul` and finish with `omega`",
    "polyrith": "use `grind`",
    "positivity": "use `omega`, or `Nat.mul_pos` and `Nat.pow_pos`",
    "field_simp": "use `grind`",
    "aesop": "use `simp_all` or `grind`",
    "tauto": "use `grind` or `simp_all`",
    "push_neg": "use `simp only [Classical.not_forall, not_exists, Classical.not_imp, Nat.not_lt, Nat.not_le]`",
    "by_contra": "use `false_or_by_contra` and then `rename_i h`, or `apply Classical.byContradiction; intro h`",
    "by_contra'": "use `false_or_by_contra` and then `rename_i h`",
    "contrapose": "use `intro h` on a goal `¬ p`, or `Classical.byContradiction`",
    "contrapose!": "use `Classical.byContradiction` and `simp only [Classical.not_forall] at h`",
    "interval_cases": "state `have : n = 0 ∨ n = 1 ∨ n = 2 := by omega` and use `rcases this with rfl | rfl | rfl`",
    "fin_cases": "use `match` on the value, or `decide`",
    "use": "use `exact ⟨_, _⟩` or `exists _`",
    "existsi": "use `exists _`",
    "set": "use `generalize h : e = x`, or `have` with an equation",
    "choose": "use `Classical.choose` and `Classical.choose_spec`",
    "gcongr": "use `Nat.mul_le_mul`, `Nat.add_le_add`, `Nat.pow_le_pow_left`",
    "split_ifs": "use `split` (once for each `if`)",
    "trans": "use `calc`, or `Nat.le_trans` and `Eq.trans` by name",
    "absurd": "use `exact absurd h h'`",
    "hint": "use the tool `try_goals`",
    "lift": "use `obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h`",
    "wlog": "state the case as a lemma and use it twice",
    "zify": "`omega` takes Nat and Int together",
    "qify": "stay in Nat and Int",
    "abel": "use `grind` or `omega`",
    "group": "rewrite by name",
    "nth_rewrite": "use `conv => ...`, or `rw (occs := [1]) [h]`",
    "nth_rw": "use `conv => ...`, or `rw (occs := [1]) [h]`",
    "cases'": "use `cases` or `rcases h with ⟨a, b⟩`",
    "induction'": "use `induction n with | zero => ... | succ n ih => ...`",
    "bound": "use `omega`",
    "slim_check": "use the tool `find_counterexample`",
    "plausible": "use the tool `find_counterexample`",
    "library_search": "use `exact?`",
    "suggest": "use `apply?`",
    "lemma": "write `theorem`",
    "itauto": "use `grind` or `simp_all`",
    "decide!": "use `decide +kernel`",
    "rsuffices": "use `suffices`",
    "peel": "use `intro` and `obtain`",
    "measurability": "use `grind`",
    "continuity": "use `grind`",
}
"""What to write instead of a tactic (or command) of Mathlib."""

NOTATIONS: Final[Mapping[str, str]] = {
    "ℕ": "`ℕ` is Mathlib's notation; write `Nat`",
    "ℤ": "`ℤ` is Mathlib's notation; write `Int`",
    "ℚ": "`ℚ` is Mathlib's notation; write `Rat`",
    "ℝ": "`ℝ` is of Mathlib; core Lean has no real numbers",
    "ℂ": "`ℂ` is of Mathlib; core Lean has no complex numbers",
    "∑": "`∑` is of Mathlib; define the sum by recursion, or use `List.sum` over `List.range n`",
    "∏": "`∏` is of Mathlib; define the product by recursion",
    "⋃": "`⋃` is of Mathlib; write the predicate out",
    "∅": "`∅` of sets is of Mathlib; write `fun _ => False` for a predicate",
    "√": "`√` is of Mathlib; say `r * r ≤ n ∧ n < (r + 1) * (r + 1)`",
    "‖": "norms are of Mathlib; use `Int.natAbs`",
}
"""What to write instead of a notation of Mathlib."""
