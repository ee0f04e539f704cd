-- PROOF
  intro h
  exact absurd (h 16) (by decide +kernel)
