-- PROOF
  intro A
  induction A with
  | nil => rfl
  | cons a l ih =>
    rw [subsetSums, List.length_append, List.length_map, ih, List.length_cons, Nat.pow_succ]
    omega
