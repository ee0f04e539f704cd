-- PROOF
  exact ⟨[1, 5], [2, 3], by decide, by decide, by decide, by decide, by decide, by decide, by decide, by decide, by decide⟩
