theorem sign_cases (x n : Nat) : sign x n = 1 ∨ sign x n = -1 := by
  unfold sign
  split
  · exact Or.inl rfl
  · exact Or.inr rfl

theorem step (s a b : Int) (hs : s = 0) (ha : a = 1 ∨ a = -1) (hb : b = 1 ∨ b = -1)
    (h : (s + a + b).natAbs ≤ 1) : s + a + b = 0 := by omega
-- PROOF
  intro x _
  apply Classical.byContradiction
  intro h
  have small (d m : Nat) (hd : d < 13) (hm : m < 13) (h1 : 1 ≤ d) (h2 : m * d ≤ 12) :
      (progressionSum (sign x) d m).natAbs ≤ 1 :=
    Nat.le_of_not_lt fun hb => h ⟨d, hd, m, hm, h1, h2, hb⟩
  have z1_2 := step _ _ _ (show progressionSum (sign x) 1 0 = 0 from rfl) (sign_cases x (1 * 1)) (sign_cases x (2 * 1))
    (small 1 2 (by decide) (by decide) (by decide) (by decide))
  have z1_4 := step _ _ _ (show progressionSum (sign x) 1 2 = 0 from z1_2) (sign_cases x (3 * 1)) (sign_cases x (4 * 1))
    (small 1 4 (by decide) (by decide) (by decide) (by decide))
  have z1_6 := step _ _ _ (show progressionSum (sign x) 1 4 = 0 from z1_4) (sign_cases x (5 * 1)) (sign_cases x (6 * 1))
    (small 1 6 (by decide) (by decide) (by decide) (by decide))
  have z1_8 := step _ _ _ (show progressionSum (sign x) 1 6 = 0 from z1_6) (sign_cases x (7 * 1)) (sign_cases x (8 * 1))
    (small 1 8 (by decide) (by decide) (by decide) (by decide))
  have z1_10 := step _ _ _ (show progressionSum (sign x) 1 8 = 0 from z1_8) (sign_cases x (9 * 1)) (sign_cases x (10 * 1))
    (small 1 10 (by decide) (by decide) (by decide) (by decide))
  have z2_2 := step _ _ _ (show progressionSum (sign x) 2 0 = 0 from rfl) (sign_cases x (1 * 2)) (sign_cases x (2 * 2))
    (small 2 2 (by decide) (by decide) (by decide) (by decide))
  have z3_2 := step _ _ _ (show progressionSum (sign x) 3 0 = 0 from rfl) (sign_cases x (1 * 3)) (sign_cases x (2 * 3))
    (small 3 2 (by decide) (by decide) (by decide) (by decide))
  have z3_4 := step _ _ _ (show progressionSum (sign x) 3 2 = 0 from z3_2) (sign_cases x (3 * 3)) (sign_cases x (4 * 3))
    (small 3 4 (by decide) (by decide) (by decide) (by decide))
  have z5_2 := step _ _ _ (show progressionSum (sign x) 5 0 = 0 from rfl) (sign_cases x (1 * 5)) (sign_cases x (2 * 5))
    (small 5 2 (by decide) (by decide) (by decide) (by decide))
  have z6_2 := step _ _ _ (show progressionSum (sign x) 6 0 = 0 from rfl) (sign_cases x (1 * 6)) (sign_cases x (2 * 6))
    (small 6 2 (by decide) (by decide) (by decide) (by decide))
  clear h small
  have s1 := sign_cases x 1
  simp only [progressionSum, Nat.reduceMul, Nat.reduceAdd] at z1_2 z1_4 z1_6 z1_8 z1_10 z2_2 z3_2 z3_4 z5_2 z6_2
  omega
