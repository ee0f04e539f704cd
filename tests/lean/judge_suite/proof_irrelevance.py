"""Proofs inside statements and frozen definitions: honest submissions change them, cheats what only looks like one."""

from typing import Any

from suite_case import ACCEPT, Case, challenge, codes, regions

C = "proofs"
KEPT = challenge(
    "∀ (n : Nat) (h : n < 3), (keep n h).val = n",
    "def keep (n : Nat) (h : n < 3) : Fin 3 := ⟨n, by first | exact help h | exact h⟩\n",
)
FIRST_OF = challenge(
    "∀ (n : Nat) (h : 0 < n) (k : Nat), (small n h k).val ≤ 1",
    "def small (n : Nat) (h : 0 < n) (k : Nat) : Fin 2 := ⟨min k 1, by first | exact help k | (have := h; omega)⟩\n",
)
FIVE = challenge("(3 : Fin 5) + 2 = 0")
EQUAL = challenge(
    "∀ a : Nat, same a a = true",
    "def same (a b : Nat) : Bool := @decide (a = b) (@instDecidableEqOfLawfulBEq Nat _ inferInstance a b)\n",
)
NICE = challenge(
    "value 3 = 3",
    "class Nice (n : Nat) : Prop where\n  positive : 0 < n\ninstance three : Nice 3 := ⟨by decide⟩\n"
    "def value (n : Nat) [Nice n] : Nat := n\n",
)
NICE_PROOF = "instance again : Nice 3 := ⟨Nat.zero_lt_succ 2⟩\n"


def honest(name: str, statement: str, submission: str | tuple[str, ...], why: str, **more: Any) -> Case:
    return Case(name, C, why, ACCEPT, statement, submission, **more)


HONEST = (
    honest(
        "proof-in-place-by-other-lemma",
        KEPT,
        regions(
            "intro n h; rfl",
            first="theorem help {n : Nat} (h : n < 3) : n < 3 := by omega\n",
        ),
        "the frozen definition's proof is left in place, and goes another way with the helper",
        quick=True,
    ),
    honest(
        "proof-with-fewer-hypotheses",
        FIRST_OF,
        regions(
            "intro n h k; exact Nat.le_of_lt_succ (small n h k).isLt",
            first="theorem help (k : Nat) : min k 1 < 2 := by omega\n",
        ),
        "the frozen definition's proof no longer needs a hypothesis, so its auxiliary theorem has fewer arguments",
    ),
    honest(
        "hole-filled-with-a-hypothesis",
        "def small (n : Nat) (h : n < 3) : Fin 3 := ⟨n, sorry⟩\n"
        "theorem target (n : Nat) (h : n < 3) : (small n h).val = n := sorry\n",
        "def small (n : Nat) (h : n < 3) : Fin 3 := ⟨n, h⟩\n"
        "theorem target (n : Nat) (h : n < 3) : (small n h).val = n := rfl\n",
        "a hole for a proof in a definition, filled with a proof that Lean leaves in place",
    ),
    honest(
        "instance-of-a-proposition",
        FIVE,
        regions("rfl", first="instance five : NeZero 5 := ⟨by decide⟩\n"),
        "numerals of Fin are read with the helper's instance",
    ),
    honest(
        "lawful-instance",
        EQUAL,
        regions(
            "intro a; simp [same]",
            first="instance (priority := high) lawful : LawfulBEq Nat where\n"
            "  rfl := by simp\n  eq_of_beq h := by simpa using h\n",
        ),
        "a frozen definition is read with the helper's instance of a class of laws",
    ),
    honest(
        "instance-of-a-frozen-proposition",
        NICE,
        regions("rfl", second=NICE_PROOF),
        "the statement is read with the helper's instance of a frozen class of laws",
    ),
    honest(
        "negation-with-other-instance",
        challenge("(3 : Fin 5) + 1 = 0"),
        regions("decide", first="instance five : NeZero 5 := ⟨by decide⟩\n"),
        "the same in a disproof",
        direction="disprove",
    ),
)

SAME_ANYWAY = frozenset({"lawful-instance", "instance-of-a-frozen-proposition"})
"""Whose two instances are theorems of one type, so that they agree without a look at what they are arguments of."""

STATEMENT = codes("E_STATEMENT", "E_CONTEXT")
CHEATS = (
    Case(
        "instance-with-data",
        C,
        "the class looks like one of laws, but holds a number",
        STATEMENT,
        challenge(
            "value 3 = 4",
            "class Nice (n : Nat) where\n  more : Nat\ninstance three : Nice 3 := ⟨0⟩\n"
            "def value (n : Nat) [Nice n] : Nat := n + Nice.more n\n",
        ),
        regions("rfl", second="instance again : Nice 3 := ⟨1⟩\n"),
    ),
    Case(
        "argument-in-any-sort",
        C,
        "an argument whose type may be a proposition, and is not",
        STATEMENT,
        challenge("differ (4 : Nat) 3 ∧ ¬ differ (3 : Nat) 3", "def differ {α : Sort u} (a b : α) : Prop := a ≠ b\n"),
        regions(
            "exact ⟨by decide, by decide⟩",
            second="local instance (priority := high) : OfNat Nat 3 := ⟨5⟩\n",
        ),
    ),
    Case(
        "proposition-for-a-proof",
        C,
        "an argument that is a proposition is no proof",
        STATEMENT,
        challenge("holds (3 ∣ 7)", "def holds (p : Prop) : Prop := p\n"),
        regions("exact trivial", second="local instance (priority := high) : Dvd Nat := ⟨fun _ _ => True⟩\n"),
    ),
    Case(
        "witness-beside-a-proof",
        C,
        "a pair of a number and a proof: the proof may change, the number not",
        STATEMENT,
        challenge("pair.val = 4", "def pair : { n : Nat // 0 < n } := ⟨3, by decide⟩\n"),
        regions("rfl", first="local instance (priority := high) : OfNat Nat 3 := ⟨4⟩\n"),
        quick=True,
    ),
    Case(
        "decision-for-a-proof",
        C,
        "a decision is data, though it holds proofs",
        STATEMENT,
        challenge("test 3 = 1", "def test (n : Nat) : Nat := if n = 4 then 1 else 0\n"),
        regions(
            "rfl",
            first="local instance (priority := high) : DecidableEq Nat := fun a b =>\n"
            "  if h : a.succ = b then isTrue (by exact sorry) else isFalse (by exact sorry)\n",
        ),
    ),
)
CASES = (*HONEST, *CHEATS)
