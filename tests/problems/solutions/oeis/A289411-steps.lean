theorem sum_concat (l : List Int) (x : Int) : (l ++ [x]).sum = l.sum + x := by
  induction l with
  | nil => simp
  | cons y l ih =>
    rw [List.cons_append, List.sum_cons, List.sum_cons, ih]
    omega
-- PROOF
  intro n
  have h : a (n + 1) = a n + ((digitSum (5 * (n + 1)) : Int) - (digitSum (n + 1) : Int)).sign := by
    unfold a
    rw [List.range_succ (n := n + 1), List.map_append]
    exact sum_concat _ _
  have h2 (x : Int) : -1 ≤ x.sign ∧ x.sign ≤ 1 := by
    rcases Int.lt_trichotomy x 0 with h | h | h
    · rw [Int.sign_eq_neg_one_of_neg h]; decide
    · rw [h]; decide
    · rw [Int.sign_eq_one_of_pos h]; decide
  have := h2 ((digitSum (5 * (n + 1)) : Int) - (digitSum (n + 1) : Int))
  omega
