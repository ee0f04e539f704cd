-- PROOF
  intro h
  exact absurd (h 2 (by decide)) (by decide)
