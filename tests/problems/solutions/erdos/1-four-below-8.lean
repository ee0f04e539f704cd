-- PROOF
  intro h
  exact h 7 (by decide) 6 (by decide) 5 (by decide) 3 (by decide) (by decide)
