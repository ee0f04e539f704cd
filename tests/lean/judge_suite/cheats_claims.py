"""Claims that a kernel makes true by computing too much: eta, K, universes, projections.

Most of the equations are no lies, or only where a hypothesis is one. What is claimed is that they hold by definition,
and a kernel that believes it believes lies elsewhere.
"""

from suite_case import TRUE, Case, codes

C = "claims"
KERNEL = codes("E_KERNEL")
META = "import Lean\nopen Lean Elab Meta Term Command\n"
SKIP = "set_option debug.skipKernelTC true\n"
TOOLS = (
    META + 'elab "refl!" : tactic => do\n  let goal ← Tactic.getMainGoal\n'
    '  let some (α, a, _) := (← instantiateMVars (← goal.getType)).consumeMData.eq? | throwError "no equation"\n'
    "  goal.assign (mkApp2 (mkConst ``Eq.refl [← getLevel α]) α a)\n  Tactic.replaceMainGoal []\n"
    'elab "raw! " t:term : tactic => do\n  let goal ← Tactic.getMainGoal\n'
    "  goal.assign (← instantiateMVars (← goal.withContext <| Term.elabTermAndSynthesize t none))\n"
    "  Tactic.replaceMainGoal []\n" + SKIP
)


def claim(name: str, why: str, statement: str, context: str = "") -> Case:
    """An equation that is claimed to hold by reflexivity."""
    stated = f"import Lean\n{context}theorem target {statement} := sorry\n"
    return Case(name, C, why, KERNEL, stated, f"{TOOLS}{context}theorem target {statement} := by refl!\n")


def ill_typed(name: str, why: str, definition: str, context: str = "") -> Case:
    """A definition without a type, on which a true theorem rests."""
    text = f"{TOOLS}{context}{definition}\ntheorem target : 1 + 1 = 2 := (fun _ => rfl) (@d)\n"
    text = text.replace("(@d)", "@d.{0, 0}" if ".{u, v}" in definition else "@d.{0}" if ".{u}" in definition else "@d")
    return Case(name, C, why, KERNEL, f"import Lean\n{TRUE}", text)


ARROW = ".forallE `n nat nat .default"


def declared(name: str, why: str, type_: str, value: str, before: str = "") -> Case:
    """A definition that is given to Lean as it is, without a type, on which a true theorem rests."""
    text = (
        f"{META}{SKIP}{before}run_cmd liftCoreM do\n  let nat : Expr := Lean.mkConst ``Nat\n"
        f"  addDecl <| .defnDecl {{ name := `d, levelParams := [], type := {type_}, value := {value}, "
        "hints := .opaque, safety := .safe }\ntheorem target : 1 + 1 = 2 := let _ := @d; rfl\n"
    )
    return Case(name, C, why, KERNEL, f"import Lean\n{TRUE}", text)


EQUATIONS = (
    claim(
        "unit-of-a-family",
        "two values of a family with one constructor and no fields, but with an index",
        "(x y : At 0) : x = y",
        "inductive At : Nat → Type\n  | mk : At 0\n",
    ),
    claim(
        "eta-of-a-recursive-type",
        "a type with one constructor that holds itself is no structure",
        "(x : Self) : Self.mk (x.rec (motive := fun _ => Self) fun y _ => y) = x",
        "inductive Self : Type where\n  | mk : Self → Self\n",
    ),
    claim("pair-of-units", "pairs of units are no units", "(x y : Unit × Unit) : x = y"),
    claim("proofs-in-any-sort", "values of a sort that may be Prop", ".{u} (α : Sort u) (x y : α) : x = y"),
    claim(
        "cast-along-an-open-equation",
        "a cast between two variables",
        "(a b : Nat) (h : a = b) (x : Nat) : @Eq.rec Nat a (fun _ _ => Nat) x b h = x",
    ),
    claim(
        "cast-between-types",
        "a cast along a false equation",
        "(h : 1 = 2) (x : Nat) : @Eq.rec Nat 1 (fun _ _ => Nat) x 2 h = x",
    ),
    claim(
        "equality-as-data",
        "K for an equality that is no proposition",
        "(a : Nat) (h : Same a a) : @Same.rec a (fun _ _ => Nat) 5 a h = 5",
        "inductive Same (a : Nat) : Nat → Type\n  | refl : Same a a\n",
    ),
    claim(
        "proposition-with-a-field",
        "K for a proposition that has a field",
        "(h : Held 0) : @Held.rec (fun _ _ => Nat) (fun n h => n) 0 h = 0",
        "set_option inductive.autoPromoteIndices false in\ninductive Held : Nat → Prop\n"
        "  | mk (n : Nat) : n = 0 → Held n\n",
    ),
    claim("addition-from-the-left", "recursion is on the right argument", "(x : Nat) : 0 + x = x"),
    claim("addition-turned-round", "a number added on the wrong side", "(x : Nat) : 3 + x = x + 3"),
    claim("successor-of-a-literal", "one too many", "(f : Nat → Nat) : f (Nat.succ (Nat.succ 3)) = f 6"),
    claim("successor-of-a-variable", "a literal is no successor of a variable", "(x : Nat) : Nat.succ x = 5"),
    claim("text-of-other-characters", "a literal and a list", ": String.ofList ['a', 'c'] = \"ab\""),
    claim("text-with-an-end", "the sign zero ends no text", ': "a" = "a\\x00"'),
    claim("texts-appended", "in the wrong order", ': "a" ++ "b" = "ba"'),
    claim(
        "lifted-under-a-variable", "a lift of an unknown class", "(q : Quot fun _ _ : Nat => True) : q = Quot.mk _ 0"
    ),
    claim(
        "function-on-an-empty-type",
        "functions agree where there is nothing, but not by definition",
        "(f g : Empty → Nat) : f = g",
    ),
    claim("proof-by-cases-on-a-variable", "a Boolean is one of two", "(b : Bool) : (if b then 1 else 1) = 1"),
    claim("negation-twice", "not by definition", "(b : Bool) : (!!b) = b"),
    claim(
        "projection-of-a-neutral",
        "the first field of two variables",
        "(p q : Nat × Nat) (h : p.2 = q.2) : (p.1, q.2) = p",
    ),
    claim(
        "accessible-by-any-proof",
        "recursion on a proof of accessibility that is a variable",
        "(h : ∀ n : Nat, Acc (· < ·) n) (n : Nat) : @Acc.rec Nat (· < ·) (fun _ _ => Nat) (fun _ _ _ => 7) n (h n) = 8",
    ),
    claim(
        "well-founded-by-definition",
        "a fixed point that is sealed",
        ": log 8 = 4",
        "@[irreducible] def log (n : Nat) : Nat := if n ≤ 1 then 0 else log (n / 2) + 1\n",
    ),
    claim(
        "opaque-by-its-value",
        "an opaque constant is not its value",
        ": hidden = 3",
        "opaque hidden : Nat := 3\n",
    ),
    claim("two-opaque-constants", "of one value", ": a = b", "opaque a : Nat := 3\nopaque b : Nat := 3\n"),
)
TYPES = (
    ill_typed("universe-lowered", "a type one universe down", "def d.{u} (α : Type (u + 1)) : Type u := by raw! α"),
    ill_typed(
        "universe-by-imax", "imax is no less than its parts", "def d.{u, v} (α : Sort (imax u v)) : Sort v := by raw! α"
    ),
    ill_typed("universe-without-one", "max 1 u is not u", "def d.{u} (α : Sort (max 1 u)) : Sort u := by raw! α"),
    ill_typed(
        "max-for-imax",
        "they differ where the second is zero",
        "def d.{u, v} (α : Sort (max u v)) : Sort (imax u v) := by raw! α",
    ),
    ill_typed("proposition-as-type", "no universe holds the one below", "def d (p : Prop) : Type := by raw! p"),
    ill_typed("imax-of-successor", "imax (u+1) u", "def d.{u} (α : Sort (imax (u + 1) u)) : Sort (u + 1) := by raw! α"),
    declared(
        "projection-of-a-number", "numbers have no fields", ARROW, ".lam `n nat (.proj ``Nat 0 (.bvar 0)) .default"
    ),
    declared(
        "projection-of-another-structure",
        "the field of a pair, of what is no pair",
        ".forallE `n (mkApp (mkConst ``Fin) (mkNatLit 3)) nat .default",
        ".lam `n (mkApp (mkConst ``Fin) (mkNatLit 3)) (.proj ``Prod 0 (.bvar 0)) .default",
    ),
    declared(
        "second-field-of-existence",
        "a proof that speaks of a witness that cannot be had",
        "mkConst ``True",
        "mkApp (.lam `h (.proj ``Exists 1 (mkConst ``there)) (mkConst ``True.intro) .default) "
        "(.proj ``Exists 1 (mkConst ``there))",
        "theorem there : ∃ n : Nat, n = 5 := ⟨5, rfl⟩\n",
    ),
    declared(
        "recursor-with-one-universe",
        "of two",
        "nat",
        "mkApp (.lam `x (mkConst ``Eq.rec [levelOne]) (mkNatLit 1) .default) (mkConst ``Eq.rec [levelOne])",
    ),
    declared("number-in-universes", "a constant that has no parameters", "mkSort levelOne", "mkConst ``Nat [levelOne]"),
    declared(
        "which-of-two-proofs",
        "data from which of two proofs there is",
        ".forallE `h (mkApp2 (mkConst ``Or) (mkConst ``True) (mkConst ``False)) nat .default",
        ".lam `h (mkApp2 (mkConst ``Or) (mkConst ``True) (mkConst ``False)) (.proj ``Or 0 (.bvar 0)) .default",
    ),
    declared(
        "variable-over-a-number",
        "a variable whose type is a number",
        "nat",
        "mkApp (.lam `x (mkNatLit 5) (mkNatLit 1) .default) (mkNatLit 5)",
    ),
    declared(
        "literal-as-a-proof",
        "a number where a proof is asked for",
        "mkConst ``True",
        "mkApp (mkApp (mkConst ``id [levelZero]) (mkConst ``True)) (mkNatLit 0)",
    ),
    declared(
        "text-as-a-number", "a text of which the successor is taken", "nat", 'mkApp (mkConst ``Nat.succ) (mkStrLit "a")'
    ),
)
CASES = (*EQUATIONS, *TYPES)
