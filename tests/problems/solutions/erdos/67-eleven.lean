-- PROOF
  intro h
  exact absurd (h 812 (by decide)) (by decide +kernel)
