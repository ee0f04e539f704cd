theorem stepWith_sum (l : List Nat) (c : Nat) : (stepWith c l).sum = c + l.sum := by
  induction l generalizing c with
  | nil =>
    rw [stepWith]
    split
    · rename_i h
      simp [h]
    · simp
  | cons m l ih =>
    rw [stepWith, List.sum_cons, List.sum_cons, ih]
    omega
-- PROOF
  intro n t
  induction t with
  | zero => simp [masses]
  | succ t ih => rw [masses, stepWith_sum, ih, Nat.zero_add]
