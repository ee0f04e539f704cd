"""Statements that say what they mean, for the share that triage calls broken; with the catalogue, 80 and more."""

from __future__ import annotations

from typing import Final

from held_bad import PRIME, Held

_FIB = """\
def fib : Nat → Nat
  | 0 => 0
  | 1 => 1
  | n + 2 => fib n + fib (n + 1)
theorem fib_two : fib 2 = 1 := by decide
theorem fib_seven : fib 7 = 13 := by decide
"""
_DIGITS = """\
def digitSum : Nat → Nat → Nat
  | 0, _ => 0
  | fuel + 1, n => if n = 0 then 0 else n % 10 + digitSum fuel (n / 10)
theorem digitSum_407 : digitSum 5 407 = 11 := by decide
theorem digitSum_9 : digitSum 3 9 = 9 := by decide
"""
_COLLATZ = """\
def step (n : Nat) : Nat := if n % 2 = 0 then n / 2 else 3 * n + 1
theorem step_six : step 6 = 3 := by decide
theorem step_seven : step 7 = 22 := by decide
"""
_SQUARE = """\
abbrev IsSquare (n : Nat) : Prop := ∃ m, m ≤ n ∧ m * m = n
theorem square_nine : IsSquare 9 := by decide
theorem not_square_eight : ¬ IsSquare 8 := by decide
"""

_CENTRAL = """\
def choose : Nat → Nat → Nat
  | _, 0 => 1
  | 0, _ + 1 => 0
  | n + 1, k + 1 => choose n k + choose n (k + 1)
theorem choose_five : (List.range 7).map (choose 5) = [1, 5, 10, 10, 5, 1, 0] := by decide
def central (n : Nat) : Nat := choose (2 * n) n
theorem central_three : central 3 = 20 := by decide
"""

_BASE = """\
def digitsIn (b : Nat) : Nat → Nat → Nat
  | 0, _ => 0
  | f + 1, n => if n = 0 then 0 else n % b + digitsIn b f (n / b)
def digits (f n : Nat) : Nat := digitsIn 10 f n
theorem digits_some : digits 5 407 = 11 ∧ digits 9 0 = 0 := by decide
"""

_STATEMENTS: Final = (
    ("goldbach", PRIME, "∀ n, 1 < n → ∃ p q, IsPrime p ∧ IsPrime q ∧ p + q = 2 * n"),
    ("twin-primes", PRIME, "∀ n, ∃ p, n < p ∧ IsPrime p ∧ IsPrime (p + 2)"),
    ("bertrand", PRIME, "∀ n, 0 < n → ∃ p, n < p ∧ p ≤ 2 * n ∧ IsPrime p"),
    ("legendre", PRIME, "∀ n, 0 < n → ∃ p, n * n < p ∧ p < (n + 1) * (n + 1) ∧ IsPrime p"),
    ("primes-unbounded", PRIME, "∀ n, ∃ p, n < p ∧ IsPrime p"),
    ("fermat-primes", PRIME, "∀ n, 4 < n → ¬ IsPrime (2 ^ (2 ^ n) + 1)"),
    ("n-squared-plus-one", PRIME, "∀ n, ∃ m, n < m ∧ IsPrime (m * m + 1)"),
    ("sophie-germain", PRIME, "∀ n, ∃ p, n < p ∧ IsPrime p ∧ IsPrime (2 * p + 1)"),
    ("cousin-primes", PRIME, "∀ n, ∃ p, n < p ∧ IsPrime p ∧ IsPrime (p + 4)"),
    ("prime-gaps", PRIME, "∀ k, ∃ p, IsPrime p ∧ ∀ i, 0 < i → i < k → ¬ IsPrime (p + i)"),
    ("odd-prime-square", PRIME, "∀ p, IsPrime p → 3 < p → 24 ∣ p * p + 23"),
    ("fib-even", _FIB, "∀ n, 2 ∣ fib (3 * n)"),
    ("fib-monotone", _FIB, "∀ n, fib n ≤ fib (n + 1)"),
    ("fib-primes", PRIME + _FIB, "∀ n, ∃ m, n < m ∧ IsPrime (fib m)"),
    ("fib-squares", _FIB + _SQUARE, "∀ n, 12 < n → ¬ IsSquare (fib n)"),
    ("fib-gcd", _FIB, "∀ m n, Nat.gcd (fib m) (fib n) = fib (Nat.gcd m n)"),
    ("digit-sum-nine", _DIGITS, "∀ n, 9 ∣ n → 9 ∣ digitSum (n + 1) n"),
    ("digit-sum-bound", _DIGITS, "∀ n k, digitSum k n ≤ 9 * k"),
    ("collatz", _COLLATZ, "∀ n, 0 < n → ∃ k, Nat.repeat step k n = 1"),
    ("collatz-no-fixed-point", _COLLATZ, "∀ n, 0 < n → step n ≠ n"),
    ("four-squares", "", "∀ n : Nat, ∃ a b c d : Nat, a * a + b * b + c * c + d * d = n"),
    ("fermat-cubes", "", "∀ a b c : Nat, 0 < a → 0 < b → a ^ 3 + b ^ 3 ≠ c ^ 3"),
    ("catalan", "", "∀ a b x y : Nat, 1 < x → 1 < y → 0 < a → x ^ (a + 1) = y ^ (b + 2) + 1 → x = 3 ∧ y = 2"),
    ("brocard", _SQUARE, "∀ n, 7 < n → ¬ IsSquare (Nat.repeat (fun k => k + n) n 1)"),
    ("square-between", _SQUARE, "∀ n, ∃ m, n ≤ m ∧ m ≤ 4 * n + 1 ∧ IsSquare m"),
    ("sum-of-odds", "", "∀ n : Nat, ∃ s : Nat, s = n * n ∧ s % 2 = n % 2"),
    ("even-or-odd", "", "∀ n : Nat, ∃ k, n = 2 * k ∨ n = 2 * k + 1"),
    ("infinitely-many-multiples", "", "∀ k n : Nat, 0 < k → ∃ m, n < m ∧ k ∣ m"),
    ("bezout", "", "∀ a b : Nat, 0 < a → 0 < b → ∃ x y : Int, a * x + b * y = (Nat.gcd a b : Int)"),
    ("linear-order", "", "∀ a b : Int, a < b ∨ a = b ∨ b < a"),
    ("square-non-negative", "", "∀ a : Int, 0 ≤ a * a"),
    ("arithmetic-geometric", "", "∀ a b : Int, 2 * (a * b) ≤ a * a + b * b"),
    ("reverse-twice", "", "∀ xs : List Nat, xs.reverse.reverse = xs"),
    ("map-length", "", "∀ (f : Nat → Nat) (xs : List Nat), (xs.map f).length = xs.length"),
    ("pigeonhole", "", "∀ f : Nat → Nat, (∀ n, f n < 3) → ∃ i j, i < j ∧ f i = f j"),
    ("unbounded-sequence", "", "∀ f : Nat → Nat, (∀ n, f n < f (n + 1)) → ∀ k, ∃ n, k < f n"),
    ("eventually-constant", "", "∀ f : Nat → Nat, (∀ n, f (n + 1) ≤ f n) → ∃ N, ∀ n, N ≤ n → f n = f N"),
    ("two-colours", "", "∀ c : Nat → Bool, ∃ a b d, 0 < d ∧ c a = b ∧ c (a + d) = b ∧ c (a + 2 * d) = b"),
    ("schur", "", "∀ c : Nat → Bool, ∃ x y, 0 < x ∧ 0 < y ∧ c x = c y ∧ c y = c (x + y)"),
    ("powers-of-two", "", "∀ n : Nat, n < 2 ^ n"),
    ("exact-quotient", "", "∀ n : Nat, 2 ∣ n → 2 * (n / 2) = n"),
    ("guarded-difference", "", "∀ a b : Nat, b ≤ a → a - b + b = a"),
    ("minus-power", "", "∀ n : Nat, 0 < n → -(2 : Int) ^ n < 0 ∧ (-1 : Int) ^ (2 * n) = 1"),
    ("growing-sequence", PRIME, "∃ f : Nat → Nat, ∀ n, IsPrime (f n) ∧ f n < f (n + 1)"),
    ("choice-of-each", PRIME, "∃ f : Nat → Nat, ∀ n, n < f n ∧ IsPrime (f n)"),
    ("fin-without-arithmetic", "", "∀ f : Fin 4 → Fin 3, ∃ i j, i ≠ j ∧ f i = f j"),
    ("induction-principle", "", "∀ P : Nat → Prop, P 0 → (∀ n, P n → P (n + 1)) → ∀ n, P n"),
    ("chinese-remainder", "", "∀ a b : Nat, ∃ x, x % 5 = a % 5 ∧ x % 7 = b % 7"),
    ("words-not-lists", "", "∀ w : List Bool, w.length = 3 → ∃ b, 2 ≤ w.count b"),
    ("exact-central", _CENTRAL, "∀ n, 0 < n → 2 ∣ central n"),
    ("remainder-of-sum", "", "∀ a b m : Nat, 0 < m → (a + b) % m = (a % m + b % m) % m"),
    ("ternary-relation", "", "∀ r : Nat → Nat → Nat → Prop, (∀ x y, ∃ z, r x y z) → ∃ f : Nat → Nat, ∀ x, r x x (f x)"),
    ("finite-exception", PRIME, "∃ N, ∀ n, N < n → ∃ p, n * n < p ∧ p < (n + 1) * (n + 1) ∧ IsPrime p"),
    ("base-as-parameter", _BASE, "∀ n, ∃ m, n < m ∧ digits m m = digits n n + 1"),
    ("rational-half", "", "∀ q : Rat, ∃ r : Rat, r + r = q"),
)

GOOD: Final = tuple(
    Held(name, "ours", f"{before}theorem target : {statement}") for name, before, statement in _STATEMENTS
)
