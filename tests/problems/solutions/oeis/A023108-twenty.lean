-- PROOF
  intro h
  exact absurd (h 89 (by decide)) (by decide +kernel)
