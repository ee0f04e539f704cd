-- PROOF
  intro h
  exact absurd (h 679) (by decide +kernel)
