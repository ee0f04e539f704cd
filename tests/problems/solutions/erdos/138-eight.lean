-- PROOF
  intro h
  exact absurd (h 51 (by decide)) (by decide +kernel)
