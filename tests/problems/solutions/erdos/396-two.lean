-- PROOF
  exact ⟨2480, by decide, by decide +kernel⟩
