-- PROOF
  intro n
  have h : cell (n + 1) 0 < 2 := by
    rw [cell]
    exact Nat.mod_lt _ (by decide)
  rw [a]
  omega
