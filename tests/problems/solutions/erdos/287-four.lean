-- PROOF
  intro h
  exact absurd (h [2, 3, 6] (by decide) (by decide) (by decide) (by decide)) (by decide)
