/-!
# Definitions shared by challenges that are checked with a native toolchain

Only core Lean is used, so the file also elaborates in the embedded Lean (tested in `tests/lean/test_lean_project.py`).
-/

namespace LeanProject

/-- The number of `i < n` with `p i`. -/
def countBelow (p : Nat → Bool) : Nat → Nat
  | 0 => 0
  | n + 1 => countBelow p n + if p n then 1 else 0

theorem countBelow_le (p : Nat → Bool) (n : Nat) : countBelow p n ≤ n := by
  induction n with
  | zero => exact Nat.le_refl 0
  | succ n ih => unfold countBelow; split <;> omega

end LeanProject
