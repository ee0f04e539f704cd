-- PROOF
  intro h
  exact h 1093 (by decide +kernel) (by decide +kernel)
