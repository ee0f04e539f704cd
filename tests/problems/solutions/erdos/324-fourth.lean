-- PROOF
  intro h
  exact absurd (h 59 158 133 134 (by decide) (by decide) (by decide +kernel)).1 (by decide)
