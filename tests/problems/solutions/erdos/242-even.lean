-- PROOF
  intro m
  grind
