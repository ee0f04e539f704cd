-- PROOF
  intro n
  match n with
  | 0 => decide
  | 1 => decide
  | 2 => decide
  | n + 3 =>
    have h : a (n + 4) = -4 * a (n + 3) + 256 * a (n + 1) + 4096 * a n := rfl
    show a (n + 4) % 4 = 0
    omega
