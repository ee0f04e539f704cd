-- PROOF
  intro n
  have step (k : Nat) : a (k + 4) = 3 * a (k + 3) - 4 * a (k + 2) + 2 * a (k + 1) - a k := rfl
  have h : a (5 * n + 1) = a (5 * n + 2) ∧ a (5 * n + 3) = 0 := by
    induction n with
    | zero => decide
    | succ n ih =>
      have h4 := step (5 * n)
      have h5 := step (5 * n + 1)
      have h6 := step (5 * n + 2)
      have h7 := step (5 * n + 3)
      have h8 := step (5 * n + 4)
      rw [show 5 * (n + 1) = 5 * n + 5 by omega]
      simp only [Nat.add_assoc, Nat.reduceAdd] at *
      omega
  exact h.2
