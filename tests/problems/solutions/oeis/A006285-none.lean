-- PROOF
  intro h
  exact absurd (h 127 (by decide) (by decide)) (by decide +kernel)
