-- PROOF
  intro h
  exact absurd (h 945 (by decide)) (by decide +kernel)
