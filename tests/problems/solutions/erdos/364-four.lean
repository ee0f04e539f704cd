theorem not_two_mod_four (n : Nat) (h : n % 4 = 2) : ¬ IsPowerful n := fun ⟨h1, h2⟩ => by
  have := h2 2 (by omega) (by decide) (by omega)
  omega
-- PROOF
  rintro ⟨n, h0, h1, h2, h3⟩
  have hr : n % 4 = 0 ∨ n % 4 = 1 ∨ n % 4 = 2 ∨ n % 4 = 3 := by omega
  rcases hr with h | h | h | h
  · exact not_two_mod_four (n + 2) (by omega) h2
  · exact not_two_mod_four (n + 1) (by omega) h1
  · exact not_two_mod_four n h h0
  · exact not_two_mod_four (n + 3) (by omega) h3
