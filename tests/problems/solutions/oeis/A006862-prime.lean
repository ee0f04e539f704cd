-- PROOF
  intro h
  exact (h 13).2 59 (by decide +kernel) (by decide) (by decide +kernel)
