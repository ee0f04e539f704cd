-- PROOF
  intro k h
  unfold a at h
  have h2 : (k * k + 1) % 3 = ((k % 3) * (k % 3) + 1) % 3 := by
    rw [Nat.add_mod, Nat.mul_mod, ← Nat.add_mod]
  have hr : k % 3 = 0 ∨ k % 3 = 1 ∨ k % 3 = 2 := by omega
  rcases hr with r | r | r <;> rw [r] at h2 <;> omega
