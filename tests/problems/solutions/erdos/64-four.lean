def petersen (v w : Nat) : Bool :=
  if v < 5 then if w < 5 then (v + 1) % 5 == w || (w + 1) % 5 == v else v + 5 == w
  else if w < 5 then w + 5 == v else (v + 2) % 5 == w % 5 || (w + 2) % 5 == v % 5
-- PROOF
  intro h
  exact absurd (h 10 petersen (by decide +kernel)) (by decide +kernel)
