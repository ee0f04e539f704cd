"""What stands around a target: prefixes for one command, instances, options, environments that lie."""

from cheats_claims import META, SKIP, TOOLS
from suite_case import FALSE, SQUARE, THREE_IS_SQUARE, Case, challenge, codes, regions

C = "around"
AXIOM = codes("E_AXIOM", "E_COMPILE", "E_KERNEL")
STATEMENT = codes("E_STATEMENT", "E_CONTEXT", "E_COMPILE")
QUICK = frozenset({"instance-for-one-command"})


def around(name: str, why: str, expected: frozenset[str], proof: str, **blocks: str) -> Case:
    statement = blocks.pop("statement", THREE_IS_SQUARE)
    return Case(name, C, why, expected, statement, regions(proof, **blocks), quick=name in QUICK)


def whole(name: str, why: str, expected: frozenset[str], text: str, statement: str = FALSE) -> Case:
    imports = "import Lean\n" if text.startswith("import Lean\n") else ""
    return Case(name, C, why, expected, imports + statement, text)


PROGRAMS = (
    whole(
        "partial-circle",
        "two definitions that are each other's proof, marked partial",
        codes("E_KERNEL", "E_COMPILE", "E_EXPORT"),
        META + "run_cmd liftCoreM <| do\n"
        "  let type := mkApp3 (mkConst ``Eq [levelOne]) (mkConst ``Nat) (mkNatLit 1) (mkNatLit 2)\n"
        "  let one (n m : Name) : DefinitionVal := { name := n, levelParams := [], type, value := mkConst m, "
        "hints := .opaque, safety := .partial, all := [`a, `b] }\n"
        "  addDecl (.mutualDefnDecl [one `a `b, one `b `a])\n" + SKIP + "theorem target : 1 = 2 := a\n",
    ),
    whole(
        "module-renamed",
        "the file says that it is the library's prelude",
        AXIOM,
        META + "run_cmd modifyEnv (·.setMainModule `Init.Prelude)\n"
        "private axiom lie : 1 = 2\ntheorem target : 1 = 2 := lie\n",
    ),
    whole(
        "axiom-marked-unsafe",
        "an axiom that is marked unsafe",
        codes("E_AXIOM", "E_KERNEL", "E_COMPILE"),
        SKIP + "unsafe axiom lie : 1 = 2\ntheorem target : 1 = 2 := lie\n",
    ),
    whole(
        "applications-by-a-macro",
        "every application of two words is `True`",
        codes("E_STATEMENT", "E_COMPILE", "E_TARGET_MISSING"),
        META + "def odd (n : Nat) : Prop := n % 2 = 1\n"
        "@[macro Lean.Parser.Term.app] def app : Macro := fun _ => `(True)\n"
        "theorem target : odd 2 := trivial\n",
        "def odd (n : Nat) : Prop := n % 2 = 1\ntheorem target : odd 2 := sorry\n",
    ),
    whole(
        "identifier-elaborator",
        "an elaborator of its own for every identifier",
        codes("E_STATEMENT", "E_COMPILE", "E_TARGET_MISSING", "E_CONTEXT"),
        META + "def odd (n : Nat) : Prop := n % 2 = 1\n"
        "@[term_elab ident] def word : TermElab := fun stx expected => do\n"
        "  if stx.getId == `odd then return mkLambda `n .default (mkConst ``Nat) (mkConst ``True)\n"
        "  elabIdent stx expected\ntheorem target : odd 2 := trivial\n",
        "def odd (n : Nat) : Prop := n % 2 = 1\ntheorem target : odd 2 := sorry\n",
    ),
    whole(
        "proof-mode-by-an-option",
        "options that leave work out, all at once",
        AXIOM,
        "set_option warn.sorry false\nset_option debug.byAsSorry true\nset_option Elab.async false\n"
        "set_option debug.terminalTacticsAsSorry true\ntheorem target : 1 = 2 := by decide\n",
    ),
    whole(
        "native-by-another-name",
        "`ofReduceBool` exported under another name",
        AXIOM,
        TOOLS + "namespace N\nexport Lean (ofReduceBool)\nend N\nopen N\ndef no : Bool := false\n"
        "@[implemented_by no] def yes : Bool := true\ntheorem lie : no = true := ofReduceBool no true (by refl!)\n"
        "theorem target : 1 = 2 := absurd lie (by decide)\n",
    ),
    whole(
        "solver-certificate-by-hand",
        "the lemma that reads a certificate of a solver, without one",
        codes("E_AXIOM", "E_COMPILE", "E_KERNEL"),
        TOOLS + 'theorem lie : Std.Tactic.BVDecide.Reflect.verifyBVExpr (.const false) "" = true := '
        "Lean.ofReduceBool _ true (by refl!)\ntheorem target : 1 = 2 := absurd lie (by decide)\n",
    ),
    whole(
        "error-in-a-namespace-of-the-target",
        "a hole in a declaration below the target's name",
        codes("E_AXIOM", "E_COMPILE"),
        "theorem target.aux : 1 = 2 := sorry\ntheorem target : 1 = 2 := target.aux\n",
    ),
    whole(
        "hole-by-deriving",
        "a decision procedure with a hole, derived for a type and used through a coercion",
        codes("E_AXIOM", "E_COMPILE"),
        "structure S where\n  n : Nat\ninstance : DecidableEq S := fun a b => isTrue sorry\n"
        "theorem target : 1 = 2 := congrArg S.n (of_decide_eq_true rfl : S.mk 1 = S.mk 2)\n",
    ),
    whole(
        "computed-field-that-lies",
        "a computed field whose cached value is another",
        codes("E_KERNEL", "E_COMPILE", "E_AXIOM"),
        "inductive T where\n  | a\n  | b\nwith\n  @[computed_field] w : T → Nat\n    | .a => 1\n    | .b => 2\n"
        "def lie : T → Nat := fun _ => 1\nattribute [implemented_by lie] T.w\n"
        "theorem one : (T.a.w == T.b.w) = true := by native_decide\n"
        "theorem target : 1 = 2 := by simpa [T.w] using one\n",
    ),
    whole(
        "sealed-and-opened",
        "a definition that differs by what is sealed",
        STATEMENT,
        "@[irreducible] def big (n : Nat) : Prop := n > 5 ∨ n = 3\n"
        "theorem target : big 3 := by unfold big; exact .inr rfl\n",
        "@[irreducible] def big (n : Nat) : Prop := n > 5\ntheorem target : big 3 := sorry\n",
    ),
    whole(
        "class-field-by-default",
        "a class of the context gets a default that decides the statement",
        STATEMENT,
        "class Size (α : Type) where\n  size : α → Nat := fun _ => 3\ninstance : Size Nat := {}\n"
        "theorem target : Size.size (5 : Nat) = 3 := rfl\n",
        "class Size (α : Type) where\n  size : α → Nat := fun _ => 0\ninstance : Size Nat := {}\n"
        "theorem target : Size.size (5 : Nat) = 3 := sorry\n",
    ),
    whole(
        "instance-before-the-frozen-one",
        "another instance of higher priority is found in the statement",
        STATEMENT,
        "class Size (α : Type) where\n  size : α → Nat\ninstance : Size Nat := ⟨id⟩\n"
        "instance (priority := high) three : Size Nat := ⟨fun _ => 3⟩\n"
        "theorem target : Size.size (5 : Nat) = 3 := rfl\n",
        "class Size (α : Type) where\n  size : α → Nat\ninstance : Size Nat := ⟨id⟩\n"
        "theorem target : Size.size (5 : Nat) = 3 := sorry\n",
    ),
    whole(
        "structure-for-a-quotient",
        "a quotient of the context becomes a type of the same name",
        STATEMENT,
        "structure Q where\n  n : Nat\ndef Q.of : Nat → Q := fun _ => ⟨0⟩\ntheorem target : Q.of 1 = Q.of 2 := rfl\n",
        "def Q := Quot fun a b : Nat => a % 3 = b % 3\ndef Q.of : Nat → Q := Quot.mk _\n"
        "theorem target : Q.of 1 = Q.of 2 := sorry\n",
    ),
    whole(
        "hypothesis-in-an-instance-argument",
        "an instance argument without a name holds the lie",
        codes("E_STATEMENT"),
        "class Lie : Prop where\n  lie : 1 = 2\ntheorem target [Lie] : 1 = 2 := Lie.lie\n",
    ),
    whole(
        "same-words-in-two-universes",
        "the statement at the universe of propositions only",
        codes("E_STATEMENT"),
        "theorem target (α : Prop) (x y : α) : x = y := rfl\n",
        "theorem target.{u} (α : Sort u) (x y : α) : x = y := sorry\n",
    ),
    whole(
        "target-as-an-instance",
        "the target is declared as an instance",
        codes("E_KIND", "E_AXIOM", "E_STATEMENT", "E_COMPILE"),
        "class P : Prop where\n  p : 1 = 2\nset_option warn.sorry false\ninstance target : P := ⟨sorry⟩\n",
        "class P : Prop where\n  p : 1 = 2\ntheorem target : P := sorry\n",
    ),
    whole(
        "holes-of-the-statement-swapped",
        "a statement file's proof hole is filled, its data hole too",
        codes("R_REVIEW", "E_STATEMENT", "E_CONTEXT"),
        "def bound : Nat := 0\ntheorem target (n : Nat) (h : n < bound) : n = 7 := by cases h\n",
        "def bound : Nat := sorry\ntheorem target (n : Nat) (h : n < bound) : n = 7 := sorry\n",
    ),
)
AROUND = (
    around(
        "instance-for-one-command",
        "the block ends in an attribute for the frozen theorem alone",
        STATEMENT,
        "exact ⟨1, rfl⟩",
        second="@[reducible] def three : OfNat Nat 3 := ⟨1⟩\nattribute [local instance 5000] three in\n",
    ),
    around(
        "option-for-one-command",
        "the block ends in an option that leaves proofs out",
        AXIOM,
        "exact ⟨0, by decide⟩",
        second="set_option debug.byAsSorry true in\nset_option debug.skipKernelTC true in\n",
    ),
    around(
        "unchecked-for-one-command",
        "the block ends in the option by which the kernel checks nothing",
        codes("E_KERNEL", "E_COMPILE"),
        "exact ⟨2, by decide +kernel⟩",
        second="set_option debug.skipKernelTC true in\n",
    ),
    around(
        "renamed-for-one-command",
        "the block ends in an opening with another name",
        STATEMENT,
        "exact trivial",
        second="namespace E\ndef easy (_ : Nat) : Prop := True\nend E\nopen E renaming easy → IsSquare in\n",
    ),
    around(
        "deriving-in-front",
        "the block ends in the attributes of a declaration that is no theorem",
        codes("E_COMPILE", "E_TARGET_MISSING", "E_KIND", "E_KERNEL"),
        "exact unsafeCast ()",
        second='@[extern "lean_nat_add"] partial\n',
    ),
    around(
        "local-notation-for-a-literal",
        "a literal of the statement is a local notation",
        STATEMENT,
        "exact ⟨2, rfl⟩",
        second="local macro_rules | `(IsSquare $_) => `(IsSquare 4)\n"
        'local notation (priority := high) "3" => (4 : Nat)\n',
    ),
    around(
        "multiplication-by-unification",
        "a hint says that any two products are one",
        codes("E_KERNEL", "E_COMPILE"),
        "exact ⟨1, rfl⟩",
        second="unif_hint (a b c : Nat) where\n  a ≟ b ⊢ HMul.hMul a a ≟ c\nset_option debug.skipKernelTC true\n",
    ),
    around(
        "definition-by-automatic-variables",
        "a name of the frozen definition becomes a variable",
        STATEMENT,
        "exact fun h => h",
        first="set_option autoImplicit true\nset_option relaxedAutoImplicit true\n",
        statement=challenge("(∃ n, big n) → big 0", "def big (n : Nat) : Prop := n > 5\n"),
    ),
    around(
        "frozen-instance-outbid",
        "an instance of the block outbids the frozen one",
        STATEMENT,
        "exact rfl",
        second="instance (priority := 2000) outbid : Size Nat := ⟨fun _ => 3⟩\n",
        statement=challenge(
            "Size.size (5 : Nat) = 3", "class Size (α : Type) where\n  size : α → Nat\ninstance : Size Nat := ⟨id⟩\n"
        ),
    ),
    around(
        "frozen-class-satisfied-by-a-hole",
        "a class of the context is satisfied by a hole in an instance",
        AXIOM,
        "exact Holds.holds",
        second="instance : Holds (IsSquare 3) := ⟨sorry⟩\n",
        statement=challenge("IsSquare 3", SQUARE + "class Holds (p : Prop) : Prop where\n  holds : p\n"),
    ),
    around(
        "coercion-to-a-function",
        "the argument of the frozen predicate goes through a coercion",
        STATEMENT,
        "exact ⟨2, rfl⟩",
        second="instance : OfNat (Fin 7) 3 := ⟨4⟩\ninstance : Coe (Fin 7) Nat := ⟨fun _ => 4⟩\n"
        "@[default_instance high] instance d : OfNat (Fin 7) 3 := ⟨4⟩\n",
    ),
)
CASES = (*PROGRAMS, *AROUND)
