"""Honest submissions to challenges with regions: proofs, disproofs and answers. All must be accepted."""

from typing import Literal

from cheats_answers import BY_PROOF, INTEGER, LIST, NUMBER, PROOF, PROP, TRUTH
from suite_case import ACCEPT, BOUNDED, FOUR_IS_SQUARE, THREE_IS_SQUARE, Case, challenge, regions

C = "regions"
Direction = Literal["prove", "disprove"]


def fill(
    name: str,
    challenge: str,
    proof: str,
    *,
    first: str = "",
    second: str = "",
    value: str | None = None,
    direction: Direction = "prove",
    quick: bool = False,
    why: str = "an honest submission",
) -> Case:
    return Case(
        name,
        C,
        why,
        ACCEPT,
        challenge,
        regions(proof, first=first, second=second, value=value),
        direction=direction,
        quick=quick,
    )


MATCHES = "def color : Nat → Nat\n  | 0 => 1\n  | 1 => 2\n  | _ => 0\n"
CLASSIFY = challenge("∀ n : Nat, color n ≤ 2", MATCHES)
RECURSIVE = challenge(
    "∀ n : Nat, tri n * 2 = n * (n + 1)", "def tri : Nat → Nat\n  | 0 => 0\n  | n + 1 => tri n + (n + 1)\n"
)
FALSE_TRI = challenge("∀ n : Nat, tri n = n * n", "def tri : Nat → Nat\n  | 0 => 0\n  | n + 1 => tri n + (n + 1)\n")
POLY = challenge("∀ α : Type u, ∃ x : α, x = x", levels=".{u}")
POLY_TWO = challenge("∀ (α : Type u) (β : Type v) (_ : α) , Nonempty (α × β)", levels=".{u, v}")
CLASSES = challenge(
    "∀ a b : Grid, a ⊔ b = b ⊔ a",
    "structure Grid where\n  w : Nat\n  h : Nat\nderiving DecidableEq\n"
    'class Sup (α : Type) where\n  sup : α → α → α\ninfixl:68 " ⊔ " => Sup.sup\n'
    "instance : Sup Grid := ⟨fun a b => ⟨max a.w b.w, max a.h b.h⟩⟩\n",
)

CASES = (
    fill("plain", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩"),
    fill(
        "helpers-in-both-blocks",
        FOUR_IS_SQUARE,
        "exact ⟨two, square_two⟩",
        first="def two : Nat := 2\n",
        second="theorem square_two : two * two = 4 := rfl\n",
    ),
    fill(
        "notation-in-block",
        FOUR_IS_SQUARE,
        "show IsSquare (2 ^² )\nexact ⟨2, rfl⟩",
        second='local postfix:max " ^² " => fun n : Nat => n * n\n',
    ),
    fill(
        "macro-in-block",
        FOUR_IS_SQUARE,
        "witness 2",
        second='local macro "witness" t:term : tactic => `(tactic| exact ⟨$t, rfl⟩)\n',
    ),
    fill(
        "closed-namespace-and-section",
        FOUR_IS_SQUARE,
        "exact Help.four",
        second="namespace Help\nsection\nvariable {n : Nat} (h : n * n = 4)\ninclude h\n"
        "theorem of_root : IsSquare 4 := ⟨n, h⟩\nend\ntheorem four : IsSquare 4 := of_root (n := 2) rfl\nend Help\n",
    ),
    fill(
        "open-left-open",
        FOUR_IS_SQUARE,
        "exact ⟨2, rfl⟩",
        second="open Nat List\nopen Classical\n",
        why="an `open` that changes nothing in the statement",
    ),
    fill(
        "section-left-open",
        FOUR_IS_SQUARE,
        "exact ⟨2, rfl⟩",
        second="section\nvariable (unused : Nat)\n",
        why="a section left open changes nothing in the statement",
    ),
    fill(
        "option-for-the-target",
        FOUR_IS_SQUARE,
        "exact ⟨2, rfl⟩",
        second="set_option maxRecDepth 5000 in\n",
        why="an option for the target",
    ),
    fill("dangling-documentation", FOUR_IS_SQUARE, "exact ⟨2, rfl⟩", second="/-- Four is a square. -/\n@[simp]\n"),
    fill(
        "dangling-attribute",
        FOUR_IS_SQUARE,
        "exact ⟨2, rfl⟩",
        second="@[instance]\n",
        why="an attribute of the target has no meaning for the kernel",
    ),
    fill(
        "comment-in-first-block",
        FOUR_IS_SQUARE,
        "exact ⟨2, rfl⟩",
        first="/- import Lean, sorry, axiom: only words -/\n-- EVOLVE is a nice word\n",
    ),
    fill(
        "matcher-shared-with-frozen-definition",
        CLASSIFY,
        "intro n\nunfold color\nsplit <;> decide",
        first="def before : Nat → Nat\n  | 0 => 1\n  | 1 => 2\n  | _ => 0\n"
        "theorem before_le (n : Nat) : before n ≤ 2 := by unfold before; split <;> decide\n",
        why="the helper takes the auxiliary names that the frozen definition would have had",
        quick=True,
    ),
    fill(
        "matcher-in-target-proof",
        CLASSIFY,
        "intro n\nmatch n with\n| 0 => decide\n| 1 => decide\n| n + 2 => simp [color]",
    ),
    fill(
        "same-auxiliary-proofs",
        challenge("∀ n : Nat, (cut n).val < 7", "def cut (n : Nat) : Fin 7 := ⟨n % 7, by omega⟩\n"),
        "intro n\nexact (cut n).isLt",
        first="def cut' (n : Nat) : Fin 7 := ⟨n % 7, by omega⟩\n",
        why="the helper's auxiliary theorem is shared by the frozen definition",
        quick=True,
    ),
    fill(
        "recursive-frozen-definition",
        RECURSIVE,
        "intro n\ninduction n with\n| zero => rfl\n| succ n ih =>\n"
        "  show (tri n + (n + 1)) * 2 = (n + 1) * (n + 2)\n  rw [Nat.add_mul, ih, Nat.mul_comm n, ← Nat.mul_add]",
    ),
    fill(
        "functional-induction",
        RECURSIVE,
        "intro n\nfun_induction tri n with\n| case1 => rfl\n| case2 n ih =>\n  grind",
    ),
    fill(
        "classes-notation-deriving",
        CLASSES,
        "intro a b\nshow Grid.mk _ _ = Grid.mk _ _\nrw [Nat.max_comm, Nat.max_comm a.h]",
    ),
    fill("where-in-proof", FOUR_IS_SQUARE, "exact ⟨2, ok⟩\nwhere\n  ok : 2 * 2 = 4 := rfl"),
    fill(
        "instances-in-block",
        FOUR_IS_SQUARE,
        "exact ⟨(default : Two).1, rfl⟩",
        second="structure Two where\n  n : Nat\ninstance : Inhabited Two := ⟨⟨2⟩⟩\nderiving instance Repr for Two\n",
    ),
    fill(
        "inductive-in-block",
        FOUR_IS_SQUARE,
        "exact root_four.square",
        second="inductive Root : Nat → Nat → Prop\n  | mk (k : Nat) : Root k (k * k)\n"
        "theorem Root.square {r n : Nat} (h : Root r n) : IsSquare n := by cases h; exact ⟨r, rfl⟩\n"
        "theorem root_four : Root 2 4 := .mk 2\n",
    ),
    fill(
        "wf-recursion-in-block",
        FOUR_IS_SQUARE,
        "exact ⟨root 4, by simp [root]⟩",
        second="def root (n : Nat) : Nat := if h : n < 4 then 0 else 2 + root (n - 4)\ntermination_by n\n",
    ),
    fill("disproof", BOUNDED, "intro h\nexact absurd (h 5) (by decide)", direction="disprove", quick=True),
    fill(
        "disproof-with-helpers",
        FALSE_TRI,
        "exact fun h => absurd (h 2) bad",
        second="theorem bad : ¬ tri 2 = 2 * 2 := by decide\n",
        direction="disprove",
    ),
    fill(
        "disproof-of-frozen-predicate",
        THREE_IS_SQUARE,
        "rintro ⟨k, h⟩\nmatch k, h with\n| 0, h => exact absurd h (by decide)\n| 1, h => exact absurd h (by decide)\n"
        "| k + 2, h =>\n  have : (k + 2) * (k + 2) ≥ 2 * 2 := Nat.mul_le_mul (by omega) (by omega)\n  omega",
        direction="disprove",
    ),
    fill(
        "disproof-universe-polymorphic",
        POLY,
        "intro h\nobtain ⟨x, _⟩ := h PEmpty\nexact x.elim",
        direction="disprove",
    ),
    fill(
        "disproof-two-universes",
        POLY_TWO,
        "intro h\nobtain ⟨p⟩ := h PUnit PEmpty ⟨⟩\nexact p.2.elim",
        direction="disprove",
    ),
    fill("answer-true", PROP, BY_PROOF, value="True"),
    fill("answer-true-with-parentheses", PROP, BY_PROOF, value="(True)"),
    fill("answer-with-comment", PROP, BY_PROOF, value="True -- by checking 0, 1 and 2"),
    fill(
        "answer-false",
        challenge("answer ↔ ∀ n : Nat, n < 5", answer="prop", value=("Prop", "True")),
        "exact ⟨False.elim, fun h => absurd (h 5) (by decide)⟩",
        value="False",
    ),
    fill("answer-natural", NUMBER, "rfl", value="7"),
    fill("answer-natural-hexadecimal", NUMBER, "rfl", value="0x07"),
    fill("answer-natural-typed", NUMBER, "rfl", value="(7 : Nat)"),
    fill("answer-large", challenge("answer = 10 ^ 40", answer="nat", value=("Nat", "0")), "rfl", value="1" + "0" * 40),
    fill("answer-integer-negative", INTEGER, "rfl", value="-3", quick=True),
    fill("answer-integer-positive", challenge("answer + 8 = 15", answer="int", value=("Int", "0")), "rfl", value="7"),
    fill("answer-bool", TRUTH, "rfl", value="true"),
    fill("answer-list", LIST, "rfl", value="[2, 3]"),
    fill(
        "answer-empty-list",
        challenge("answer = [1].tail", answer="list nat", value=("List Nat", "[0]")),
        "rfl",
        value="[]",
    ),
    fill(
        "answer-list-of-100",
        challenge("answer = (List.range 100).map (· * 3)", answer="list nat", value=("List Nat", "[]")),
        "decide",
        value=str([3 * i for i in range(100)]),
        why="Lean gives the tails of a long list names",
        quick=True,
    ),
    fill(
        "answer-integer-list-of-40",
        challenge(
            "answer = (List.range 40).map fun n => -Int.ofNat n - 1", answer="list int", value=("List Int", "[]")
        ),
        "decide",
        value=str([-i - 1 for i in range(40)]),
    ),
    fill(
        "answer-integer-list",
        challenge("answer = [3, -3].reverse", answer="list int", value=("List Int", "[]")),
        "rfl",
        value="[-3, 3]",
    ),
    fill(
        "answer-with-helper-proof",
        PROP,
        "exact ⟨fun _ => lemma1, fun _ => by simp [answer]⟩",
        value="True",
        second="theorem lemma1 : Question := by\n"
        + "".join(f"  {line}\n" for line in PROOF.splitlines())
        + "  exact small\n",
    ),
    fill(
        "helpers-before-derived-instances",
        challenge(
            "∀ c : Col, rank c ≤ 2",
            "inductive Col | r | g | b (n : Nat)\nderiving DecidableEq, Repr, Ord, BEq, Hashable, Inhabited\n"
            "def rank : Col → Nat\n  | .r => 1\n  | .g => 2\n  | .b n => if Col.b n = default then 0 else "
            "match n with\n    | 0 => 1\n    | _ => 2\ninstance : Inhabited (Fin 9) := ⟨⟨3, by decide⟩⟩\n",
        ),
        "intro c\ncases c with\n| r => decide\n| g => decide\n"
        "| b n =>\n  simp only [rank]\n  repeat' split\n  all_goals decide",
        first="def early (n : Nat) : Nat := match n with | 0 => 1 | _ => 2\n"
        "inductive Early | a | b deriving DecidableEq, Repr, Ord, BEq, Hashable, Inhabited\n"
        "instance : Inhabited (Fin 9) := ⟨⟨3, by decide⟩⟩\n"
        "theorem early_le (n : Nat) : early n ≤ 2 := by unfold early; split <;> decide\n",
        why="the frozen instance gets another name, and so do auxiliary constants",
        quick=True,
    ),
    fill(
        "helper-for-frozen-termination",
        challenge(
            "∀ n, steps n ≤ n",
            "def steps (n : Nat) : Nat := if h : n ≤ 1 then 0 else steps (n / 2) + 1\ntermination_by n\n",
        ),
        "intro n\nfun_induction steps n with\n| case1 => omega\n| case2 n h ih => omega",
        first="@[simp] theorem half_lt (n : Nat) (h : ¬ n ≤ 1) : n / 2 < n := by omega\n"
        "macro_rules | `(tactic| decreasing_trivial) => `(tactic| (simp +arith; done))\n",
        why="the frozen definition terminates by another proof",
    ),
    fill(
        "helper-for-frozen-proofs",
        challenge(
            "∀ n, (cut n).val < (⟨7, by first | simp | omega⟩ : Fin 8)",
            "def cut (n : Nat) : Fin 7 := ⟨n % 7, by grind⟩\n",
        ),
        "intro n; exact (cut n).2",
        first="@[simp, grind ←] theorem mod7 (n : Nat) : n % 7 < 7 := Nat.mod_lt _ (by decide)\n",
        why="frozen proofs by `simp` and `grind` succeed in another way",
    ),
    fill(
        "more-after-the-proof",
        FOUR_IS_SQUARE,
        "exact ⟨2, rfl⟩\n\n/-- A corollary. -/\ntheorem corollary : ∃ n, IsSquare n := ⟨4, target_theorem_0⟩\n"
        "#print axioms target_theorem_0",
    ),
    fill(
        "target-used-in-its-proof",
        RECURSIVE,
        "intro n\nmatch n with\n| 0 => rfl\n| n + 1 =>\n  have := target_theorem_0 n\n  grind [tri]",
    ),
    fill(
        "disproof-universe-order",
        challenge("∀ (α : Type v) (β : ULift.{u, v} α → Sort w), ∀ x, Nonempty (β x)", levels=".{u, v, w}"),
        "intro h\nobtain ⟨p⟩ := h PUnit (fun _ => PEmpty) ⟨⟨⟩⟩\nexact p.elim",
        direction="disprove",
        why="universes occur in another order than they are declared in",
    ),
    fill(
        "disproof-with-instances",
        challenge("∀ {α : Type u} [DecidableEq α] [Inhabited α] (a b : α), a = b", levels=".{u}"),
        "intro h\nhave := @h (ULift Bool) _ ⟨⟨true⟩⟩ ⟨true⟩ ⟨false⟩\n"
        "exact absurd (congrArg ULift.down this) (by decide)",
        direction="disprove",
    ),
    fill(
        "disproof-with-proof-in-statement",
        challenge("∀ i : Fin 3, i < (⟨2, by omega⟩ : Fin 3)"),
        "intro h\nexact absurd (h 2) (by decide)",
        direction="disprove",
    ),
)
