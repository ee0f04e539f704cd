-- PROOF
  intro n
  simp [representations]
