"""More ways in which statements went wrong, written on 27 November 2026 without a look at what the lints notice.

Each is a small case of our own after a public report; see `held_bad` for the form.
"""

from __future__ import annotations

from typing import Final

from held_bad import FC, PRIME, Held

MORE_BAD: Final = (
    Held(
        "vacuous-square-root",
        f"a hypothesis that no integer meets, since a square is not negative ({FC}, contradictory assumptions)",
        "theorem target (x y : Int) (h : x * x + y * y < 0) : ∃ k : Int, k * k = x + y",
    ),
    Held(
        "increasing-bounded",
        f"a strictly increasing sequence of naturals below a bound ({FC} PR 1256)",
        "theorem target (a : Nat → Nat) (h : ∀ n, a n < a (n + 1)) (h' : ∀ n, a n < 10) : ∃ n, a n = n * n + 3",
    ),
    Held(
        "iff-for-implies",
        "an equivalence where only one direction was meant (ProofNet)",
        f"{PRIME}theorem target : ∀ n : Nat, 2 < n → (IsPrime n ↔ n % 2 = 1)",
    ),
    Held(
        "exists-unique-trivial",
        "uniqueness claimed of a number that is not unique (miniF2F)",
        "theorem target : ∀ n : Nat, 0 < n → ∃ m, (m ∣ n ∧ 1 ≤ m) ∧ ∀ k, k ∣ n ∧ 1 ≤ k → k = m",
    ),
    Held(
        "sum-to-n-minus-one",
        "a sum that ends one too early, against its closed form (miniF2F)",
        "def total (n : Nat) : Nat := (List.range n).sum\ntheorem target : ∀ n : Nat, total n = n * (n + 1) / 2",
    ),
    Held(
        "prime-without-two",
        "a predicate that forgets that primes are at least 2: 0 and 1 pass (ProofNet PR 8)",
        "def IsPrime (p : Nat) : Prop := ∀ a b : Nat, a * b = p → a = 1 ∨ b = 1\n"
        "theorem prime_like (p : Nat) (h : IsPrime p) (a : Nat) (ha : p * a = p) (hp : 1 < p) : a = 1 := by\n"
        "  rcases h p a ha with h | h <;> omega\n"
        "theorem target : ∀ n : Nat, ∃ p, n < p ∧ IsPrime p ∧ IsPrime (p + 2)",
    ),
    Held(
        "coprime-to-zero",
        "the pair (0, 1) is a coprime pair that solves the equation (public review of miniF2F)",
        "theorem target : ∃ a b c : Nat, Nat.gcd a b = 1 ∧ a ^ 3 + b ^ 3 = c ^ 3",
    ),
    Held(
        "fermat-with-zero",
        f"a power equation with zeros allowed ({FC}, trivial solutions)",
        "theorem target : ∃ x y z n : Nat, 2 < n ∧ x ^ n + y ^ n = z ^ n",
    ),
    Held(
        "egyptian-zero",
        "unit fractions whose denominators may be 0, so that both sides are 0 (Erdős-Straus without positivity)",
        "theorem target : ∀ n : Nat, 2 ≤ n → ∃ x y z : Nat, 4 * x * y * z = n * (x * y + y * z + z * x)",
    ),
    Held(
        "set-may-be-empty",
        f"a set of numbers that may be empty meets the condition ({FC} issue 2004)",
        "theorem target : ∃ A : List Nat, (∀ a, a ∈ A → ∀ b, b ∈ A → a + b ∉ A) ∧ ∀ a, a ∈ A → 100 < a",
    ),
    Held(
        "distinct-forgotten",
        "numbers that were to be distinct may be the same (miniF2F)",
        "theorem target (n : Nat) (h : 0 < n) : ∃ a b : Nat, 0 < a ∧ 0 < b ∧ n ∣ a * a - b * b",
    ),
    Held(
        "int-floor-sign",
        "the remainder of a negative integer is not negative in Lean",
        "theorem target (a b : Int) (h : a < 0) (hb : 0 < b) : a % b < 0 ∨ a % b = 0",
    ),
    Held(
        "int-tdiv-mixed",
        "a quotient of integers by a difference that may be 0 (ProofNet)",
        "theorem target (x y : Int) (h : x + y = 10) : (x * x - y * y) / (x - y) = 10",
    ),
    Held(
        "power-zero-zero",
        "0 ^ 0 is 1 (miniF2F)",
        "theorem target (x n : Nat) : x ∣ x ^ n",
    ),
    Held(
        "bound-outside",
        "a constant chosen after the number it should not depend on (big O, wrong order)",
        "theorem target (f : Nat → Nat) : ∀ n, ∃ C, f n ≤ C * n + C",
    ),
    Held(
        "infinitely-many-as-one",
        "infinitely many stated as: there is one (OEIS comments)",
        f"{PRIME}theorem target : ∃ n : Nat, IsPrime (n * n + 1)",
    ),
    Held(
        "finite-as-bounded-by-itself",
        "finitely many stated with a bound below the number itself",
        "theorem target (P : Nat → Prop) : ∀ n, P n → ∃ N, n ≤ N",
    ),
    Held(
        "decimal-digits-order",
        "digits come with the last one first (formalisations of digit problems)",
        "def digits : Nat → Nat → List Nat\n  | 0, _ => []\n"
        "  | f + 1, n => if n = 0 then [] else n % 10 :: digits f (n / 10)\n"
        "theorem target : ∀ n : Nat, 9 < n → (digits n n).head! < 10 ∧ (digits n n).head! ≠ 0",
    ),
    Held(
        "last-of-empty",
        "the last element of a list that may be empty",
        "theorem target (xs : List Nat) (h : ∀ x, x ∈ xs → 3 < x) : 3 < xs.getLastD 0",
    ),
    Held(
        "option-get",
        "the value of an option that may be none",
        "theorem target (f : Nat → Option Nat) (h : ∀ n m, f n = some m → n < m) : ∀ n, n < (f n).get!",
    ),
    Held(
        "array-out-of-bounds",
        "an array read beyond its end",
        "theorem target (a : Array Nat) (i : Nat) (h : ∀ j, j < a.size → 0 < a[j]!) : 0 < a[i]!",
    ),
    Held(
        "log-of-zero",
        "log of 0 is 0",
        "theorem target (n : Nat) : 2 ^ Nat.log2 n ≤ n",
    ),
    Held(
        "definition-ignores-argument",
        "a definition that does not use what it is about",
        "def degree (g : Nat → Nat → Bool) (v : Nat) : Nat := ((List.range 5).filter fun w => v < w).length\n"
        "theorem degree_zero : degree (fun _ _ => true) 0 = 4 := by decide\n"
        "theorem target (g : Nat → Nat → Bool) : ∃ v w, v ≠ w ∧ v < 5 ∧ w < 5 ∧ degree g v = degree g w",
    ),
    Held(
        "strict-for-weak",
        "a strict inequality that fails where both sides meet (AM-GM at equal values)",
        "theorem target (a b : Nat) : 2 * a * b < a * a + b * b",
    ),
    Held(
        "missing-lower-bound",
        "true from some number on, without saying so",
        "theorem target : ∀ n : Nat, n * n < 2 ^ n",
    ),
    Held(
        "wrong-modulus",
        "a claim on residues with one case left out",
        "theorem target (n : Nat) : n * n % 8 = 0 ∨ n * n % 8 = 1",
    ),
    Held(
        "negation-scope",
        "a negation that covers less than was meant",
        "theorem target : ∀ n : Nat, ¬ n % 2 = 0 ∧ 2 < n → n % 4 = 1",
    ),
    Held(
        "nodup-forgotten",
        "a list for a set: repeated members are counted",
        f"{PRIME}theorem target : ∀ k : Nat, ∃ ps : List Nat, ps.length = k ∧ ∀ p, p ∈ ps → IsPrime p",
    ),
)
