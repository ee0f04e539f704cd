theorem count_mono (n i j : Nat) (h : i ≤ j) : count n i ≤ count n j := by
  induction h with
  | refl => exact Nat.le_refl _
  | step _ ih => exact Nat.le_trans ih (by rw [count]; exact Nat.le_add_right _ _)

theorem count_part (n p : Nat) (hp : 0 < p) (hn : p ≤ n) (h : NotSquarefree p) :
    count (n - p) (p - 1) ≤ count n p := by
  obtain ⟨i, rfl⟩ : ∃ i, p = i + 1 := ⟨p - 1, by omega⟩
  rw [count, if_pos ⟨hn, h⟩]
  exact Nat.le_add_left _ _

theorem count_zero (i : Nat) : 0 < count 0 i :=
  Nat.lt_of_lt_of_le (by decide) (count_mono 0 0 i (Nat.zero_le _))

theorem one_part (n : Nat) (h : NotSquarefree n) : 0 < count n n := by
  have hn : 0 < n := by obtain ⟨d, h1, h2, _⟩ := h; omega
  have := count_part n n hn (Nat.le_refl _) h
  rw [Nat.sub_self] at this
  exact Nat.lt_of_lt_of_le (count_zero _) this

theorem two_parts (n p q : Nat) (hp : NotSquarefree p) (hq : NotSquarefree q) (hpq : p < q) (e : n = p + q) :
    0 < count n n := by
  have h1 := count_mono n q n (by omega)
  have h2 := count_part n q (by omega) (by omega) hq
  have h3 := count_mono (n - q) p (q - 1) (by omega)
  have h4 : n - q = p := by omega
  rw [h4] at h2 h3
  have h5 := one_part p hp
  omega

theorem of_four (k : Nat) (h : 0 < k) (hd : k % 4 = 0) : NotSquarefree k :=
  ⟨2, by omega, by omega, by omega⟩
-- PROOF
  intro n hn
  have hr : n % 4 = 0 ∨ n % 4 = 1 ∨ n % 4 = 2 ∨ n % 4 = 3 := by omega
  rcases hr with r | r | r | r
  · exact one_part n (of_four n (by omega) r)
  · exact two_parts n 9 (n - 9) ⟨3, by decide, by decide, by decide⟩ (of_four _ (by omega) (by omega)) (by omega) (by omega)
  · by_cases h : n < 37
    · have : n = 26 ∨ n = 30 ∨ n = 34 := by omega
      rcases this with rfl | rfl | rfl <;> decide +kernel
    · exact two_parts n 18 (n - 18) ⟨3, by decide, by decide, by decide⟩ (of_four _ (by omega) (by omega)) (by omega) (by omega)
  · by_cases h : n < 55
    · have : n = 27 ∨ n = 31 ∨ n = 35 ∨ n = 39 ∨ n = 43 ∨ n = 47 ∨ n = 51 := by omega
      rcases this with rfl | rfl | rfl | rfl | rfl | rfl | rfl
      · exact one_part 27 ⟨3, by decide, by decide, by decide⟩
      · exact two_parts 31 4 27 ⟨2, by decide, by decide, by decide⟩ ⟨3, by decide, by decide, by decide⟩ (by decide) rfl
      · exact two_parts 35 8 27 ⟨2, by decide, by decide, by decide⟩ ⟨3, by decide, by decide, by decide⟩ (by decide) rfl
      · exact two_parts 39 12 27 ⟨2, by decide, by decide, by decide⟩ ⟨3, by decide, by decide, by decide⟩ (by decide) rfl
      · exact two_parts 43 16 27 ⟨2, by decide, by decide, by decide⟩ ⟨3, by decide, by decide, by decide⟩ (by decide) rfl
      · exact two_parts 47 20 27 ⟨2, by decide, by decide, by decide⟩ ⟨3, by decide, by decide, by decide⟩ (by decide) rfl
      · exact two_parts 51 24 27 ⟨2, by decide, by decide, by decide⟩ ⟨3, by decide, by decide, by decide⟩ (by decide) rfl
    · exact two_parts n 27 (n - 27) ⟨3, by decide, by decide, by decide⟩ (of_four _ (by omega) (by omega)) (by omega) (by omega)
