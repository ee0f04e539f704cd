-- PROOF
  intro n hn
  have h : ∀ k, sylvester (k + 1) = product (k + 1) + 1 := by
    intro k
    induction k with
    | zero => rfl
    | succ k ih =>
      have h2 : product (k + 2) = product (k + 1) * sylvester (k + 1) := rfl
      have h3 : sylvester (k + 2) = sylvester (k + 1) ^ 2 - sylvester (k + 1) + 1 := rfl
      rw [h3, h2, ih, Nat.pow_two, Nat.add_mul, Nat.one_mul, Nat.add_sub_cancel]
  obtain ⟨k, rfl⟩ : ∃ k, n = k + 1 := ⟨n - 1, by omega⟩
  exact h k
