-- PROOF
  intro h
  exact absurd (h 70 (by decide +kernel)) (by decide +kernel)
