-- PROOF
  intro h
  exact absurd (h 23 (by decide)) (by decide +kernel)
