-- PROOF
  intro h
  exact absurd (h 8 (by decide) (by decide)) (by decide +kernel)
