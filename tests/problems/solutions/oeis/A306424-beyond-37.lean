-- PROOF
  intro h
  exact h 43 (by decide) (by decide +kernel)
