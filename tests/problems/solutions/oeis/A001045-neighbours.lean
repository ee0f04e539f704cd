-- PROOF
  intro n
  induction n with
  | zero => rfl
  | succ n ih =>
    have h : jacobsthal (n + 2) = jacobsthal (n + 1) + 2 * jacobsthal n := rfl
    show jacobsthal (n + 1) + jacobsthal (n + 2) = 2 ^ n * 2
    omega
