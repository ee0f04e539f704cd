-- PROOF
  intro h
  exact h 7 71 (by decide) (by decide +kernel)
