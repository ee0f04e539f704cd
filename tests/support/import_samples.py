"""Small files in the formats of other people's collections, written by hand; nothing of theirs is copied."""

from __future__ import annotations

FC_OLD = """\
/-
A licence.
-/

import FormalConjectures.Util.ProblemImports

/-!
# Erdős Problem 9001

*Reference:* [erdosproblems.com/9001](https://www.erdosproblems.com/9001)
-/

open scoped Pointwise
open Set

namespace Erdos9001

variable (k : ℕ)

/-- A number is tame if it is its own square. -/
def Tame (n : ℕ) : Prop := n * n = n

/-- One is tame. -/
@[category test, AMS 11]
theorem tame_one : Tame 1 := by
  norm_num [Tame]

/-- Is every number tame? -/
@[category research solved, AMS 11 5,
  formal_proof using lean4 at "https://example.org/proof.lean#L7",
  conditional formal_proof using other_system at
"https://example.org/other" assuming tame_one tame_two]
theorem erdos_9001.parts.i : answer(False) ↔ ∀ n, Tame n := by
  sorry

/-- Are all large numbers of the form $n - 1$ tame? -/
@[category research open, AMS 11]
theorem erdos_9001.variants.large : answer(sorry) ↔
    ∃ N, ∀ n ≥ N, let m := n - 1; Tame m := by
  sorry

/-- How many are there? -/
@[category research open, AMS 11]
theorem erdos_9001.parts.ii : {n | Tame n}.ncard = (answer(sorry) : ℕ) := by
  sorry

@[category API, AMS 11]
lemma tame_zero : Tame 0 := by sorry

@[category test, AMS 11]
example : Tame 0 ∧ k = k := ⟨rfl, rfl⟩

/-- Uses what is not proved. -/
@[category test, AMS 11]
theorem tame_pair : Tame 0 ∧ Tame 1 := ⟨tame_zero, tame_one⟩

@[category research open, AMS 11]
theorem about_the_other : (tame_zero = tame_zero) ↔ True := by
  sorry

end Erdos9001
"""

FC_NEW = """\
/-
A licence.
-/
module

public import FormalConjecturesUtil
import Mathlib.Data.Nat.Basic

@[expose] public section

/-! # Erdős Problem 9002 -/

namespace Erdos9002

/-- Every number is what it is. -/
@[category textbook, AMS 11]
theorem erdos_9002 (n : ℕ) : n = n := by
  sorry

end Erdos9002
"""

TABLE = """\
- number: "1"
  prize: "$500"
  informal_status:
    state: "open"
    last_update: "2026-01-31"
  formal_status:
    state: "unformalized"
  status:
    state: "open"
  oeis: ["A276661", "possible"]
  formalized:
    state: "yes"
    last_update: "2025-09-01"
  tags: ["number theory"]
  comments: "a name"

- number: "2"
  prize: "£25"
  informal_status: {state: "proved", last_update: "2026-02-01"}
  formal_status: {state: "Lean", url: "https://example.org/2.lean", note: "all of it"}
  status: {state: "proved (Lean)"}

- number: "3"
  prize: "no"
  status:
    state: "disproved (Lean)"
    last_update: "2025-10-01"
  formalized: {state: "no"}

- number: "4-1"
  status:
    state: "partial"
"""

ODD_TABLE = """\
- number: "1"
  informal_status: {state: "open"}
  formal_status: {state: "formalized", url: "https://example.org/1"}
- number: "2"
  status: {state: "open"}
  tags: ["a"]
  tags: ["b"]
- number: "3"
  prize: "a goose"
  status: {state: "a mystery"}
  mood: "hopeful"
- number: "4"
  status: &x {state: "open"}
- number: "5"
  status: *x
- number: !!python/object/apply:os.system ["true"]
- just words
- number: "six"
- number: 7
  tags: x
- number: "8"
  status: {state: "open"}
- number: "8"
  status: {state: "open"}
- number: "9"
"""
