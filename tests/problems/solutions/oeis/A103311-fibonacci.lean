def sign (q : Nat) : Int := if q % 2 = 0 then 1 else -1

theorem fib_five (k : Nat) : fib (k + 5) = 5 * fib (k + 1) + 3 * fib k := by
  have h2 : fib (k + 2) = fib (k + 1) + fib k := rfl
  have h3 : fib (k + 3) = fib (k + 2) + fib (k + 1) := rfl
  have h4 : fib (k + 4) = fib (k + 3) + fib (k + 2) := rfl
  have h5 : fib (k + 5) = fib (k + 4) + fib (k + 3) := rfl
  omega

theorem fib_six (k : Nat) : fib (k + 6) = 8 * fib (k + 1) + 5 * fib k := by
  have h2 : fib (k + 2) = fib (k + 1) + fib k := rfl
  have h6 := fib_five (k + 1)
  have e : fib (k + 6) = fib (k + 1 + 5) := rfl
  have e2 : fib (k + 1 + 1) = fib (k + 2) := rfl
  omega

theorem blocks (q : Nat) : ∃ s t : Int, (s = fib (5 * q) ∧ t = fib (5 * q + 1) ∨
    s = -(fib (5 * q) : Int) ∧ t = -(fib (5 * q + 1) : Int)) ∧ a (5 * q) = s ∧ a (5 * q + 1) = t ∧
    a (5 * q + 2) = t ∧ a (5 * q + 3) = 0 := by
  induction q with
  | zero => exact ⟨0, 1, Or.inl ⟨rfl, rfl⟩, rfl, rfl, rfl, rfl⟩
  | succ q ih =>
    obtain ⟨s, t, h, h0, h1, h2, h3⟩ := ih
    have e (k : Nat) : a (k + 4) = 3 * a (k + 3) - 4 * a (k + 2) + 2 * a (k + 1) - a k := rfl
    have h4 := e (5 * q)
    have h5 := e (5 * q + 1)
    have h6 := e (5 * q + 2)
    have h7 := e (5 * q + 3)
    have h8 := e (5 * q + 4)
    have f5 := fib_five (5 * q)
    have f6 := fib_six (5 * q)
    rw [show 5 * (q + 1) = 5 * q + 5 by omega]
    simp only [Nat.add_assoc, Nat.reduceAdd] at *
    refine ⟨-(5 * t + 3 * s), -(8 * t + 5 * s), ?_, ?_, ?_, ?_, ?_⟩
    · rcases h with ⟨hs, ht⟩ | ⟨hs, ht⟩
      · right; omega
      · left; omega
    all_goals omega
-- PROOF
  intro n
  obtain ⟨q, hq⟩ : ∃ q, n = 5 * q ∨ n = 5 * q + 1 ∨ n = 5 * q + 2 ∨ n = 5 * q + 3 ∨ n = 5 * q + 4 :=
    ⟨n / 5, by omega⟩
  obtain ⟨s, t, h, h0, h1, h2, h3⟩ := blocks q
  have h4 : a (5 * q + 4) = 3 * a (5 * q + 3) - 4 * a (5 * q + 2) + 2 * a (5 * q + 1) - a (5 * q) := rfl
  have f2 : fib (5 * q + 2) = fib (5 * q + 1) + fib (5 * q) := rfl
  have f3 : fib (5 * q + 3) = fib (5 * q + 2) + fib (5 * q + 1) := rfl
  rcases hq with rfl | rfl | rfl | rfl | rfl
  · exact ⟨5 * q, by omega⟩
  · exact ⟨5 * q + 1, by omega⟩
  · exact ⟨5 * q + 1, by omega⟩
  · exact ⟨0, by rw [h3]; rfl⟩
  · exact ⟨5 * q + 3, by omega⟩
