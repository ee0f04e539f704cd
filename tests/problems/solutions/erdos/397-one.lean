-- PROOF
  exact ⟨[2, 6, 49], [3, 4, 50], by decide, by decide, by decide, by decide, by decide, by decide +kernel⟩
