-- PROOF
  intro h
  exact absurd (h 1 12 9 10 (by decide) (by decide) (by decide +kernel)).1 (by decide)
