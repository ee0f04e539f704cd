"""Submissions that state the frozen words about other definitions."""

from suite_case import FOUR_IS_SQUARE, SQUARE, THREE_IS_SQUARE, Case, challenge, codes, regions

CONTEXT = codes("E_CONTEXT")
C = "context"
CHAIN = "def base (n : Nat) : Nat := n + 1\ndef step (n : Nat) : Nat := base n + 1\n"
PARITY = "inductive Parity : Nat → Prop\n  | zero : Parity 0\n  | step (n : Nat) : Parity n → Parity (n + 2)\n"
BOX = "structure Box where\n  size : Nat\n  positive : 0 < size\n"
DOWN = "def down : Nat → Nat\n  | 0 => 0\n  | n + 1 => down n\n"

CASES = (
    Case(
        "changed-two-levels-down",
        C,
        "only a definition below a definition is changed",
        CONTEXT,
        CHAIN + "theorem target : step 0 = 1 := sorry\n",
        "def base (n : Nat) : Nat := n\ndef step (n : Nat) : Nat := base n + 1\ntheorem target : step 0 = 1 := rfl\n",
    ),
    Case(
        "values-exchanged",
        C,
        "two definitions exchange their values",
        CONTEXT,
        "def low : Nat := 1\ndef high : Nat := 2\ntheorem target : high < low := sorry\n",
        "def low : Nat := 2\ndef high : Nat := 1\ntheorem target : high < low := by decide\n",
    ),
    Case(
        "names-exchanged",
        C,
        "the statement is about A = B, the proof about A = A",
        codes("E_STATEMENT", "E_CONTEXT"),
        "structure A where\n  x : Nat\nstructure B where\n  x : Nat\ntheorem target : A = B := sorry\n",
        "structure A where\n  x : Nat\nabbrev B := A\ntheorem target : A = B := rfl\n",
    ),
    Case(
        "proof-field-dropped",
        C,
        "a structure loses the field that makes it hard to build",
        CONTEXT,
        BOX + "theorem target : ∃ b : Box, b.size = 0 := sorry\n",
        "structure Box where\n  size : Nat\ntheorem target : ∃ b : Box, b.size = 0 := ⟨⟨0⟩, rfl⟩\n",
        quick=True,
    ),
    Case(
        "proof-field-weakened",
        C,
        "0 < size becomes 0 ≤ size",
        CONTEXT,
        BOX + "theorem target : ∃ b : Box, b.size = 0 := sorry\n",
        "structure Box where\n  size : Nat\n  positive : 0 ≤ size\n"
        "theorem target : ∃ b : Box, b.size = 0 := ⟨⟨0, Nat.le_refl 0⟩, rfl⟩\n",
    ),
    Case(
        "constructor-argument-changed",
        C,
        "the inductive step is larger",
        CONTEXT,
        PARITY + "theorem target : Parity 3 := sorry\n",
        "inductive Parity : Nat → Prop\n  | zero : Parity 0\n  | step (n : Nat) : Parity n → Parity (n + 3)\n"
        "theorem target : Parity 3 := .step 0 .zero\n",
    ),
    Case(
        "constructors-reordered",
        C,
        "the same constructors in another order are another type",
        codes("E_CONTEXT", "E_STATEMENT"),
        "inductive Light where\n  | red\n  | green\ntheorem target : Light.rec (motive := fun _ => Nat) 0 1 .red = 1"
        " := sorry\n",
        "inductive Light where\n  | green\n  | red\ntheorem target : Light.rec (motive := fun _ => Nat) 0 1 .red = 1"
        " := rfl\n",
    ),
    Case(
        "inductive-becomes-definition",
        C,
        "an inductive predicate becomes a definition",
        CONTEXT,
        PARITY + "theorem target : Parity 3 := sorry\n",
        "def Parity (_ : Nat) : Prop := True\ntheorem target : Parity 3 := True.intro\n",
    ),
    Case(
        "definition-becomes-theorem-like",
        C,
        "a definition becomes an opaque constant of the same type",
        CONTEXT,
        "def secret : Nat := 41\ntheorem target : ∃ n, n = secret ∧ n = 41 := sorry\n",
        "opaque secret : Nat := 41\ntheorem target : ∃ n, n = secret ∧ n = 41 := sorry\n",
    ),
    Case(
        "opaque-value-changed",
        C,
        "an opaque constant has another value",
        CONTEXT,
        "opaque key : Nat := 7\ntheorem target : key = key := sorry\n",
        "opaque key : Nat := 8\ntheorem target : key = key := rfl\n",
    ),
    Case(
        "opaque-becomes-transparent",
        C,
        "an opaque constant can suddenly be unfolded",
        CONTEXT,
        "opaque key : Nat := 7\ntheorem target : key = 7 := sorry\n",
        "def key : Nat := 7\ntheorem target : key = 7 := rfl\n",
    ),
    Case(
        "match-arm-changed",
        C,
        "the change hides in an auxiliary definition that Lean makes",
        CONTEXT,
        DOWN + "theorem target : down 5 = 5 := sorry\n",
        "def down : Nat → Nat\n  | 0 => 0\n  | n + 1 => n + 1\ntheorem target : down 5 = 5 := rfl\n",
    ),
    Case(
        "instance-argument-changed",
        C,
        "a decision procedure of the statement is another one",
        CONTEXT,
        "def allow (n : Nat) : Bool := decide (n < 3)\ntheorem target : allow 7 = true := sorry\n",
        "instance (priority := 9000) (n : Nat) : Decidable (n < 3) :=\n"
        "  if h : n < 3 then .isTrue h else .isFalse h\n"
        "def allow (n : Nat) : Bool := decide (n < 3 ∨ True)\ntheorem target : allow 7 = true := rfl\n",
    ),
    Case(
        "literal-changed",
        C,
        "a large literal of the context differs in its last digit",
        CONTEXT,
        "def big : Nat := 340282366920938463463374607431768211456\ntheorem target : big % 2 = 1 := sorry\n",
        "def big : Nat := 340282366920938463463374607431768211457\ntheorem target : big % 2 = 1 := by decide\n",
    ),
    Case(
        "string-changed-after-nul",
        C,
        "a string of the context differs after a NUL character only",
        CONTEXT,
        'def tag : String := "a\\x00b"\ntheorem target : tag = "a\\x00c" := sorry\n',
        'def tag : String := "a\\x00c"\ntheorem target : tag = "a\\x00c" := rfl\n',
    ),
    Case(
        "class-method-changed",
        C,
        "an instance that the statement uses by inference is another one",
        codes("E_CONTEXT", "E_STATEMENT"),
        "class Weight (α : Type) where\n  weight : α → Nat\ninstance : Weight Bool := ⟨fun b => b.toNat⟩\n"
        "theorem target : Weight.weight true = 0 := sorry\n",
        "class Weight (α : Type) where\n  weight : α → Nat\ninstance : Weight Bool := ⟨fun _ => 0⟩\n"
        "theorem target : Weight.weight true = 0 := rfl\n",
    ),
    Case(
        "type-of-definition-changed",
        C,
        "an unused parameter more",
        codes("E_CONTEXT", "E_STATEMENT"),
        "def zero : Nat := 0\ntheorem target : zero = 1 := sorry\n",
        "def zero (n : Nat := 1) : Nat := n\ntheorem target : zero = 1 := rfl\n",
    ),
    Case(
        "region-predeclares-definition",
        C,
        "a block declares the frozen name first",
        codes("E_CONTEXT"),
        THREE_IS_SQUARE,
        regions("exact True.intro", first="def IsSquare (_ : Nat) : Prop := True\n"),
        quick=True,
    ),
    Case(
        "region-redefines-multiplication",
        C,
        "a block before the frozen definition changes `*` in it",
        CONTEXT,
        THREE_IS_SQUARE,
        regions("exact ⟨0, rfl⟩", first="instance (priority := high) : Mul Nat := ⟨fun _ _ => 3⟩\n"),
    ),
    Case(
        "region-macro-in-definition",
        C,
        "a block before the frozen definition rewrites its body",
        CONTEXT,
        THREE_IS_SQUARE,
        regions("exact ⟨3, rfl⟩", first="macro_rules | `($a * $_) => `($a)\n"),
    ),
    Case(
        "region-heterogeneous-operator",
        C,
        "a default instance before the frozen definition",
        CONTEXT,
        THREE_IS_SQUARE,
        regions("exact ⟨3, rfl⟩", first="instance (priority := 9000) first : HMul Nat Nat Nat := ⟨fun a _ => a⟩\n"),
    ),
    Case(
        "region-shadows-type",
        C,
        "a block opens a namespace in which Nat is Unit",
        codes("E_CONTEXT", "E_STATEMENT", "E_COMPILE", "E_TARGET_MISSING"),
        THREE_IS_SQUARE,
        regions(
            "exact ⟨(), rfl⟩",
            first="namespace Tiny\nabbrev Nat := Unit\ninstance (n : _root_.Nat) : OfNat Nat n "
            ":= ⟨()⟩\ninstance : Mul Nat := ⟨fun _ _ => ()⟩\n",
            second="end Tiny\nopen Tiny\n",
        ),
    ),
    Case(
        "region-variable-captures",
        C,
        "a variable named like a constant of the frozen text",
        codes("E_CONTEXT", "E_STATEMENT", "E_COMPILE", "E_AXIOM"),
        challenge("IsBelow 9", "def limit : Nat := 5\ndef IsBelow (n : Nat) : Prop := n < limit\n"),
        regions("exact fun limit => True.intro", first="variable (limit : Nat)\n"),
    ),
    Case(
        "region-replaces-inductive",
        C,
        "a block declares the frozen inductive type with one constructor more",
        CONTEXT,
        challenge("Parity 3", PARITY),
        regions("exact .odd", first=PARITY + "  | odd : Parity 3\n"),
    ),
    Case(
        "region-classical-decisions",
        C,
        "a local instance gives the frozen definition a non-computing decision",
        CONTEXT,
        challenge("size 3 = 1", "def size (n : Nat) : Nat := if n = 3 then 1 else 0\n"),
        regions("simp [size]", first="attribute [local instance 9999] Classical.propDecidable\n"),
    ),
    Case(
        "region-reducible-alias",
        C,
        "the frozen predicate is shadowed by an alias in an opened namespace",
        codes("E_STATEMENT", "E_COMPILE", "E_AXIOM"),
        FOUR_IS_SQUARE,
        regions(
            "exact True.intro",
            second="namespace Near\nabbrev IsSquare (_ : Nat) : Prop := True\nend Near\nopen Near\n",
        ),
    ),
    Case(
        "region-same-words-other-place",
        C,
        "the frozen definition is repeated in an opened namespace",
        codes("E_STATEMENT", "E_COMPILE", "E_AXIOM"),
        challenge("IsSquare 5", SQUARE),
        regions("exact absurd rfl (by decide)", second=f"namespace Copy\n{SQUARE}end Copy\nopen Copy\n"),
    ),
)
