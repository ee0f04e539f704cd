-- PROOF
  intro h
  exact h 3 2 3 (by decide) (by decide) (by decide)
