-- PROOF
  intro h
  exact absurd (h 90 (by decide +kernel)) (by decide)
