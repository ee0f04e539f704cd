-- PROOF
  intro h
  exact absurd (h 0 5 3 4 (by decide) (by decide) (by decide +kernel)).1 (by decide)
