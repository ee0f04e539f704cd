theorem factorial_pos (n : Nat) : 0 < factorial n := by
  induction n with
  | zero => decide
  | succ n ih => exact Nat.mul_pos (Nat.succ_pos n) ih

def pascal : Nat → Nat → Nat
  | _, 0 => 1
  | 0, _ + 1 => 0
  | n + 1, k + 1 => pascal n k + pascal n (k + 1)

theorem pascal_self (n k : Nat) (h : n < k) : pascal n k = 0 := by
  induction n generalizing k with
  | zero => obtain ⟨j, rfl⟩ : ∃ j, k = j + 1 := ⟨k - 1, by omega⟩; rfl
  | succ n ih =>
    obtain ⟨j, rfl⟩ : ∃ j, k = j + 1 := ⟨k - 1, by omega⟩
    rw [pascal, ih j (by omega), ih (j + 1) (by omega)]

theorem pascal_mul (n i j : Nat) (h : i + j = n) : pascal n i * factorial i * factorial j = factorial n := by
  induction n generalizing i j with
  | zero =>
    obtain ⟨rfl, rfl⟩ : i = 0 ∧ j = 0 := by omega
    rfl
  | succ n ih =>
    cases i with
    | zero =>
      obtain rfl : j = n + 1 := by omega
      simp [pascal, factorial]
    | succ i =>
      cases j with
      | zero =>
        obtain rfl : i = n := by omega
        have h1 := ih i 0 (by omega)
        rw [pascal, pascal_self i (i + 1) (by omega), factorial]
        simp only [factorial, Nat.mul_one, Nat.add_zero] at h1 ⊢
        calc pascal i i * ((i + 1) * factorial i) = (i + 1) * (pascal i i * factorial i) := by grind
          _ = (i + 1) * factorial i := by rw [h1]
      | succ j =>
        have h1 := ih i (j + 1) (by omega)
        have h2 := ih (i + 1) j (by omega)
        rw [pascal]
        simp only [factorial] at h1 h2 ⊢
        have hn : n + 1 = (i + 1) + (j + 1) := by omega
        rw [hn]
        calc (pascal n i + pascal n (i + 1)) * ((i + 1) * factorial i) * ((j + 1) * factorial j)
            = (i + 1) * (pascal n i * factorial i * ((j + 1) * factorial j)) +
              (j + 1) * (pascal n (i + 1) * ((i + 1) * factorial i) * factorial j) := by grind
          _ = (i + 1) * factorial n + (j + 1) * factorial n := by rw [h1, h2]
          _ = (i + 1 + (j + 1)) * factorial n := by grind

theorem central_mul (n : Nat) : central n * (factorial n * factorial n) = factorial (2 * n) := by
  have h := pascal_mul (2 * n) n n (by omega)
  have hd : factorial n * factorial n ∣ factorial (2 * n) := ⟨pascal (2 * n) n, by rw [← h]; grind⟩
  exact Nat.div_mul_cancel hd

theorem central_pos (n : Nat) : 0 < central n := by
  have h := central_mul n
  have h2 := factorial_pos (2 * n)
  cases hc : central n with
  | zero => rw [hc] at h; omega
  | succ k => exact Nat.succ_pos k

theorem central_step (n : Nat) : (n + 1) * central (n + 1) = 2 * (2 * n + 1) * central n := by
  have h1 := central_mul n
  have h2 := central_mul (n + 1)
  have e : factorial (2 * (n + 1)) = (2 * n + 2) * ((2 * n + 1) * factorial (2 * n)) := rfl
  have e2 : factorial (n + 1) = (n + 1) * factorial n := rfl
  rw [e, e2, ← h1] at h2
  have hp : 0 < (n + 1) * (factorial n * factorial n) :=
    Nat.mul_pos (Nat.succ_pos n) (Nat.mul_pos (factorial_pos n) (factorial_pos n))
  apply Nat.eq_of_mul_eq_mul_left hp
  calc (n + 1) * (factorial n * factorial n) * ((n + 1) * central (n + 1))
      = central (n + 1) * ((n + 1) * factorial n * ((n + 1) * factorial n)) := by grind
    _ = (2 * n + 2) * ((2 * n + 1) * (central n * (factorial n * factorial n))) := h2
    _ = (n + 1) * (factorial n * factorial n) * (2 * (2 * n + 1) * central n) := by grind

theorem family (a c x x' y y1 y2 z z' : Nat) (hc : c = 8 * a * a + 8 * a + 1)
    (h1 : (a + 1) * x' = 2 * (2 * a + 1) * x) (h2 : (2 * a + 1) * y1 = 2 * (4 * a + 1) * y)
    (h3 : (2 * a + 2) * y2 = 2 * (4 * a + 3) * y1) (h4 : (c + 1) * z' = 2 * (2 * c + 1) * z) :
    x * y2 * z = x' * y * z' := by
  have hp : 0 < (2 * a + 1) * (2 * a + 2) * (a + 1) * (c + 1) := by
    simp [Nat.mul_pos_iff_of_pos_left]
  apply Nat.eq_of_mul_eq_mul_left hp
  calc (2 * a + 1) * (2 * a + 2) * (a + 1) * (c + 1) * (x * y2 * z)
      = x * z * (a + 1) * (c + 1) * (2 * a + 1) * ((2 * a + 2) * y2) := by grind
    _ = x * z * (a + 1) * (c + 1) * (2 * (4 * a + 3)) * ((2 * a + 1) * y1) := by rw [h3]; grind
    _ = x * z * (a + 1) * (c + 1) * (2 * (4 * a + 3)) * (2 * (4 * a + 1) * y) := by rw [h2]
    _ = y * (2 * a + 1) * (2 * a + 2) * (2 * (2 * a + 1) * x) * (2 * (2 * c + 1) * z) := by subst hc; grind
    _ = y * (2 * a + 1) * (2 * a + 2) * ((a + 1) * x') * ((c + 1) * z') := by rw [h1, h4]
    _ = (2 * a + 1) * (2 * a + 2) * (a + 1) * (c + 1) * (x' * y * z') := by grind
-- PROOF
  rintro ⟨B, h⟩
  let a := B + 2
  let c := 8 * a * a + 8 * a + 1
  have ha : a = B + 2 := rfl
  have hbig : 2 * a + 2 < c := by
    have : a * 1 ≤ a * a := Nat.mul_le_mul_left a (by omega)
    have e : c = 8 * a * a + 8 * a + 1 := rfl
    have e2 : 8 * a * a = 8 * (a * a) := Nat.mul_assoc 8 a a
    omega
  have key := family a c (central a) (central (a + 1)) (central (2 * a)) (central (2 * a + 1))
    (central (2 * a + 2)) (central c) (central (c + 1)) rfl (central_step a)
    (by have := central_step (2 * a); rw [this]; congr 2; omega)
    (by have := central_step (2 * a + 1); rw [show 2 * a + 1 + 1 = 2 * a + 2 by omega] at this; rw [this]; congr 2; omega)
    (central_step c)
  have := h [a, 2 * a + 2, c] [a + 1, 2 * a, c + 1] (by simp; omega) (by simp; omega) (by simp; omega)
    (by simp only [product, Nat.mul_one]; rw [← Nat.mul_assoc, key]; rw [Nat.mul_assoc]) a (by simp)
  omega
