"""Fifty-odd ways in which statements went wrong, each a small case of our own after a public report.

``report`` names what was reported, in our words, and where. ``lean`` holds definitions and the target; ``by`` the lints
of which at least one should notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FC = "formal-conjectures"


@dataclass(frozen=True)
class Held:
    """One held-out statement."""

    name: str
    report: str
    lean: str
    header: str = ""


PRIME = """\
abbrev IsPrime (p : Nat) : Prop := 2 ≤ p ∧ ∀ d, d < p → d ∣ p → d = 1 ∨ d = 0
theorem prime_two : IsPrime 2 := by decide
theorem prime_seven : IsPrime 7 := by decide
theorem not_prime_one : ¬ IsPrime 1 := by decide
theorem not_prime_nine : ¬ IsPrime 9 := by decide
"""

BAD: Final = (
    Held(
        "gap-cut-off",
        f"a difference of natural numbers is cut off at 0 ({FC} PR 1898, 1901)",
        "theorem target (a b c : Nat) (h : a < b) (h' : b < c) : a - b ≤ b - c",
    ),
    Held(
        "convex-cut-off",
        f"convexity stated with natural subtraction ({FC} PR 1901)",
        "abbrev Convex (f : Nat → Nat) : Prop := ∀ n, f (n + 1) - f n ≤ f (n + 2) - f (n + 1)\n"
        "theorem convex_id : Convex (fun n => n) := by intro n; omega\n"
        "theorem target : ∃ f : Nat → Nat, Convex f ∧ ∀ n, f (n + 1) < f n + n",
    ),
    Held(
        "predecessor-of-zero",
        "n - 1 at n = 0 (miniF2F issue 103)",
        "theorem target (n m : Nat) : (n - 1) * (m - 1) + n + m = n * m + 1",
    ),
    Held(
        "pred-function",
        "Nat.pred 0 is 0",
        "theorem target (n m : Nat) (h : n.pred = m.pred) (hn : n < m + 5) : n * n.pred = m * m.pred",
    ),
    Held(
        "zero-included",
        "a positive n was meant (miniF2F-lean4 PR 33)",
        "theorem target (n : Nat) : n < n * n + 1 ∧ 0 < n",
    ),
    Held(
        "zero-square-sum",
        "0 is not left out (formal-conjectures issue 1343)",
        "abbrev Full (k n : Nat) : Prop := ∀ p, p < n → p ∣ n → p = 1 ∨ p = 0 ∨ p ^ k ∣ n\n"
        "theorem full_eight : Full 3 8 ∨ True := by decide\n"
        "theorem target : ∃ n : Nat, Full 3 n ∧ Full 3 (n + 1)",
    ),
    Held(
        "multiple-of-zero",
        f"every number divides 0, so D = 0 is a witness ({FC} issue 5026)",
        "theorem target (a : Nat → Nat) (r : Nat) (hr : 1 ≤ r) : ∃ D : Nat, ∀ n : Nat, r + n ∣ D * a n",
    ),
    Held(
        "exists-implies",
        f"∃ x, P x → Q x instead of ∃ x, P x ∧ Q x ({FC} issue 3832, PR 2329)",
        "theorem target (k : Nat) : ∃ p, 2 < p → ∃ q, q * q = p + k ∧ p < q",
    ),
    Held(
        "exists-implies-bounded",
        "the same below a second ∃ (ProofNet PR 14)",
        "theorem target : ∀ n : Nat, ∃ a b : Nat, a * b = n * n + 1 → 1 < a ∧ a < b ∧ b < n",
    ),
    Held(
        "forall-and",
        f"∀ with ∧ where an implication was meant ({FC} PR 3504)",
        "theorem target : ∀ n : Nat, 3 < n ∧ ∃ p q : Nat, p * q = n * n + n",
    ),
    Held(
        "forall-and-member",
        "∀ x, x ∈ xs ∧ P x",
        "theorem target (xs : List Nat) (h : xs ≠ []) : ∀ x, x ∈ xs ∧ x < xs.length + x",
    ),
    Held(
        "claimed-of-nothing",
        f"an existential whose variable is not used ({FC} PR 1156)",
        "theorem target (n : Nat) (h : 4 < n) : ∃ m : Nat, ∃ q r : Nat, q * r = n * n - n + 7 ∧ 1 < q ∧ q < r",
    ),
    Held(
        "contradiction-order",
        "bounds the wrong way round (openai/miniF2F issue 103)",
        "theorem target (n p : Nat) (h : n < 10) (h' : 20 < n) : ∃ q, p * q = n + p ∧ q < p",
    ),
    Held(
        "contradiction-parity",
        "hypotheses that no number meets",
        "theorem target (n m : Nat) (h : n % 2 = 1) (h' : n = 2 * m) : ∃ k : Nat, k * k = n + m + 3",
    ),
    Held(
        "contradiction-definition",
        "a predicate that nothing meets",
        "def Tame (n : Nat) : Prop := n < 5 ∧ 7 < n\ntheorem target (n : Nat) (h : Tame n) : ∃ k : Nat, k * k = n",
    ),
    Held(
        "empty-below-zero",
        "a quantifier over the naturals below 0",
        "theorem target (a : Nat → Nat) : ∀ i, i < 0 → a i * a i = a (i + 1) + 1",
    ),
    Held(
        "empty-fin",
        f"a structure over an empty index type ({FC} issue 6462)",
        "theorem target (f : Nat → Nat) : ∀ i : Fin 0, f i.val = f (i.val + 1) + 1",
    ),
    Held(
        "empty-type",
        f"a type that may be empty ({FC} PR 1256)",
        "theorem target (α : Type) (r : α → α → Prop) (h : ∀ x, ∃ y, r x y) : ∃ x : α, ∃ y, r x y ∧ r y x",
    ),
    Held(
        "rounded-half",
        "division of naturals rounds (PrimeNumberTheoremAnd issue 1266)",
        "theorem target (n : Nat) (h : 0 < n) : 2 * (n / 2) + 1 ≤ n * n",
    ),
    Held(
        "rounded-reciprocals",
        "1 / p of naturals is 0 (PrimeNumberTheoremAnd issue 1266)",
        "def recips (xs : List Nat) : Nat := (xs.map fun p => 1 / p).foldl (· + ·) 0\n"
        "theorem recips_nil : recips [] = 0 := by decide\n"
        "theorem target : ∀ k : Nat, ∃ xs : List Nat, xs.Nodup ∧ k < recips xs",
    ),
    Held(
        "integer-division",
        "division of integers (ProofNet PR 6)",
        "theorem target (a b : Int) (h : a < b) : a / 2 < b / 2 ∨ a * a = b",
    ),
    Held(
        "divisor-zero",
        "a divisor that may be 0 (openai/miniF2F PR 64)",
        "theorem target (a b c : Nat) (h : a = b * c) : a / b = c",
    ),
    Held(
        "remainder-zero",
        "a remainder by something that may be 0",
        "theorem target (a m : Nat) (h : m ∣ a * a + 1) : a % m < m + a % 2",
    ),
    Held(
        "range-from-zero",
        f"a range that starts at 0 ({FC} PR 4933)",
        "def prodUpTo (n : Nat) : Nat := (List.range n).foldl (fun a b => a * b) 1\n"
        "theorem prod_zero : prodUpTo 0 = 1 := by decide\n"
        "theorem target (n : Nat) (h : 3 < n) : n < prodUpTo n",
    ),
    Held(
        "range-divisor",
        "divisors taken from a range that starts at 0 and ends early",
        "def divs (n : Nat) : List Nat := (List.range n).filter fun d => n % d == 0\n"
        "theorem divs_six : divs 6 = [1, 2, 3] := by decide\n"
        "theorem target : ∃ n, 0 < n ∧ (divs n).foldl (· + ·) 0 = 2 * n",
    ),
    Held(
        "index-from-zero",
        "an index that starts at 0 in a divisibility (ProofNet)",
        "theorem target (a : Nat → Nat) (h : ∀ n, a n < a (n + 1)) : ∀ n : Nat, ∃ m, n ∣ a m + 1",
    ),
    Held(
        "free-variable",
        "an equation for one x instead of all (miniF2F-lean4 PR 33)",
        "theorem target (f : Int → Int) (h : f x + f (x - 1) = x * x) (h' : f 19 = 94) : f 94 = 4561",
    ),
    Held(
        "misspelt-name",
        "a misspelt name becomes a variable",
        "def limit : Nat := 100\n"
        "theorem limit_is : limit = 100 := rfl\n"
        "theorem target (n : Nat) (h : n < limit) : n * n < limt",
    ),
    Held(
        "unused-variable",
        "a variable that the statement forgot",
        "theorem target (n k : Nat) (h : 1 < n) : ∃ p, 1 < p ∧ p ∣ n ∧ p * p < n * n + n",
    ),
    Held(
        "wrong-variable",
        "a hypothesis about the wrong variable (openai/miniF2F issue 103)",
        "theorem target (a b n : Nat) (h : 0 < a ∧ 0 < b) : ∃ q, q * q < n + 1 ∧ n < (q + 1) * (q + 1) + 1 ∧ q ∣ n",
    ),
    Held(
        "irrelevant-hypothesis",
        "a hypothesis without variables",
        "theorem target (n : Nat) (h : (2 : Nat) + 2 = 5) : ∃ p, p * p = n + 1",
    ),
    Held(
        "junk-index",
        "an element beyond the end of a list",
        "theorem target (xs : List Nat) (n : Nat) (h : xs.length < n) : xs[n]! ≤ xs.foldl (· + ·) n",
    ),
    Held(
        "junk-to-nat",
        "a negative integer turned into 0",
        "theorem target (a b : Int) (h : a < b) : a.toNat < b.toNat ∨ b * b < a",
    ),
    Held(
        "junk-head",
        "the first element of an empty list",
        "theorem target (xs ys : List Nat) (h : xs.length = ys.length) : xs.headD 0 * ys.length ≤ ys.headD 0 + 7",
    ),
    Held(
        "copied-answer",
        f"the question copied into the answer ({FC} issue 4923)",
        "def answer : Nat → Prop :=\n  -- EVOLVE-VALUE-START\n  fun _ => True\n  -- EVOLVE-VALUE-END\n\n"
        "theorem target : ∀ n, answer n ↔ ∃ a b : Nat, a * a + b * b = n",
    ),
    Held(
        "loose-definition",
        "a definition that nothing pins: a placeholder (formal-conjectures PR 1362)",
        "def chromatic (_ : List (Nat × Nat)) : Nat := 3\n"
        "theorem target (g : List (Nat × Nat)) (h : g.length < 5) : chromatic g ≤ g.length + 3",
    ),
    Held(
        "test-lemma-elsewhere",
        "a definition whose test lemmas are about another one",
        "def sq (n : Nat) : Nat := n * n\n"
        "def cube (n : Nat) : Nat := n * n + n\n"
        "theorem sq_three : sq 3 = 9 := by decide\n"
        "theorem target : ∀ n, 1 < n → ∃ a b, 0 < a ∧ a < b ∧ cube a + cube b < sq (n + b)",
    ),
    Held(
        "wrong-test-lemma",
        "a definition off by one against its known values",
        "def tri (n : Nat) : Nat := n * (n - 1) / 2\n"
        "theorem tri_three : tri 3 = 6 := by decide\n"
        "theorem target : ∀ n, ∃ a b c, n = tri a + tri b + tri c",
    ),
    Held(
        "negation-of-one",
        "a strict inequality that fails at the start (miniF2F issue 103)",
        "theorem target (n : Nat) : n * n + 2 * n < n * n * n + 4",
    ),
    Held(
        "swapped-quantifiers",
        f"∃ before ∀ ({FC} PR 1670, issue 1350)",
        "theorem target : ∃ N : Nat, ∀ n : Nat, n < N",
    ),
    Held(
        "swapped-trivial",
        f"the bound may depend on what it bounds ({FC} issue 1350)",
        "theorem target : ∀ m k : Nat, ∃ n₀ : Nat, ∀ n, n₀ ≤ n → m < n + k + 1",
    ),
    Held(
        "trivial-bound",
        "a bound that holds for another reason (bundled with a stronger one)",
        "theorem target (a : Nat → Nat) (h : ∀ n, a n < n + 5) : ∃ C : Nat, ∀ n, n < 10 → a n ≤ C",
    ),
    Held(
        "membership-of-nil",
        "a sum over an empty list",
        "theorem target (f : Nat → Nat) : ∀ x, x ∈ ([] : List Nat) → f x = x * x + 41",
    ),
    Held(
        "does-not-elaborate",
        "Mathlib's notation in a file without Mathlib",
        "theorem target : ∀ n : ℕ, ∃ p ≥ n, Nat.Prime p",
    ),
    Held(
        "minus-one-power",
        f"-1 ^ n is -(1 ^ n) ({FC} issue 1350 and others)",
        "def alt (n : Nat) : Int := -1 ^ n * n\n"
        "theorem alt_three : alt 3 = -3 := by decide\n"
        "theorem alt_zero : alt 0 = 0 := by decide\n"
        "theorem target : ∀ n, ∃ m, n < m ∧ ∃ k : Nat, alt m + alt (m + 1) = 1 - 2 * k * k",
    ),
    Held(
        "fin-wraps",
        "arithmetic in Fin n begins again at 0",
        "theorem target (c : Fin 10 → Bool) : ∃ a d : Fin 10, 0 < d ∧ c a = c (a + d) ∧ c (a + d) = c (a + d + d)",
    ),
    Held(
        "machine-integers",
        "a sequence in machine integers overflows",
        "def fact : Nat → UInt64\n  | 0 => 1\n  | n + 1 => UInt64.ofNat (n + 1) * fact n\n"
        "theorem fact_five : fact 5 = 120 := by decide\n"
        "theorem target : ∀ n, 3 < n → ¬ ∃ m : UInt64, m * m = fact n + 1",
    ),
    Held(
        "sequence-may-be-constant",
        "infinitely many as a sequence that may be constant",
        f"{PRIME}theorem target : ∃ f : Nat → Nat, ∀ n, IsPrime (f n) ∧ IsPrime (f n + 2) ∧ 5 < f n",
    ),
    Held(
        "inner-variable-idle",
        "an inner quantifier whose variable was forgotten",
        f"{PRIME}theorem target : ∀ n, 2 < n → ∃ p, IsPrime p ∧ ∀ q : Nat, n < p ∧ p < 2 * n ∧ IsPrime (p + 2)",
    ),
    Held(
        "hidden-variable",
        "an inner variable with the name of the outer one",
        f"{PRIME}theorem target : ∀ n, 3 < n → ∃ p, IsPrime p ∧ n < p ∧ ∃ n, n < p ∧ IsPrime (n * n + p)",
    ),
    Held(
        "one-is-prime",
        "a definition of primes that takes 1 in (ProofNet and others)",
        "def Prime (p : Nat) : Prop := ∀ d, d ∣ p → d = 1 ∨ d = p\n"
        "theorem not_prime_four : ¬ Prime 4 := fun h => by have := h 2 (by decide); omega\n"
        "theorem target : ∀ n, 1 < n → ∃ p q, Prime p ∧ Prime q ∧ p + q = 2 * n + 1 ∨ n % 2 = 0",
    ),
    Held(
        "zero-is-perfect",
        "0 counts as perfect, since it has no divisors below it",
        "abbrev IsPerfect (n : Nat) : Prop := ((List.range n).filter fun d => 0 < d ∧ n % d = 0).sum = n\n"
        "theorem perfect_six : IsPerfect 6 ∧ ¬ IsPerfect 8 := by decide\n"
        "theorem target : ∀ n, IsPerfect n → n % 10 = 6 ∨ n % 10 = 8 ∨ n % 10 = 0",
    ),
    Held(
        "fuel-runs-out",
        "a search with too little fuel",
        "def falls : Nat → Nat → Bool\n  | 0, _ => false\n"
        "  | f + 1, n => n == 1 || falls f (if n % 2 = 0 then n / 2 else 3 * n + 1)\n"
        "theorem falls_five : falls 6 5 = true ∧ falls 3 5 = false := by decide\n"
        "theorem target : ∀ n, 0 < n → falls 15 n = true",
    ),
    Held(
        "eventually-implies",
        "for large n, with the bound inside of the implication",
        "theorem target (a : Nat → Nat) (h : ∀ n, a (n + 1) ≤ a n + 1) : ∀ n, ∃ N, N < n → a n * a n < n + a N",
    ),
    Held(
        "quotient-cast",
        "a quotient of naturals that is rounded before it is cast",
        "theorem target (n : Nat) (h : 0 < n) : ∃ k : Int, ((n * n + n + 1) / 3 : Nat) = k * k + k + (n : Int)",
    ),
    Held(
        "not-zero-divisor",
        "a divisor that differs from another number, not from 0",
        "theorem target (a b c : Nat) (h : b ≠ c) (h' : a = b * c) : a / b = c",
    ),
)
