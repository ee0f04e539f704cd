-- PROOF
  intro n
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [triangular]
    grind
