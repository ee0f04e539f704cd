-- PROOF
  intro h
  exact absurd (h 6 (by decide)) (by decide)
