"""Scopes that a block leaves open, attributes, and what metaprograms and literals bring past the elaborator."""

from suite_case import ACCEPT, FALSE, FOUR_IS_SQUARE, REVIEW, THREE_IS_SQUARE, TRUE, Case, codes, regions

C = "scopes"
STATEMENT = codes("E_STATEMENT", "E_CONTEXT", "E_COMPILE")
SKIP = "set_option debug.skipKernelTC true\n"
TRIVIAL = "def IsSquare (_ : Nat) : Prop := True\n"


def block(name: str, why: str, expected: frozenset[str], proof: str, first: str = "", second: str = "") -> Case:
    statement = FOUR_IS_SQUARE if expected == ACCEPT else THREE_IS_SQUARE
    return Case(name, C, why, expected, statement, regions(proof, first=first, second=second))


OPEN_SCOPES = (
    block(
        "local-instance-in-open-section",
        "a section that never ends holds a local instance",
        STATEMENT,
        "exact ⟨3, rfl⟩",
        first="section\nlocal instance : OfNat Nat 3 := ⟨9⟩\n",
    ),
    block(
        "namespace-left-open",
        "the frozen definition lands in a namespace where its name is taken",
        STATEMENT,
        "exact trivial",
        first=f"namespace IsSquareToo\n{TRIVIAL}",
    ),
    block(
        "exported-twin",
        "an export makes the frozen name ambiguous",
        STATEMENT,
        "exact trivial",
        first=f"namespace A\n{TRIVIAL}end A\nexport A (IsSquare)\n",
    ),
    block(
        "scoped-notation-opened",
        "scoped notation for the frozen name, opened",
        STATEMENT,
        "exact trivial",
        second='namespace N\nscoped notation:max "IsSquare" => fun (_ : Nat) => True\nend N\nopen N\n',
    ),
    block(
        "included-variable",
        "a contradiction is included into the frozen theorem",
        STATEMENT,
        "exact h.elim",
        second="variable (h : False)\ninclude h\n",
    ),
    block(
        "deprecated-in-favour-of-another",
        "an attribute says that the frozen name means another one",
        codes("E_COMPILE", "E_STATEMENT"),
        "exact trivial",
        second="abbrev New (_ : Nat) : Prop := True\n"
        'attribute [deprecated New (since := "2026-01-01"), reducible, simp] IsSquare\n',
    ),
    block(
        "quoted-target",
        "the target's name in quotes is the target's name",
        codes("E_STATEMENT", "E_COMPILE"),
        "exact trivial",
        second="theorem «target_theorem_0» : True := trivial\n",
    ),
    block(
        "by-means-sorry",
        "every tactic block from here on is a hole",
        codes("E_AXIOM", "E_COMPILE"),
        "exact trivial",
        second="macro_rules | `(term| by $_t) => `(sorry)\n",
    ),
    block(
        "sorry-means-another-hole",
        "`sorry` is spelt as the compiler's own hole",
        codes("E_KIND", "E_AXIOM", "E_KERNEL", "E_COMPILE"),
        "exact ⟨1, sorry⟩",
        second="macro_rules | `(term| sorry) => `(lcProof)\n",
    ),
    block("end-of-file-in-proof", "the proof ends the file", codes("E_AXIOM", "E_COMPILE"), "sorry\n#exit"),
    block(
        "attributes-and-options",
        "what honest blocks leave behind",
        ACCEPT,
        "set_option maxRecDepth 10000 in\nexact ⟨2, rfl⟩",
        first="universe u v w\nvariable {α : Type u} [Inhabited α]\nset_option autoImplicit true\nopen Nat List\n"
        "set_option pp.all true\nset_option maxRecDepth 2000\n",
        second="attribute [simp, reducible] IsSquare\nattribute [local instance] Classical.propDecidable\n",
    ),
)

PAST_THE_ELABORATOR = (
    Case(
        "quotient-lift-unchecked",
        C,
        "a function that does not respect a quotient is lifted to it",
        codes("E_KERNEL", "E_AXIOM"),
        FALSE,
        SKIP + "unsafe def respects : ∀ a b : Nat, True → a = b := fun _ _ _ => lcProof\n"
        "theorem target : 1 = 2 := congrArg (Quot.lift (fun n : Nat => n) respects)\n"
        "  (Quot.sound (r := fun _ _ => True) (a := 1) (b := 2) trivial)\n",
    ),
    Case(
        "metavariable-in-proof",
        C,
        "the proof is a metavariable",
        codes("E_EXPORT", "E_COMPILE", "E_KERNEL"),
        "import Lean\n" + FALSE,
        'import Lean\nopen Lean Elab Term Meta\nelab "hole" : term <= type => do mkFreshExprMVar type\n'
        + SKIP
        + "theorem target : 1 = 2 := hole\n",
    ),
    Case(
        "declared-without-checking",
        C,
        "the kernel's own way around the kernel",
        codes("E_KERNEL", "E_COMPILE"),
        "import Lean\n" + FALSE,
        'import Lean\nopen Lean Elab Term\nelab "go" : term => do\n'
        "  let type := mkApp3 (mkConst ``Eq [levelOne]) (mkConst ``Nat) (mkRawNatLit 1) (mkRawNatLit 2)\n"
        "  let proof := .thmDecl { name := `lie, levelParams := [], type, value := mkConst ``True.intro }\n"
        "  withOptions (debug.skipKernelTC.set · true) <| addDecl proof\n  return mkConst ``True.intro\n"
        "def gone : True := go\n" + SKIP + "theorem target : 1 = 2 := lie\n",
    ),
    Case(
        "environment-emptied",
        C,
        "the target is declared, and then taken away: whoever compiles the file has none",
        codes("E_TARGET_MISSING"),
        TRUE,
        "import Lean\nopen Lean Elab Command\ntheorem target : 1 + 1 = 2 := rfl\n"
        "run_cmd do\n  let none ← mkEmptyEnvironment\n  setEnv none\n",
    ),
    Case(
        "environment-that-is-none",
        C,
        "a number where Lean expects an environment",
        codes("E_RESOURCE", "E_COMPILE", "E_TARGET_MISSING"),
        TRUE,
        "import Lean\nopen Lean Elab Command\n"
        "unsafe def forge (_ : Environment) : Environment := unsafeCast (7 : Nat)\n"
        "@[implemented_by forge] def same (env : Environment) : Environment := env\n"
        "run_cmd setEnv (same (← getEnv))\n"
        "theorem target : 1 + 1 = 2 := rfl\n",
    ),
    Case(
        "cancelled-by-itself",
        C,
        "a command sets the token by which the judge would stop it",
        codes("E_TARGET_MISSING", "E_COMPILE", "E_RESOURCE"),
        TRUE,
        "import Lean\nopen Lean Elab Command\nrun_cmd do\n  if let some token := (← read).cancelTk? then token.set\n"
        "theorem target : 1 + 1 = 2 := rfl\n",
    ),
    Case(
        "shift-as-long-as-a-word",
        C,
        "a shift by 2 to the 32nd and one, which is 1 in a short word",
        codes("E_KERNEL"),
        "theorem target : 6 >>> 4294967297 = 3 := sorry\n",
        SKIP + "theorem target : 6 >>> 4294967297 = 3 := by decide +kernel\n",
    ),
    Case(
        "shift-longer-than-memory",
        C,
        "the same to the left, which no machine can do",
        codes("E_KERNEL", "E_RESOURCE", "E_COMPILE"),
        "theorem target : 1 <<< 4294967296 = 1 := sorry\n",
        SKIP + "theorem target : 1 <<< 4294967296 = 1 := by decide +kernel\n",
    ),
    Case(
        "large-power",
        C,
        "an honest computation with numbers of many words",
        ACCEPT,
        "theorem target : 2 ^ 100000 % 7 = 2 := sorry\n",
        "theorem target : 2 ^ 100000 % 7 = 2 := by decide +kernel\n",
    ),
    Case(
        "compiler-simplification",
        C,
        "the compiler is told that one number is another",
        codes("E_AXIOM", "E_COMPILE"),
        FALSE,
        "def a := 1\ndef b := 2\n@[csimp] theorem same : @a = @b := by sorry\n"
        "theorem target : 1 = 2 := show a = b by native_decide\n",
    ),
    Case(
        "import-after-the-target",
        C,
        "an import where none can be",
        codes("E_COMPILE", "E_IMPORT"),
        TRUE,
        "theorem target : 1 + 1 = 2 := rfl\nimport Lean\n",
    ),
    Case(
        "answer-by-notation",
        C,
        "`False` is notation for the question",
        REVIEW,
        "def answer : Prop := sorry\ntheorem target : answer ↔ 1 = 2 := sorry\n",
        'local notation "False" => (1 = 2)\ndef answer : Prop := False\ntheorem target : answer ↔ 1 = 2 := Iff.rfl\n',
    ),
)


def honest(name: str, why: str, text: str) -> Case:
    """``text`` proves ``help``, which the target uses."""
    end = "theorem target : 1 + 1 = 2 := by\n  have := @help\n  rfl\n"
    return Case(name, C, why, ACCEPT, TRUE, text + end)


HONEST = (
    honest(
        "partial-fixpoint",
        "a function that need not end",
        "def loop (n : Nat) : Option Nat := if n = 0 then some 0 else loop (n + 1)\npartial_fixpoint\n"
        "theorem help : loop 0 = some 0 := by rw [loop]; rfl\n",
    ),
    honest(
        "induction-along-a-recursion",
        "induction along a recursion of its own",
        "def f : Nat → Nat → Nat\n  | 0, m => m\n  | n + 1, m => f n (m + 1)\n"
        "theorem help (n m : Nat) : f n m = n + m := by\n  fun_induction f n m with\n  | case1 => simp\n"
        "  | case2 n m ih => omega\n",
    ),
    honest(
        "inductive-predicate-of-functions",
        "an inductive predicate whose type is a definition",
        "def Subset (α : Type) := α → Prop\ninductive Closed (s : Subset Nat) : Subset Nat\n"
        "  | base : s n → Closed s n\n  | step : Closed s n → Closed s (n + 1)\n"
        "theorem help : Closed (fun n => n = 0) 2 := .step (.step (.base rfl))\n",
    ),
    honest(
        "choice-in-a-section",
        "noncomputable definitions in a section of classical logic",
        "noncomputable section\nopen Classical\ndef pick (p : Nat → Prop) (h : ∃ n, p n) : Nat := choose h\n"
        "theorem help (p : Nat → Prop) (h : ∃ n, p n) : p (pick p h) := choose_spec h\nend\n",
    ),
)

CASES = (*OPEN_SCOPES, *PAST_THE_ELABORATOR, *HONEST)
