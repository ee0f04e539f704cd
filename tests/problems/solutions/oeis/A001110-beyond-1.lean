-- VALUE
  True
-- PROOF
  unfold answer
  exact ⟨fun _ => ⟨8, by decide, 6, by decide⟩, fun _ => trivial⟩
