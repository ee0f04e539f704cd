"""Declarations that no kernel checked, targets of another kind, and look-alike names."""

from suite_case import FALSE, THREE_IS_SQUARE, TRUE, Case, codes, regions

KERNEL = codes("E_KERNEL")
SKIP = "set_option debug.skipKernelTC true\n"
C = "kernel"

UNCHECKED = (
    Case(
        "decide-without-kernel",
        C,
        "`decide +kernel` leaves all checking to a kernel that is switched off",
        KERNEL,
        FALSE,
        SKIP + "theorem target : 1 = 2 := by decide +kernel\n",
        quick=True,
    ),
    Case(
        "unchecked-helper",
        C,
        "the unchecked declaration is a helper's helper",
        KERNEL,
        FALSE,
        "namespace Deep\nset_option debug.skipKernelTC true in\nprivate theorem lie : 3 < 2 := by decide +kernel\n"
        "theorem more : 1 = 2 := absurd lie (by omega)\nend Deep\ntheorem target : 1 = 2 := Deep.more\n",
    ),
    Case(
        "unchecked-data",
        C,
        "the unchecked proof sits in data that the target only projects",
        KERNEL,
        FALSE,
        SKIP + "def data : { n : Nat // n = n + 1 } := ⟨0, by decide +kernel⟩\n"
        "theorem target : 1 = 2 := absurd data.2 (by omega)\n",
    ),
    Case(
        "unchecked-before-target",
        C,
        "a block ends in an option for the frozen theorem",
        KERNEL,
        THREE_IS_SQUARE,
        regions(
            "exact absurd lie (by decide)",
            second=SKIP + "theorem lie : 2 = 3 := by decide +kernel\nset_option debug.skipKernelTC true in\n",
        ),
    ),
    Case(
        "literals-equal-modulo-2-64",
        C,
        "literals that a short machine word would confuse",
        KERNEL,
        "theorem target : (18446744073709551616 : Nat) = 0 := sorry\n",
        SKIP + "theorem target : (18446744073709551616 : Nat) = 0 := by decide +kernel\n",
    ),
    Case(
        "literals-equal-as-floats",
        C,
        "literals that a floating-point number would confuse",
        KERNEL,
        "theorem target : (9007199254740992 : Nat) = 9007199254740993 := sorry\n",
        SKIP + "theorem target : (9007199254740992 : Nat) = 9007199254740993 := by decide +kernel\n",
    ),
    Case(
        "strings-equal-up-to-nul",
        C,
        "strings that C would confuse",
        KERNEL,
        'theorem target : "a\\x00b" = "a\\x00c" := sorry\n',
        SKIP + 'theorem target : "a\\x00b" = "a\\x00c" := by decide +kernel\n',
        quick=True,
    ),
    Case(
        "non-positive-inductive",
        C,
        "a paradoxical inductive type, unchecked",
        codes("E_COMPILE", "E_KERNEL"),
        FALSE,
        SKIP + "inductive Bad where\n  | mk : (Bad → False) → Bad\n"
        "theorem no (b : Bad) : False := by cases b with | mk f => exact f (.mk f)\n"
        "theorem target : 1 = 2 := (no (.mk no)).elim\n",
    ),
    Case(
        "wide-universe",
        C,
        "an inductive type in too small a universe",
        codes("E_COMPILE", "E_KERNEL"),
        FALSE,
        SKIP + "inductive Small : Type where\n  | mk : Type → Small\ntheorem target : 1 = 2 := by\n"
        "  have s := Small.mk Nat\n  contradiction\n",
    ),
    Case(
        "large-elimination",
        C,
        "an existential statement is taken apart into data",
        codes("E_COMPILE", "E_KERNEL"),
        FALSE,
        SKIP + "inductive Some : Prop where\n  | mk : Nat → Some\ndef get : Some → Nat := fun s => Some.rec id s\n"
        "theorem target : 1 = 2 := congrArg get (rfl : Some.mk 1 = Some.mk 2)\n",
    ),
    Case(
        "metaprogram-term",
        C,
        "an elaborator returns a term of another type, unchecked",
        codes("E_KERNEL", "E_COMPILE"),
        "import Lean\n" + FALSE,
        'import Lean\nopen Lean in\nelab "anything" : term => return mkConst ``True.intro\n'
        + SKIP
        + "theorem target : 1 = 2 := anything\n",
        quick=True,
    ),
    Case(
        "metaprogram-add-declaration",
        C,
        "a command adds a theorem without checking it",
        codes("E_KERNEL", "E_COMPILE", "E_TARGET_MISSING"),
        "import Lean\n" + FALSE,
        'import Lean\nopen Lean Elab Command in\nelab "smuggle" : command => do\n'
        "  let type := mkApp3 (mkConst ``Eq [levelOne]) (mkConst ``Nat) (mkNatLit 1) (mkNatLit 2)\n"
        "  liftCoreM <| withOptions (fun o => o.setBool `debug.skipKernelTC true) <|\n"
        "    addDecl (.thmDecl { name := `target, levelParams := [], type, value := mkConst ``True.intro })\nsmuggle\n",
    ),
)

K = "kind"
KIND = codes("E_KIND")
KINDS = (
    Case("axiom", K, "the target is an axiom", KIND, FALSE, "axiom target : 1 = 2\n"),
    Case("definition", K, "the target is a definition", KIND, TRUE, "def target : 1 + 1 = 2 := rfl\n"),
    Case("abbreviation", K, "the target is an abbreviation", KIND, TRUE, "abbrev target : 1 + 1 = 2 := rfl\n"),
    Case("opaque", K, "the target is opaque", KIND, TRUE, "opaque target : 1 + 1 = 2 := rfl\n"),
    Case("inductive", K, "the target is an inductive type", KIND, FALSE, "inductive target : Prop where\n  | intro\n"),
    Case("structure", K, "the target is a structure", KIND, FALSE, "structure target : Prop where\n  proof : True\n"),
    Case(
        "unsafe-theorem",
        K,
        "the target is unsafe",
        codes("E_KIND", "E_COMPILE", "E_KERNEL", "E_TARGET_MISSING"),
        FALSE,
        "unsafe theorem target : 1 = 2 := unsafeCast ()\n",
    ),
    Case(
        "partial-proof",
        K,
        "the target is a partial function",
        codes("E_COMPILE", "E_KIND", "E_AXIOM"),
        "theorem target : ∀ _ : Nat, 1 = 2 := sorry\n",
        "partial def target : ∀ _ : Nat, 1 = 2 := fun n => target (n + 1)\n",
    ),
    Case(
        "unsafe-cast-behind-opaque",
        K,
        "an opaque constant implemented by an unsafe cast",
        codes("E_AXIOM", "E_COMPILE", "E_KERNEL"),
        FALSE,
        "unsafe def cast : PLift (1 = 2) := unsafeCast ()\n"
        "instance : Nonempty (PLift (1 = 2)) := ⟨⟨by omega⟩⟩\n"
        "@[implemented_by cast] opaque magic : PLift (1 = 2)\ntheorem target : 1 = 2 := magic.down\n",
    ),
    Case(
        "example-only",
        K,
        "the statement is proved by an example, which has no name",
        codes("E_TARGET_MISSING"),
        TRUE,
        "example : 1 + 1 = 2 := rfl\n",
    ),
)

N = "names"
MISSING = codes("E_TARGET_MISSING")
NAMES = (
    Case(
        "quoted-with-space",
        N,
        "a name with a blank at its end",
        MISSING,
        TRUE,
        "theorem «target » : 1 + 1 = 2 := rfl\n",
    ),
    Case(
        "cyrillic",
        N,
        "a Cyrillic letter",
        codes("E_TARGET_MISSING", "E_SOURCE", "E_COMPILE"),
        TRUE,
        "theorem t\u0430rget : 1 + 1 = 2 := rfl\n",
    ),
    Case(
        "mathematical-letters",
        N,
        "letters of another alphabet that normalise to the name",
        codes("E_TARGET_MISSING", "E_COMPILE"),
        TRUE,
        "theorem «\U0001d42darget» : 1 + 1 = 2 := rfl\n",
    ),
    Case(
        "combining-mark",
        N,
        "a combining mark on the last letter",
        codes("E_TARGET_MISSING", "E_COMPILE"),
        TRUE,
        "theorem «target\u0323» : 1 + 1 = 2 := rfl\n",
    ),
    Case(
        "zero-width",
        N,
        "an invisible character in the name",
        codes("E_SOURCE"),
        TRUE,
        "theorem «tar\u200bget» : 1 + 1 = 2 := rfl\n",
        quick=True,
    ),
    Case(
        "private",
        N,
        "a private theorem of that name",
        MISSING,
        TRUE,
        "private theorem target : 1 + 1 = 2 := rfl\n",
    ),
    Case(
        "macro-hygiene",
        N,
        "the name is made by a macro and so another one",
        MISSING,
        TRUE,
        'macro "make" : command => `(theorem target : 1 + 1 = 2 := rfl)\nmake\n',
    ),
    Case(
        "exported-alias",
        N,
        "an alias of a theorem in a namespace",
        MISSING,
        TRUE,
        "theorem Far.target : 1 + 1 = 2 := rfl\nexport Far (target)\n",
    ),
    Case(
        "one-part-for-two",
        N,
        "a one-part name where a two-part one is asked for",
        MISSING,
        "theorem Main.goal : 1 = 2 := sorry\n",
        "theorem «Main.goal» : 1 = 1 := rfl\n",
        target="Main.goal",
        quick=True,
    ),
    Case(
        "two-parts-for-one",
        N,
        "a two-part name where a one-part one is asked for",
        MISSING,
        "theorem «Main.goal» : 1 = 2 := sorry\n",
        "theorem Main.goal : 1 = 1 := rfl\n",
        target="«Main.goal»",
    ),
    Case(
        "decoy-beside-missing",
        N,
        "the true theorem has a longer name, the short one is absent",
        MISSING,
        TRUE,
        "theorem target.target : 1 + 1 = 2 := rfl\n",
    ),
    Case(
        "name-as-constructor",
        N,
        "a constructor of the target's name in a namespace",
        MISSING,
        FALSE,
        "inductive Holder : Prop where\n  | target : Holder\nopen Holder\n",
    ),
    Case(
        "declared-twice",
        N,
        "first an easy target, then the true one",
        codes("E_STATEMENT", "E_COMPILE"),
        FALSE,
        "theorem target : 1 = 1 := rfl\ntheorem target : 1 = 2 := sorry\n",
    ),
)

CASES = (*UNCHECKED, *KINDS, *NAMES)
