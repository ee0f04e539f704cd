-- PROOF
  intro h
  exact h 8 (by decide) (by decide +kernel) (by decide +kernel)
