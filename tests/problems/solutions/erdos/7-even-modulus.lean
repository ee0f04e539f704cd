-- PROOF
  intro n
  simp
  omega
