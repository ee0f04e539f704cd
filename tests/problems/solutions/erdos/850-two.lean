-- PROOF
  intro h
  exact absurd (h 2 8 (by decide) (by decide) (by decide +kernel) (by decide +kernel)) (by decide)
