-- PROOF
  exact ⟨11, 3, 5, 8, by decide, by decide, by decide, by decide, by decide, by decide⟩
