-- PROOF
  exact ⟨2, 4, 13, by decide, by decide, by decide⟩
