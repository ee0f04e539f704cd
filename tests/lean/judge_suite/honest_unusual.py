"""Honest whole files that use Lean in ways that few do."""

from honest_proofs import proof
from suite_case import Case

C = "unusual"


def unusual(name: str, statement: str, text: str, *, context: str = "", helpers: str = "", quick: bool = False) -> Case:
    return proof(name, statement, text, context=context, helpers=helpers, quick=quick, category=C, why="unusual Lean")


ROSE = "inductive Rose where\n  | node : List Rose → Rose\n"

CASES = (
    unusual(
        "mutual-inductive-with-nested-lists",
        ": Forest.count (.grow [.leaf 1, .branch (.grow [.leaf 2])]) = 2",
        " := by simp [Forest.count, Forest.countAll, Bush.count]",
        context="mutual\ninductive Bush where\n  | leaf : Nat → Bush\n  | branch : Forest → Bush\n"
        "inductive Forest where\n  | grow : List Bush → Forest\nend\n"
        "mutual\ndef Bush.count : Bush → Nat\n  | .leaf _ => 1\n  | .branch f => f.count\n"
        "def Forest.count : Forest → Nat\n  | .grow bs => Forest.countAll bs\n"
        "def Forest.countAll : List Bush → Nat\n  | [] => 0\n  | b :: bs => b.count + Forest.countAll bs\nend\n",
        quick=True,
    ),
    unusual(
        "structural-on-a-nested-type",
        "(r : Rose) : 0 < r.size",
        " := by\n  cases r with\n  | node rs => simp [Rose.size]",
        context=ROSE + "mutual\ndef Rose.size : Rose → Nat\n  | .node rs => Rose.sizes rs + 1\n"
        "def Rose.sizes : List Rose → Nat\n  | [] => 0\n  | r :: rs => r.size + Rose.sizes rs\nend\n",
    ),
    unusual(
        "well-founded-on-attached-lists",
        ": (Rose.node [.node [], .node [.node []]]).depth = 3",
        " := by simp [Rose.depth]",
        context=ROSE + "def Rose.depth : Rose → Nat\n"
        "  | .node rs => (rs.attach.map fun ⟨r, _⟩ => r.depth).foldl max 0 + 1\n"
        "termination_by r => sizeOf r\ndecreasing_by\n  have := List.sizeOf_lt_of_mem ‹_›\n  simp; omega\n",
    ),
    unusual(
        "lexicographic-recursion",
        ": ack 2 3 = 9",
        " := by simp [ack]",
        context="def ack : Nat → Nat → Nat\n  | 0, n => n + 1\n  | m + 1, 0 => ack m 1\n"
        "  | m + 1, n + 1 => ack m (ack (m + 1) n)\ntermination_by m n => (m, n)\n",
    ),
    unusual(
        "induction-with-an-own-recursor",
        "(n : Nat) : n * (n + 1) % 2 = 0",
        " := by\n  induction n using twoStep with\n  | zero => rfl\n  | one => rfl\n"
        "  | step n ih => \n    have : (n + 2) * (n + 2 + 1) = n * (n + 1) + 2 * (2 * n + 3) := by grind\n    omega",
        helpers="@[elab_as_elim] theorem twoStep {p : Nat → Prop} (zero : p 0) (one : p 1)\n"
        "    (step : ∀ n, p n → p (n + 2)) : ∀ n, p n\n  | 0 => zero\n  | 1 => one\n"
        "  | n + 2 => step n (twoStep zero one step n)\n",
    ),
    unusual(
        "syntax-category-of-its-own",
        ": [sum| 1 plus 2 plus 4] = 7",
        " := rfl",
        context='declare_syntax_cat adding\nsyntax num : adding\nsyntax adding " plus " num : adding\n'
        'syntax "[sum|" adding "]" : term\nmacro_rules\n  | `([sum| $n:num]) => `(($n : Nat))\n'
        "  | `([sum| $a:adding plus $n:num]) => `([sum| $a] + $n)\n",
    ),
    unusual(
        "tactic-macro-with-repetition",
        "(p q r : Prop) (hp : p) (hq : q) (hr : r) : p ∧ q ∧ r",
        " := by\n  all_conj",
        helpers='syntax "all_conj" : tactic\n'
        "macro_rules | `(tactic| all_conj) => `(tactic| (repeat' apply And.intro) <;> assumption)\n",
    ),
    unusual(
        "derived-order-of-a-parametric-type",
        ": compare (Pair.mk 1 true) (Pair.mk 1 false) = .gt ∧ (Pair.mk 1 'a' = Pair.mk 1 'a')",
        " := ⟨rfl, rfl⟩",
        context="structure Pair (α β : Type) where\n  a : α\n  b : β\nderiving DecidableEq, Ord, Hashable, Repr\n",
    ),
    unusual(
        "tower-of-classes-with-out-parameters",
        ": Shape.area (Square.mk 3) = 9",
        " := rfl",
        context="class Shape (s : Type) (u : outParam Type) where\n  area : s → u\n"
        "structure Square where\n  side : Nat\ninstance : Shape Square Nat := ⟨fun s => s.side * s.side⟩\n",
    ),
    unusual(
        "universes-with-max-and-imax",
        ".{u, v, w} {α : Sort u} {β : α → Sort v} {γ : (a : α) → β a → Sort w} (f : (a : α) → (b : β a) → γ a b) : "
        "(fun p : (a : α) ×' β a => f p.1 p.2) = fun (p : (a : α) ×' β a) => f p.1 p.2",
        " := funext fun ⟨_, _⟩ => rfl",
    ),
    unusual(
        "quotient-of-pairs-with-two-lifts",
        "(a b : Nat) : Signed.add (.mk a b) (.mk b a) = .mk 0 0",
        " := Quot.sound (by simp only [same]; omega)",
        context="def same (p q : Nat × Nat) : Prop := p.1 + q.2 = q.1 + p.2\ndef Signed := Quot same\n"
        "def Signed.mk (a b : Nat) : Signed := Quot.mk _ (a, b)\n"
        "def Signed.add (x y : Signed) : Signed := Quot.lift (fun p => Quot.lift\n"
        "    (fun q => (Quot.mk same (p.1 + q.1, p.2 + q.2) : Signed))\n"
        "    (fun _ _ h => Quot.sound (by simp only [same] at *; omega)) y)\n"
        "  (fun p p' h => by\n    induction y using Quot.ind\n"
        "    exact Quot.sound (by simp only [same] at *; omega)) x\n",
    ),
    unusual("decision-over-many-cases", ": ∀ a b c : Fin 16, a + b + c = c + b + a", " := by decide +kernel"),
    unusual(
        "numerals-of-thousands-of-digits",
        ": (10 ^ 3000 + 1) * (10 ^ 3000 - 1) + 1 = 10 ^ 6000",
        " := by decide +kernel",
    ),
    unusual(
        "numeral-of-500-digits-in-the-text",
        f": {'7' * 500} % 7 = 0",
        " := by decide +kernel",
    ),
    unusual(
        "private-lemma-of-a-private-namespace",
        "(n : Nat) : twice n = 2 * n",
        " := Hidden.key n",
        context="def twice (n : Nat) : Nat := n + n\n",
        helpers="private def Hidden.half (n : Nat) : Nat := n / 2\nnamespace Hidden\n"
        "private theorem key (n : Nat) : twice n = 2 * n := by unfold twice; omega\nend Hidden\nopen Hidden\n",
    ),
    unusual(
        "opened-for-one-command-with-renaming",
        "(a b : Nat) (h : a ≤ b) : ∃ c, b = a + c",
        " := by\n  open Nat renaming le.dest → dest in exact (dest h).elim fun c e => ⟨c, e.symm⟩",
    ),
    unusual(
        "variables-updated-and-omitted",
        "{α : Type} (xs : List α) : xs.length = xs.reverse.length",
        " := (Section.swap xs).symm",
        helpers="section\nvariable {α : Type} [BEq α] (xs : List α)\nvariable {xs} in\n"
        "omit [BEq α] in\ntheorem Section.empty (h : xs = []) : xs.length = 0 := h ▸ rfl\n"
        "omit [BEq α] in\ntheorem Section.swap : xs.reverse.length = xs.length := List.length_reverse\nend\n",
    ),
    unusual(
        "simp-set-with-an-own-procedure",
        "(x y : Nat) (h : f x = f y) : x = y",
        " := by simpa only [f_eq] using h",
        context="def f (n : Nat) : Nat := n + 0\n",
        helpers="@[simp ↓, local grind =] theorem f_eq (n : Nat) : f n = n := rfl\nattribute [-simp] f_eq\n",
    ),
    unusual(
        "grind-with-cases-and-patterns",
        "(s t : Sign) (h : s.neg = t) : t.neg = s",
        " := by grind [Sign.neg]",
        context="inductive Sign where\n  | pos\n  | zero\n  | minus\n"
        "def Sign.neg : Sign → Sign\n  | .pos => .minus\n  | .zero => .zero\n  | .minus => .pos\n",
        helpers="attribute [grind cases] Sign\n",
    ),
    unusual(
        "bit-vectors-without-a-solver",
        "(x : BitVec 8) : x &&& x = x ∧ x ^^^ x = 0#8",
        " := ⟨BitVec.and_self, BitVec.xor_self⟩",
    ),
    unusual(
        "family-that-is-indexed-by-its-size",
        "(n : Nat) (h : Steps n) : h.count = n",
        " := by\n  induction h with\n  | zero => rfl\n  | next s ih => simp [Steps.count, ih]",
        context="inductive Steps : Nat → Type\n  | zero : Steps 0\n  | next {n} : Steps n → Steps (n + 1)\n"
        "def Steps.count : {n : Nat} → Steps n → Nat\n  | _, .zero => 0\n  | _, .next s => s.count + 1\n",
    ),
)
