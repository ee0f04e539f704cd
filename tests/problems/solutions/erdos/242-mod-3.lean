-- PROOF
  intro k hk
  refine ⟨k + 1, 3 * k + 2, (k + 1) * (3 * k + 2), by omega, by omega, ?_, by grind⟩
  have : 2 * (3 * k + 2) ≤ (k + 1) * (3 * k + 2) := Nat.mul_le_mul_right _ (by omega)
  omega
