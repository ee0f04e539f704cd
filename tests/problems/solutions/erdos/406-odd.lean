-- PROOF
  intro m
  unfold digit
  rw [Nat.pow_zero, Nat.div_one]
  induction m with
  | zero => rfl
  | succ m ih =>
    rw [show 2 * (m + 1) + 1 = 2 * m + 1 + 2 by omega, Nat.pow_add]
    omega
