-- VALUE
  False
-- PROOF
  unfold answer
  refine ⟨False.elim, ?_⟩
  decide +kernel
