-- PROOF
  decide +kernel
