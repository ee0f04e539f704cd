-- PROOF
  intro h
  exact absurd (h 1 1 (by decide) (by decide)) (by decide +kernel)
