"""More good statements, written on 27 November 2026 without a look at the lints: none may be called broken."""

from __future__ import annotations

from typing import Final

from held_bad import PRIME, Held

MORE_GOOD: Final = (
    Held("twin-primes", "well known", f"{PRIME}theorem target : ∀ n, ∃ p, n < p ∧ IsPrime p ∧ IsPrime (p + 2)"),
    Held(
        "goldbach",
        "well known",
        f"{PRIME}theorem target : ∀ n, 1 < n → ∃ p q, IsPrime p ∧ IsPrime q ∧ p + q = 2 * n",
    ),
    Held(
        "legendre",
        "well known",
        f"{PRIME}theorem target : ∀ n, 1 ≤ n → ∃ p, n * n < p ∧ p < (n + 1) * (n + 1) ∧ IsPrime p",
    ),
    Held(
        "collatz",
        "well known",
        "def step (n : Nat) : Nat := if n % 2 = 0 then n / 2 else 3 * n + 1\n"
        "def iterate : Nat → Nat → Nat\n  | 0, n => n\n  | k + 1, n => iterate k (step n)\n"
        "theorem iterate_some : iterate 7 3 = 1 ∧ iterate 3 6 = 5 ∧ step 4 = 2 := by decide\n"
        "theorem target : ∀ n, 0 < n → ∃ k, iterate k n = 1",
    ),
    Held(
        "brocard",
        "well known",
        "def factorial : Nat → Nat\n  | 0 => 1\n  | n + 1 => (n + 1) * factorial n\n"
        "theorem factorial_some : (List.range 6).map factorial = [1, 1, 2, 6, 24, 120] := by decide\n"
        "theorem target : ∀ n m, factorial n + 1 = m * m → n = 4 ∨ n = 5 ∨ n = 7",
    ),
    Held(
        "catalan-like", "well known", "theorem target : ∀ x y : Nat, 1 < x → 1 < y → x ^ 3 + 1 = y ^ 2 → x = 2 ∧ y = 3"
    ),
    Held(
        "pillai",
        "well known",
        "theorem target : ∀ k : Nat, 1 ≤ k → ∃ N, ∀ a b x y : Nat,\n"
        "    2 ≤ a → 2 ≤ b → 2 ≤ x → 2 ≤ y → a ^ x = b ^ y + k → a ^ x ≤ N",
    ),
    Held(
        "euler-brick",
        "well known",
        "theorem target : ¬ ∃ a b c p q r s : Nat, 0 < a ∧ 0 < b ∧ 0 < c ∧ a * a + b * b = p * p ∧\n"
        "    b * b + c * c = q * q ∧ c * c + a * a = r * r ∧ a * a + b * b + c * c = s * s",
    ),
    Held(
        "schur",
        "colouring",
        "theorem target : ∀ k : Nat, ∃ N, ∀ c : Nat → Nat, (∀ n, c n < k) →\n"
        "    ∃ x y, 1 ≤ x ∧ 1 ≤ y ∧ x + y ≤ N ∧ c x = c y ∧ c y = c (x + y) ∨ k = 0",
    ),
    Held(
        "pythagorean-colouring",
        "colouring",
        "theorem target : ∀ c : Nat → Bool, ∃ x y z, 0 < x ∧ x < y ∧ x * x + y * y = z * z ∧ c x = c y ∧ c y = c z",
    ),
    Held(
        "sorted-permutation",
        "algorithms",
        "def insert (x : Nat) : List Nat → List Nat\n  | [] => [x]\n"
        "  | y :: l => if x ≤ y then x :: y :: l else y :: insert x l\n"
        "def isort : List Nat → List Nat\n  | [] => []\n  | x :: l => insert x (isort l)\n"
        "theorem isort_some : isort [3, 1, 2] = [1, 2, 3] ∧ isort [] = [] ∧ isort [2, 2, 1] = [1, 2, 2] := by decide\n"
        "theorem target : ∀ l : List Nat, (isort l).length = l.length ∧ ∀ x, x ∈ isort l ↔ x ∈ l",
    ),
    Held(
        "tree-mirror",
        "user types",
        "inductive Tree | leaf | node (l : Tree) (v : Nat) (r : Tree)\n"
        "def Tree.mirror : Tree → Tree\n  | .leaf => .leaf\n  | .node l v r => .node r.mirror v l.mirror\n"
        "theorem mirror_one : (Tree.node .leaf 1 (.node .leaf 2 .leaf)).mirror = .node (.node .leaf "
        "2 .leaf) 1 .leaf := rfl\n"
        "theorem target : ∀ t : Tree, t.mirror.mirror = t",
    ),
    Held(
        "fib-gcd",
        "recurrences",
        "def fib : Nat → Nat\n  | 0 => 0\n  | 1 => 1\n  | n + 2 => fib n + fib (n + 1)\n"
        "theorem fib_some : (List.range 8).map fib = [0, 1, 1, 2, 3, 5, 8, 13] := by decide\n"
        "theorem target : ∀ m n, Nat.gcd (fib m) (fib n) = fib (Nat.gcd m n)",
    ),
    Held(
        "sum-of-digits-mod-nine",
        "digits",
        "def digitSum (n : Nat) : Nat := if n < 10 then n else n % 10 + digitSum (n / 10)\n"
        "termination_by n\n"
        "theorem target : ∀ n, digitSum n % 9 = n % 9",
    ),
    Held(
        "int-order",
        "integers",
        "theorem target : ∀ a b c : Int, 0 < c → a * c ≤ b * c → a ≤ b",
    ),
    Held(
        "int-modulo",
        "integers",
        "theorem target : ∀ a b n : Int, n ≠ 0 → a % n = b % n → n ∣ a - b",
    ),
    Held(
        "relation-closure",
        "logic",
        "inductive Star {α : Type} (r : α → α → Prop) : α → α → Prop\n  | refl (a) : Star r a a\n"
        "  | step {a b c} : r a b → Star r b c → Star r a c\n"
        "theorem star_refl : Star (fun a b : Nat => a < b) 3 3 := .refl 3\n"
        "theorem target {α : Type} (r : α → α → Prop) (a b c : α) : Star r a b → Star r b c → Star r a c",
    ),
    Held(
        "option-bind",
        "data",
        "theorem target (α β : Type) (x : Option α) (f : α → Option β) (b : β) :\n"
        "    x.bind f = some b ↔ ∃ a, x = some a ∧ f a = some b",
    ),
    Held(
        "abundant-odd",
        "well known",
        "def sigma (n : Nat) : Nat := ((List.range (n + 1)).filter fun d => 0 < d ∧ d ∣ n).sum\n"
        "theorem sigma_some : sigma 6 = 12 ∧ sigma 1 = 1 ∧ sigma 0 = 0 ∧ sigma 7 = 8 ∧ sigma 4 = 7 := by decide\n"
        "theorem target : ∀ n, sigma n = 2 * n → 0 < n → n % 2 = 0",
    ),
    Held(
        "beal",
        "well known",
        "theorem target : ∀ a b c x y z : Nat, 0 < a → 0 < b → 0 < c → 2 < x → 2 < y → 2 < z →\n"
        "    a ^ x + b ^ y = c ^ z → ∃ d, 1 < d ∧ d ∣ a ∧ d ∣ b ∧ d ∣ c",
    ),
    Held(
        "graph-degree-sum",
        "graphs",
        "def degree (n : Nat) (g : Nat → Nat → Bool) (v : Nat) : Nat := ((List.range n).filter fun w => g v w).length\n"
        "theorem degree_some : degree 3 (fun v w => v != w) 0 = 2 ∧ degree 3 (fun _ _ => false) 1 = 0 ∧\n"
        "    degree 4 (fun v w => v + 1 == w) 0 = 1 := by decide\n"
        "theorem target : ∀ (n : Nat) (g : Nat → Nat → Bool), 2 ≤ n → (∀ v w, g v w = g w v) → (∀ v, g v v = false) →\n"
        "    ∃ v w, v < w ∧ w < n ∧ degree n g v = degree n g w",
    ),
    Held(
        "sum-three-cubes",
        "well known",
        "theorem target : ∀ k : Int, k % 9 ≠ 4 → k % 9 ≠ 5 → ∃ x y z : Int, x ^ 3 + y ^ 3 + z ^ 3 = k",
    ),
    Held(
        "waring",
        "well known",
        "theorem target : ∀ n : Nat, ∃ a b c d : Nat, n = a * a + b * b + c * c + d * d",
    ),
    Held(
        "perfect-power-gap",
        "well known",
        "theorem target : ∀ n : Nat, 1 ≤ n → ¬ ∃ m k : Nat, 2 ≤ k ∧ n * (n + 1) = m ^ k",
    ),
)
