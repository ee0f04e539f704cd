-- PROOF
  intro h
  exact h 105 (by decide) (by decide +kernel)
