"""Honest submissions to challenges whose regions hold more than a proof, before and after the frozen text."""

from honest_regions import fill
from suite_case import FOUR_IS_SQUARE, SQUARE, THREE_IS_SQUARE, Case, challenge

TREE = challenge(
    "∀ t : Tree, t.flip.flip = t",
    "inductive Tree where\n  | leaf\n  | node (l : Tree) (n : Nat) (r : Tree)\nderiving DecidableEq\n"
    "def Tree.flip : Tree → Tree\n  | .leaf => .leaf\n  | .node l n r => .node r.flip n l.flip\n",
)
BY_TREE = "intro t\ninduction t with\n| leaf => rfl\n| node l n r ihl ihr => simp [Tree.flip, ihl, ihr]"
DIVIDES = challenge("∀ n : Nat, 6 ∣ n * (n + 1) * (n + 2)")
BY_SIX = "exact six"
SIX = (
    "theorem six : ∀ n : Nat, 6 ∣ n * (n + 1) * (n + 2)\n  | 0 => by simp\n  | n + 1 => by\n    have h := six n\n"
    "    have e : (n + 1) * (n + 1 + 1) * (n + 1 + 2) = n * (n + 1) * (n + 2) + 3 * ((n + 1) * (n + 2)) := by grind\n"
    "    have two : 2 ∣ (n + 1) * (n + 2) := by\n      rcases Nat.mod_two_eq_zero_or_one n with m | m\n"
    "      · exact Nat.dvd_mul_left_of_dvd (by omega) _\n      · exact Nat.dvd_mul_right_of_dvd (by omega) _\n"
    "    rw [e]\n    obtain ⟨k, hk⟩ := two\n    exact Nat.dvd_add h ⟨k, by rw [hk]; omega⟩\n"
)

CASES: tuple[Case, ...] = (
    fill("classical-left-open", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", first="open Classical\n"),
    fill("noncomputable-section-left-open", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", first="noncomputable section\n"),
    fill("variables-that-nobody-uses", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", first="variable {α : Type} (xs : List α)\n"),
    fill("automatic-implicits-on", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", first="set_option autoImplicit true\n"),
    fill(
        "options-of-printing",
        FOUR_IS_SQUARE,
        "exact ⟨2, rfl⟩",
        first="set_option pp.all true\nset_option trace.Meta.synthInstance true\n",
    ),
    fill("linters-off", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", first="set_option linter.all false\n"),
    fill("attributes-in-front", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", second="@[simp, grind .]\n"),
    fill("option-in-front", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", second="set_option maxHeartbeats 400000 in\n"),
    fill("opened-in-front", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", second="open Nat in\n"),
    fill(
        "decision-procedure-for-the-frozen-predicate",
        FOUR_IS_SQUARE,
        "decide",
        second="instance (n : Nat) : Decidable (IsSquare n) :=\n"
        "  decidable_of_iff (∃ k ∈ List.range (n + 1), k * k = n) ⟨fun ⟨k, _, h⟩ => ⟨k, h⟩, fun ⟨k, h⟩ =>\n"
        "    ⟨k, by\n      have : k ≤ k * k := Nat.le_mul_self k\n      simp; omega, h⟩⟩\n",
        quick=True,
    ),
    fill(
        "disproof-by-decision",
        THREE_IS_SQUARE,
        "rintro ⟨k, h⟩\nhave : k ≤ 3 := by\n  have := Nat.le_mul_self k\n  omega\n"
        "have : k = 0 ∨ k = 1 ∨ k = 2 ∨ k = 3 := by omega\nrcases this with rfl | rfl | rfl | rfl <;> simp at h",
        direction="disprove",
    ),
    fill(
        "simp-lemma-about-the-frozen-definition",
        TREE,
        "simp",
        second="@[simp] theorem Tree.ff (t : Tree) : t.flip.flip = t := by\n  induction t <;> simp_all [Tree.flip]\n",
    ),
    fill(
        "instances-for-the-frozen-type",
        TREE,
        BY_TREE,
        second="deriving instance Repr, Hashable, BEq, Inhabited for Tree\n",
    ),
    fill("equation-of-the-frozen-function", TREE, BY_TREE, second="#check @Tree.flip.eq_2\n#print Tree.flip\n"),
    fill(
        "functional-induction-on-the-frozen-function",
        TREE,
        "intro t\ninduction t using Tree.flip.induct with\n| case1 => rfl\n| case2 l n r a b => simp [Tree.flip, a, b]",
    ),
    fill(
        "size-of-the-frozen-type",
        TREE,
        BY_TREE,
        second="theorem Tree.size (l r : Tree) (n : Nat) : sizeOf l < sizeOf (Tree.node l n r) := by simp; omega\n",
    ),
    fill("recursive-lemma-in-the-first-block", DIVIDES, BY_SIX, first=SIX),
    fill("recursive-lemma-in-the-second-block", DIVIDES, BY_SIX, second=SIX),
    fill(
        "helper-called-like-a-library-lemma-elsewhere",
        DIVIDES,
        "exact Mine.dvd_add",
        second=f"namespace Mine\n{SIX}theorem dvd_add : ∀ n : Nat, 6 ∣ n * (n + 1) * (n + 2) := six\nend Mine\n",
    ),
    fill(
        "private-helper-with-the-frozen-name-elsewhere",
        FOUR_IS_SQUARE,
        "exact Hidden.IsSquare",
        second="namespace Hidden\nprivate theorem IsSquare : _root_.IsSquare 4 := ⟨2, rfl⟩\nend Hidden\n",
    ),
    fill(
        "generic-helper-above-everything",
        FOUR_IS_SQUARE,
        "exact use 2 rfl",
        first="theorem use {α : Type} {p : α → Prop} (x : α) (h : p x) : ∃ x, p x := ⟨x, h⟩\n",
    ),
    fill(
        "macro-for-the-proof",
        FOUR_IS_SQUARE,
        "witness 2",
        first='macro "witness " t:term : tactic => `(tactic| exact ⟨$t, by decide⟩)\n',
    ),
    fill(
        "examples-and-questions-beside",
        FOUR_IS_SQUARE,
        "exact ⟨2, rfl⟩",
        second="#check IsSquare\nexample : IsSquare 9 := ⟨3, rfl⟩\n",
    ),
    fill("sorry-in-an-example-beside", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", second="example : IsSquare 10 := sorry\n"),
    fill("comments-in-the-proof", FOUR_IS_SQUARE, "-- the witness is two\nexact ⟨2, /- two times two -/ rfl⟩ -- done"),
    fill(
        "proof-in-steps-with-bullets",
        FOUR_IS_SQUARE,
        "refine ⟨?w, ?h⟩\ncase w => exact 2\ncase h =>\n  show 2 * 2 = 4\n  rfl",
    ),
    fill(
        "proof-by-a-nested-theorem",
        FOUR_IS_SQUARE,
        "have key : ∀ n : Nat, IsSquare (n * n) := by\n  intro n\n  exact ⟨n, rfl⟩\nexact key 2",
    ),
    fill(
        "target-in-a-namespace-of-its-own-helper",
        FOUR_IS_SQUARE,
        "exact target_theorem_0.aux",
        second="theorem target_theorem_0.aux : IsSquare 4 := ⟨2, rfl⟩\n",
    ),
    fill(
        "notation-for-the-frozen-predicate",
        FOUR_IS_SQUARE,
        "show 4 is square\nexact ⟨2, rfl⟩",
        second='local notation:50 n:51 " is " "square" => IsSquare n\n',
    ),
    fill(
        "question-answered-no",
        challenge("answer ↔ IsSquare 3", SQUARE, answer="prop", value=("Prop", "sorry")),
        "constructor\n· exact False.elim\n· rintro ⟨k, h⟩\n  rcases k with _ | _ | k <;> grind",
        value="False",
    ),
    fill(
        "number-found",
        challenge("IsSquare (answer + 1)", SQUARE, answer="nat", value=("Nat", "sorry")),
        "exact ⟨3, rfl⟩",
        value="8",
    ),
)
