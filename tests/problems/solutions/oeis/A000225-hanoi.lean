-- PROOF
  intro n
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [hanoi, Nat.pow_succ]
    omega
