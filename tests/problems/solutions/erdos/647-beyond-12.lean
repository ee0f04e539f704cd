-- PROOF
  intro h
  exact absurd (h 24 (by decide)) (by decide +kernel)
