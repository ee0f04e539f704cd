"""Terms, names and levels that no source text can say, made by metaprograms; and the words around frozen text.

The first kind asks what the data says that leaves the elaborating process, and what the kernel then makes of it. The
second kind asks whether a region can change what stands outside of it by what the region ends in, or by what it makes
Lean's own syntax mean.
"""

from suite_case import FALSE, REVIEW, THREE_IS_SQUARE, Case, challenge, codes, regions

C = "terms"
SKIP = "set_option debug.skipKernelTC true\n"
META = "import Lean\nopen Lean Elab Term Meta\n"
ONE_IS_TWO = "mkApp3 (mkConst ``Eq [levelOne]) (mkConst ``Nat) (mkNatLit 1) (mkNatLit 2)"


def unchecked(name: str, why: str, expected: frozenset[str], declare: str, target: str, says: str = "1 = 2") -> Case:
    """``declare`` is a `Declaration`, added without any check; ``target`` is the proof of ``says``."""
    text = (
        f'{META}elab "declare!" : term => do\n  let no := {ONE_IS_TWO}\n'
        f"  withOptions (debug.skipKernelTC.set · true) <| addDecl <|\n    {declare}\n"
        f'  return mkConst ``True.intro\ndef gone : True := declare!\nelab "lie!" : term => return mkConst `lie\n'
        f'elab "lieAt!" : term => return mkConst `lie [levelOne, .succ levelOne]\n'
        f"{SKIP}theorem target : {says} := {target}\n"
    )
    return Case(name, C, why, expected, f"import Lean\ntheorem target : {says} := sorry\n", text)


def theorem(type_: str, value: str, levels: str = "[]") -> str:
    return f".thmDecl {{ name := `lie, levelParams := {levels}, type := {type_}, value := {value} }}"


KERNEL = codes("E_KERNEL")
DATA = codes("E_KERNEL", "E_EXPORT")
MADE = (
    unchecked(
        "witness-of-existence",
        "the witness is projected out of a proof that something exists",
        KERNEL,
        theorem(
            "no",
            ".proj ``Exists 1 (mkApp4 (mkConst ``Exists.intro [levelOne]) (mkConst ``Nat)"
            " (.lam `n (mkConst ``Nat) (mkConst ``True) .default) (mkNatLit 2) (mkConst ``True.intro))",
        ),
        "lie!",
    ),
    unchecked("loose-variable", "a variable that nothing binds", DATA, theorem("no", ".bvar 0"), "lie!"),
    unchecked(
        "undeclared-universe",
        "a universe parameter that the theorem does not declare",
        DATA,
        theorem("no", "mkConst ``PUnit.unit [.param `nowhere]"),
        "lie!",
    ),
    unchecked(
        "universe-twice",
        "two universe parameters of one name, which are given different values",
        DATA,
        theorem("no", "mkConst ``True.intro", "[`u, `u]"),
        "lieAt!",
    ),
    unchecked(
        "theorem-of-data",
        "a theorem that is a number, below a true statement",
        KERNEL,
        theorem("mkConst ``Nat", "mkNatLit 2"),
        "(fun _ : Nat => rfl) lie!",
        "1 + 1 = 2",
    ),
    unchecked("proof-of-itself", "a theorem whose proof is the theorem", DATA, theorem("no", "mkConst `lie"), "lie!"),
    unchecked(
        "projection-beyond",
        "the ninth field of a pair",
        KERNEL,
        theorem("no", ".proj ``And 9 (mkConst ``True.intro)"),
        "lie!",
    ),
    unchecked(
        "level-metavariable",
        "a universe that is yet to be found",
        DATA,
        theorem("no", "mkConst ``PUnit.unit [.mvar ⟨`u⟩]"),
        "lie!",
    ),
    unchecked(
        "free-variable",
        "a local hypothesis that no context has",
        DATA,
        theorem("no", ".fvar ⟨`h⟩"),
        "lie!",
    ),
    unchecked(
        "application-of-too-much",
        "a proof applied to an argument",
        KERNEL,
        theorem("no", "mkApp (mkConst ``True.intro) (mkNatLit 1)"),
        "lie!",
    ),
    unchecked(
        "let-of-another-type",
        "a local definition whose value has not its type",
        KERNEL,
        theorem("no", ".letE `h no (mkConst ``True.intro) (.bvar 0) false"),
        "lie!",
    ),
    Case(
        "unsafe-inductive",
        C,
        "the paradox of an unsafe type, handed to a safe theorem by an unchecked step",
        codes("E_KERNEL", "E_COMPILE"),
        FALSE,
        SKIP + "unsafe inductive Bad where\n  | mk : (Bad → False) → Bad\n"
        "unsafe def no (b : Bad) : False := match b with | .mk f => f b\n"
        "theorem target : 1 = 2 := (no (.mk no)).elim\n",
    ),
    Case(
        "native-equation-by-rfl",
        C,
        "no axiom is named: the kernel is asked for the compiled value",
        codes("E_AXIOM"),
        FALSE,
        SKIP + "def no : Bool := false\n"
        "theorem lie : Lean.reduceBool no = true := rfl\n"
        "theorem target : 1 = 2 := absurd (lie : no = true) (by decide)\n",
    ),
    Case(
        "unchecked-universe",
        C,
        "an option of the bootstrap lets a type be too small for its field",
        codes("E_KERNEL", "E_COMPILE"),
        FALSE,
        "set_option bootstrap.inductiveCheckResultingUniverse false\n" + SKIP + "inductive Small : Type where\n"
        "  | mk : Type → Small\ndef Small.up : Small → Type\n  | mk t => t\n"
        "theorem same (a : Type) : (Small.mk a).up = a := rfl\n"
        "theorem lie : Nat = Empty := by decide +kernel\ntheorem target : 1 = 2 := (lie ▸ (0 : Nat) : Empty).elim\n",
    ),
    Case(
        "mutual-in-two-universes",
        C,
        "one of two types is a proposition, the other holds it as data",
        codes("E_KERNEL", "E_COMPILE"),
        FALSE,
        SKIP + "mutual\ninductive A : Prop where\n  | one : B → A\n  | two : Nat → A\n"
        "inductive B : Type where\n  | mk : A → Nat → B\nend\n"
        "def A.get : A → Nat := fun a => A.rec (motive_1 := fun _ => Nat) (motive_2 := fun _ => Nat)\n"
        "  (fun _ n => n) (fun n => n) (fun _ n _ => n) a\n"
        "theorem target : 1 = 2 := congrArg A.get (rfl : A.two 1 = A.two 2)\n",
    ),
    Case(
        "setoid-by-hole",
        C,
        "a quotient by a relation whose laws are holes",
        codes("E_AXIOM"),
        FALSE,
        "instance all : Setoid Nat := ⟨fun _ _ => True, ⟨fun _ => trivial, fun _ => trivial, fun _ _ => trivial⟩⟩\n"
        "def down : Quotient all → Nat := Quotient.lift id (fun _ _ _ => by first | rfl | exact sorry)\n"
        "theorem target : 1 = 2 := congrArg down (Quotient.sound (trivial : all.r 1 2))\n",
    ),
    Case(
        "axiom-behind-a-macro",
        C,
        "a tactic macro declares nothing, its helper was declared by a macro under a name nobody can write",
        codes("E_AXIOM"),
        FALSE,
        'macro "gift" : command => `(axiom hidden : 1 = 2 \n@[simp] theorem given : (1 = 2) = True := eq_true hidden)\n'
        "gift\ntheorem target : 1 = 2 := by simp\n",
    ),
    Case(
        "decide-is-native",
        C,
        "`decide` is made to mean native evaluation of a function with another implementation",
        codes("E_AXIOM", "E_COMPILE"),
        FALSE,
        "def yes : Nat → Bool := fun _ => true\n@[implemented_by yes] def lie (n : Nat) : Bool := n == n + 1\n"
        "macro_rules | `(tactic| decide) => `(tactic| native_decide)\n"
        "theorem one : lie 1 = true := by decide\ntheorem target : 1 = 2 := by simpa [lie] using one\n",
    ),
)

STATEMENT = codes("E_STATEMENT")
COMPILES = codes("E_STATEMENT", "E_CONTEXT", "E_COMPILE")
THREE_DIVIDES_SEVEN = challenge("3 ∣ 7 ∧ (3 : Fin 5) < 2")


def around(
    name: str, why: str, expected: frozenset[str], proof: str, second: str, statement: str = THREE_IS_SQUARE
) -> Case:
    return Case(name, C, why, expected, statement, regions(proof, second=second))


AROUND = (
    around(
        "open-in-front",
        "the block ends in `open ... in`, which opens an instance for the frozen theorem alone",
        STATEMENT,
        "exact ⟨1, rfl⟩",
        "namespace Odd\nscoped instance (priority := high) three : OfNat Nat 3 := ⟨1⟩\nend Odd\nopen Odd in\n",
    ),
    around(
        "private-in-front",
        "the block ends in `private`: the frozen theorem gets a name that nobody asked for",
        codes("E_TARGET_MISSING", "E_COMPILE"),
        "exact ⟨1, sorry⟩",
        "private\n",
    ),
    around(
        "unsafe-in-front",
        "the block ends in `unsafe`: what is proved is proved unsafely",
        codes("E_KIND", "E_COMPILE", "E_KERNEL", "E_TARGET_MISSING"),
        "exact unsafeCast trivial",
        "unsafe\n",
    ),
    around(
        "namespace-of-the-target",
        "the frozen theorem lands in a namespace, and an easy one of its name stands at the root",
        codes("E_STATEMENT"),
        "exact absurd rfl sorry",
        "theorem _root_.target_theorem_0 : True := trivial\nnamespace Far\n",
    ),
    around(
        "divisibility-macro",
        "`∣` and `<` expand to something else by rules for their own syntax",
        STATEMENT,
        "exact ⟨trivial, trivial⟩",
        "macro_rules | `($a ∣ $b) => `((fun _ _ => True) $a $b)\n"
        "macro_rules | `($a < $b) => `((fun _ _ => True) $a $b)\n",
        THREE_DIVIDES_SEVEN,
    ),
    around(
        "order-of-another-type",
        "a local instance gives `Fin 5` another order",
        COMPILES,
        "exact ⟨trivial, trivial⟩",
        "local instance (priority := high) : LT (Fin 5) := ⟨fun _ _ => True⟩\n"
        "local instance (priority := high) : Dvd Nat := ⟨fun _ _ => True⟩\n",
        THREE_DIVIDES_SEVEN,
    ),
    around(
        "include-in-front",
        "the block ends in `include` and `omit` for one command",
        COMPILES,
        "exact h.elim",
        "variable (h : False)\ninclude h in\n",
    ),
    around(
        "universe-in-front",
        "the block turns the frozen name's capital letter into a variable: automatic implicits are for any name",
        COMPILES,
        "exact h",
        "set_option relaxedAutoImplicit true\nset_option autoImplicit true\n"
        "variable {IsSquare : Nat → Prop} (h : IsSquare 3)\ninclude h\n",
    ),
    Case(
        "greek-type",
        C,
        "a type whose first letter is Greek and looks Latin",
        codes("E_STATEMENT", "E_SOURCE"),
        "theorem target : ∀ a b : Nat, a = b := sorry\n",
        "abbrev \u039dat := Unit\ntheorem target : ∀ a b : \u039dat, a = b := fun _ _ => rfl\n",
    ),
    Case(
        "tactic-in-the-statement",
        C,
        "the statement is left to a tactic that states something else",
        STATEMENT,
        FALSE,
        "theorem target : by exact (1 = 1) := rfl\n",
    ),
    Case(
        "answer-copied-through-a-name",
        C,
        "the answer is a definition that is a definition of the question",
        REVIEW,
        "def answer : Prop := sorry\ntheorem target : answer ↔ ∀ n : Nat, n < 5 := sorry\n",
        "abbrev question := ∀ n : Nat, n < 5\nabbrev mine : Prop := question\n"
        "def answer : Prop := mine\ntheorem target : answer ↔ ∀ n : Nat, n < 5 := Iff.rfl\n",
    ),
    Case(
        "answer-true-of-another-kind",
        C,
        "the answer is a namesake of `True`",
        codes("R_REVIEW", "E_COMPILE"),
        "def answer : Prop := sorry\ntheorem target : answer ↔ ∀ n : Nat, n < 5 := sorry\n",
        "namespace A\ndef True : Prop := ∀ n : Nat, n < 5\nend A\nopen A (True)\n"
        "def answer : Prop := A.True\ntheorem target : answer ↔ ∀ n : Nat, n < 5 := Iff.rfl\n",
    ),
    Case(
        "auxiliary-name-taken",
        C,
        "the names that Lean would give to parts of the frozen definition are taken by other content",
        codes("E_CONTEXT", "E_COMPILE"),
        challenge("color 1 = 7", "def color : Nat → Nat\n  | 0 => 1\n  | 1 => 2\n  | _ => 0\n"),
        regions(
            "exact rfl",
            first="namespace color\ndef match_1 {motive : Nat → Sort u} (n : Nat) (a : Unit → motive 0)\n"
            "    (b : Unit → motive 1) (c : (n : Nat) → motive n) : motive n := c n\nend color\n"
            "macro_rules | `(2) => `(7)\n",
        ),
    ),
)

CASES = (*MADE, *AROUND)
