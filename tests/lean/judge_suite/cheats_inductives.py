"""Inductive types that Lean 4.28's own kernel takes, made by metaprograms: see `orchestrator.lean.judge.inductives`."""

from suite_case import ACCEPT, Case, codes

KERNEL = codes("E_KERNEL")
C = "inductives"
FALSE = "import Lean\ntheorem target : 1 = 2 := sorry\n"
TRUE = "import Lean\ntheorem target : 1 + 1 = 2 := sorry\n"
OPEN = "import Lean\nopen Lean Elab Term\n"
USE = "theorem target : 1 + 1 = 2 := (fun _ : use = use => rfl) rfl\n"
ABSURD = (
    "theorem same : boxed true = boxed false := proof_irrel _ _\ntheorem lie : true = false := congrArg unbox same\n"
    "theorem target : 1 = 2 := Bool.noConfusion lie\n"
)
"""With a proposition ``Boxed`` that holds a truth value."""


def declare(label: str, declaration: str) -> str:
    """A declaration given to the kernel as it is, by an elaborator for terms."""
    return (
        f'elab "declare_{label}" : term => do\n  addDecl <| {declaration}\n  return mkConst ``True.intro\n'
        f"def declared_{label} : True := declare_{label}\n"
    )


def pi(domain: str, body: str) -> str:
    return f"(.forallE `x {domain} {body} .default)"


def lam(domain: str, body: str) -> str:
    return f"(.lam `x {domain} {body} .default)"


def const(name: str, levels: str = "") -> str:
    return f"(mkConst {name} [{levels}])"


def define(name: str, type_: str, value: str) -> str:
    return declare(
        name,
        f".defnDecl {{ name := `{name}, levelParams := [], type := {type_}, value := {value}, hints := .abbrev, "
        "safety := .safe }",
    )


def one_type(name: str, type_: str, *constructors: tuple[str, str]) -> str:
    made = ", ".join(f"{{ name := `{name}.{own}, type := {of} }}" for own, of in constructors)
    return f"{{ name := `{name}, type := {type_}, ctors := [{made}] }}"


def inductive(name: str, type_: str, *constructors: tuple[str, str], params: int = 0, before: str = "") -> str:
    return declare(name, f".inductDecl [] {params} [{before}{one_type(name, type_, *constructors)}] false")


PROP, TYPE = "(.sort .zero)", "(.sort (.succ .zero))"
BOOL, NAT, ODD, BOX = const("``Bool"), const("``Nat"), const("`Odd"), const("`Box")
UNBOX = define("unbox", pi(const("`Boxed"), BOOL), lam(const("`Boxed"), "(.proj `Box 0 (.bvar 0))"))

STUCK = """
def step (n : Nat) (before : (m : Nat) → m < n → Bool) : Bool :=
  match n with
  | 0 => false
  | k + 1 => before k (Nat.lt_succ_self k)
def run (n : Nat) (h : Acc (· < ·) n) : Bool := Acc.rec (fun m _ => step m) h
opaque reached : Acc (· < ·) 1 := Nat.lt_wfRel.wf.apply 1
def first := run 1 reached
def second := run 1 (Acc.intro 1 fun _ => Acc.inv reached)
def third := run 0 (Acc.inv reached (Nat.lt_succ_self 0))
theorem run_false (n : Nat) (h : Acc (· < ·) n) : run n h = false := by
  induction h with
  | intro n _ before => cases n with
    | zero => rfl
    | succ n => simpa only [run, step] using before n (Nat.lt_succ_self n)
def Near : Prop := first = second
def Far : Prop := first = third
opaque far : Far := (run_false _ _).trans (run_false _ _).symm
def sortOf (h : Near) : Type := Eq.rec (motive := fun _ _ => Type) Prop h
"""
"""`Near` and `Far` are one type to the kernel; yet ``sortOf`` computes to Prop for variables of it but not ``far``."""

EQ = f"(mkApp2 (mkConst ``Eq [.succ .zero]) {BOOL} (mkConst ``Bool.true))"
BY_RECURSOR = (
    f"(mkAppN (mkConst ``Eq.rec [.succ (.succ .zero), .succ .zero]) #[{BOOL}, mkConst ``Bool.true, "
    f"{lam(BOOL, lam(f'(mkApp {EQ} (.bvar 0))', TYPE))}, {{}}, mkConst ``Bool.true, .bvar 0])"
)
TRUE_IS_TRUE = f"(mkApp {EQ} (mkConst ``Bool.true))"

MADE = (
    Case(
        "proposition-by-universe",
        C,
        "a type in Sort (imax 1 0), which is Prop and does not look like it, gives its field away",
        KERNEL,
        FALSE,
        OPEN
        + inductive(
            "Box", "(.sort (.imax (.succ .zero) .zero))", ("mk", pi(BOOL, BOX)), before=one_type("First", PROP) + ", "
        )
        + define("Boxed", PROP, BOX)
        + UNBOX
        + define("boxed", pi(BOOL, const("`Boxed")), lam(BOOL, "(mkApp (mkConst `Box.mk) (.bvar 0))"))
        + ABSURD,
        quick=True,
    ),
    Case(
        "proposition-by-reduction",
        C,
        "whether the type is a proposition depends on which of two equal proofs it is told",
        KERNEL,
        FALSE,
        OPEN
        + STUCK
        + inductive(
            "Box",
            pi(const("``Near"), "(mkApp (mkConst ``sortOf) (.bvar 0))"),
            ("mk", pi(const("``Near"), pi(BOOL, f"(mkApp {BOX} (.bvar 1))"))),
            params=1,
        )
        + define("asProp", pi(const("``Near"), PROP), lam(const("``Near"), f"(mkApp {BOX} (.bvar 0))"))
        + define("Boxed", PROP, "(mkApp (mkConst `asProp) (mkConst ``far))")
        + UNBOX
        + define("boxed", pi(BOOL, const("`Boxed")), lam(BOOL, "(mkApp2 (mkConst `Box.mk) (mkConst ``far) (.bvar 0))"))
        + ABSURD,
    ),
    Case(
        "nested-with-ill-typed-parameter",
        C,
        "the kernel never sees the parameters of a nested type",
        KERNEL,
        TRUE,
        OPEN
        + "inductive Flag (α : Type) (b : Bool) : Type where | mk\n"
        + inductive("Odd", TYPE, ("mk", pi(f"(mkApp2 (mkConst ``Flag) {ODD} (mkConst ``Nat.zero))", ODD)))
        + define("use", TYPE, ODD)
        + USE,
    ),
    Case(
        "nested-with-another-parameter",
        C,
        "the nested occurrence has a parameter of its own",
        KERNEL,
        TRUE,
        OPEN
        + "inductive Flag (α : Type) : Type where | mk\n"
        + inductive(
            "Odd",
            pi(BOOL, TYPE),
            (
                "mk",
                pi(
                    BOOL,
                    pi(f"(mkApp (mkConst ``Flag) (mkApp {ODD} (mkConst ``Bool.true)))", f"(mkApp {ODD} (.bvar 1))"),
                ),
            ),
            params=1,
        )
        + define("use", TYPE, f"(mkApp {ODD} (mkConst ``Bool.true))")
        + USE,
    ),
    Case(
        "erased-occurrence",
        C,
        "an occurrence with another parameter that reduction makes disappear",
        KERNEL,
        TRUE,
        OPEN
        + inductive(
            "Odd",
            pi(BOOL, TYPE),
            (
                "mk",
                pi(
                    BOOL,
                    pi(f"(mkApp {lam(TYPE, NAT)} (mkApp {ODD} (mkConst ``Bool.true)))", f"(mkApp {ODD} (.bvar 1))"),
                ),
            ),
            params=1,
        )
        + define("use", TYPE, f"(mkApp {ODD} (mkConst ``Bool.true))")
        + USE,
    ),
    Case(
        "recursive-by-reduction",
        C,
        "whether a field is recursive is left to a recursor",
        KERNEL,
        TRUE,
        OPEN
        + inductive("Odd", TYPE, ("base", ODD), ("mk", pi(TRUE_IS_TRUE, pi(BY_RECURSOR.format(ODD), ODD))))
        + define("use", TYPE, ODD)
        + USE,
    ),
    Case(
        "recursive-by-reduction-inside",
        C,
        "the same, in a field of a type around it",
        KERNEL,
        TRUE,
        OPEN
        + inductive(
            "Wrap",
            pi(TYPE, TYPE),
            ("mk", pi(TYPE, pi(TRUE_IS_TRUE, pi(BY_RECURSOR.format(".bvar 1"), "(mkApp (mkConst `Wrap) (.bvar 2))")))),
            params=1,
        )
        + inductive("Odd", TYPE, ("base", ODD), ("mk", pi(f"(mkApp (mkConst `Wrap) {ODD})", ODD)))
        + define("use", TYPE, ODD)
        + USE,
    ),
    Case(
        "name-of-a-nested-copy",
        C,
        "a constant called like the copy that the kernel makes of a nested type",
        KERNEL,
        TRUE,
        OPEN
        + declare(
            "copy",
            f'.defnDecl {{ name := .str `_nested "Odd_1", levelParams := [], type := {TYPE}, value := {NAT}, '
            "hints := .abbrev, safety := .safe }",
        )
        + inductive(
            "Odd",
            TYPE,
            ("mk", pi(f"(mkApp (mkConst ``List [.zero]) {ODD})", pi('(mkConst (.str `_nested "Odd_1"))', ODD))),
        )
        + define("use", TYPE, ODD)
        + USE,
    ),
    Case(
        "universe-zero-or-not",
        C,
        "a type that is a proposition in one universe and holds data in the others",
        codes("E_KERNEL", "E_COMPILE"),
        TRUE,
        "set_option bootstrap.inductiveCheckResultingUniverse false in\nstructure Odd.{u} (α : Sort u) : Sort u where\n"
        "  value : α\ntheorem target : 1 + 1 = 2 := (fun _ : Odd.{0} True = Odd.{0} True => rfl) rfl\n",
    ),
)

HONEST_TRUE = "theorem target : 1 + 1 = 2 := sorry\n"


def honest(name: str, why: str, text: str, type_: str) -> Case:
    use = f"theorem target : 1 + 1 = 2 := (fun _ : {type_} = {type_} => rfl) rfl\n"
    return Case(name, C, why, ACCEPT, HONEST_TRUE, text + use)


HONEST = (
    honest(
        "sort-behind-a-definition",
        "the type's own type is a definition",
        "def Predicate := Nat → Prop\ninductive Even : Predicate\n  | zero : Even 0\n"
        "  | step : Even n → Even (n + 2)\n",
        "Even 4",
    ),
    honest(
        "recursion-behind-a-definition",
        "functions to the type are called by a name",
        "def Sequence (α : Type) := Nat → α\nabbrev Pair (α β : Type) := Sequence α → β\n"
        "inductive Tree\n  | leaf\n  | node : Sequence Tree → Tree\n  | more : (Bool → Sequence Tree) → Nat → Tree\n",
        "Tree",
    ),
    honest(
        "nested-in-many-ways",
        "lists, arrays, pairs, options, functions and own structures of the type itself",
        "structure Both (α β : Type) where\n  left : List α\n  right : Nat → Option β\n"
        "inductive Tree (γ : Type) : Type\n  | leaf (value : γ)\n  | node (below : List (Option (Tree γ)))\n"
        "  | pairs : Array (Nat × Tree γ) → (Bool → Tree γ) → Both Nat (Tree γ) → Tree γ\n"
        "  | lists : Both (Tree γ) (List (Tree γ)) → Tree γ\n",
        "Tree Nat",
    ),
    honest(
        "mutual-and-nested",
        "two types through each other and through a third",
        'structure Named (α : Type) where\n  name : String := ""\n  value : α\n'
        "mutual\ninductive Term (F : Nat → Type)\n  | symbol {n : Nat} : F n → Terms F n → Term F\n"
        "  | named : Named (Term F) → Term F\ninductive Terms (F : Nat → Type) : Nat → Type\n  | none : Terms F 0\n"
        "  | more {n : Nat} : Term F → Terms F n → Terms F (n + 1)\nend\n",
        "Term Fin",
    ),
    honest(
        "universes-and-indices",
        "universe parameters, indices, instance arguments, default values, a class with parents",
        "universe u v\nclass Magma (α : Type u) where\n  mul : α → α → α\n"
        "class Unital (α : Type u) extends Magma α where\n  one : α\n"
        "  one_mul : ∀ a : α, mul one a = a := by intros; rfl\n"
        "inductive Walk {α : Type u} (r : α → α → Sort v) : α → α → Type (max u v)\n  | nil (a) : Walk r a a\n"
        "  | cons {a b c} (h : PLift (r a b)) : Walk r b c → Walk r a c\n"
        "inductive Reach [Magma Nat] : Nat → Prop\n  | here : Reach (Magma.mul 0 0)\n"
        "  | there : Reach n → Reach (Magma.mul n n)\n",
        "@Reach ⟨(· + ·)⟩ 0",
    ),
)

CASES = (*MADE, *HONEST)
