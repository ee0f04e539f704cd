-- PROOF
  intro n
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [oddSum, ih]
    grind
