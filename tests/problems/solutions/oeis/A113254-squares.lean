def y : Nat → Int
  | 0 => 2
  | 1 => 56
  | n + 2 => -4 * y (n + 1) - 64 * y n

theorem odd_steps (k : Nat) :
    a (k + 6) = -48 * a (k + 4) + 3072 * a (k + 2) + 262144 * a k := by
  have h4 : a (k + 4) = -4 * a (k + 3) + 256 * a (k + 1) + 4096 * a k := rfl
  have h5 : a (k + 5) = -4 * a (k + 4) + 256 * a (k + 2) + 4096 * a (k + 1) := rfl
  have h6 : a (k + 6) = -4 * a (k + 5) + 256 * a (k + 3) + 4096 * a (k + 2) := rfl
  omega

theorem window (n : Nat) : a (2 * n + 1) = y n * y n ∧ a (2 * n + 3) = y (n + 1) * y (n + 1) ∧
    a (2 * n + 5) = y (n + 2) * y (n + 2) := by
  induction n with
  | zero => decide
  | succ n ih =>
    obtain ⟨h1, h3, h5⟩ := ih
    refine ⟨h3, h5, ?_⟩
    have h7 := odd_steps (2 * n + 1)
    have e : 2 * (n + 1) + 5 = 2 * n + 1 + 6 := by omega
    rw [e, h7, show 2 * n + 1 + 4 = 2 * n + 5 by omega, show 2 * n + 1 + 2 = 2 * n + 3 by omega, h1, h3, h5]
    have e3 : y (n + 1 + 2) = -4 * y (n + 2) - 64 * y (n + 1) := rfl
    have e2 : y (n + 2) = -4 * y (n + 1) - 64 * y n := rfl
    rw [e3, e2]
    grind
-- PROOF
  exact fun n => ⟨y n, (window n).1⟩
