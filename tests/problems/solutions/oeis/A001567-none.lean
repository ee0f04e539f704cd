-- PROOF
  intro h
  exact absurd (h 341 (by decide) (by decide +kernel)) (by decide +kernel)
