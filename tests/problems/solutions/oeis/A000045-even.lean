-- PROOF
  intro n
  induction n with
  | zero => rfl
  | succ n ih =>
    have h : fib (3 * (n + 1)) = fib (3 * n + 1) + fib (3 * n) + fib (3 * n + 1) := rfl
    omega
