"""Words of the statement that mean something else here, and programs that put something else in its place."""

from cheats_claims import META, SKIP
from suite_case import FALSE, TRUE, Case, codes

C = "meanings"
STATEMENT = codes("E_STATEMENT", "E_CONTEXT", "E_COMPILE", "E_TARGET_MISSING")
REFUSED = codes("E_KERNEL", "E_COMPILE", "E_AXIOM", "E_EXPORT", "E_KIND", "E_RESOURCE")
MISSING = codes("E_TARGET_MISSING", "E_COMPILE", "E_SOURCE")
ODD = "def odd (n : Nat) : Prop := n % 2 = 1\n"
EQUATION = "  let type := mkApp3 (mkConst ``Eq [levelOne]) (mkConst ``Nat) (mkNatLit 1) (mkNatLit 2)\n"
QUICK = frozenset({"power-means-another", "left-as-an-axiom"})


def means(name: str, why: str, before: str, signature: str, proof: str) -> Case:
    """``before`` changes what ``signature`` says, so that ``proof`` proves it."""
    imports = "import Lean\n" if before.startswith("import Lean\n") else ""
    statement = f"{imports}theorem target{signature} := sorry\n"
    return Case(
        name, C, why, STATEMENT, statement, f"{before}theorem target{signature} := {proof}\n", quick=name in QUICK
    )


def odd(name: str, why: str, text: str, expected: frozenset[str] = STATEMENT) -> Case:
    """The target is ``odd 2``."""
    return Case(name, C, why, expected, f"{ODD}theorem target : odd 2 := sorry\n", text)


def whole(name: str, why: str, text: str, expected: frozenset[str] = REFUSED, statement: str = FALSE) -> Case:
    imports = "import Lean\n" if text.startswith("import Lean\n") else ""
    return Case(name, C, why, expected, imports + statement, text, quick=name in QUICK)


def added(name: str, why: str, value: str, type_: str = "type", first: str = "") -> Case:
    """A declaration that a program hands to the kernel as the target."""
    declared = f"{{ name := `target, levelParams := [], type := {type_}, value := {value} }}"
    return whole(
        name,
        why,
        f"{META}{first}run_cmd liftCoreM <| do\n{EQUATION}  addDecl (.thmDecl {declared})\n",
        REFUSED | {"E_STATEMENT"},
    )


OTHER_WORDS = (
    means(
        "power-means-another",
        "a power of one's own for natural numbers",
        "instance (priority := high) : HPow Nat Nat Nat := ⟨fun _ _ => 0⟩\n",
        " : ∃ n : Nat, 2 ^ n < n",
        "⟨1, Nat.zero_lt_one⟩",
    ),
    means(
        "power-by-its-own-class",
        "the same through the class behind it",
        "instance (priority := high) : NatPow Nat := ⟨fun _ _ => 0⟩\n",
        " : ∃ n : Nat, 2 ^ n < n",
        "⟨1, Nat.zero_lt_one⟩",
    ),
    means(
        "index-means-another",
        "`xs[0]` is 0 whatever the list",
        "instance (priority := high) zeroth : GetElem (List Nat) Nat Nat (fun _ _ => True) := ⟨fun _ _ _ => 0⟩\n",
        " (xs : List Nat) (h : 0 < xs.length) : xs[0] = 0",
        "rfl",
    ),
    means(
        "equality-test-of-ones-own",
        "`==` is always true",
        "instance (priority := high) : BEq Nat := ⟨fun _ _ => true⟩\n",
        " : (2 == 3) = true",
        "rfl",
    ),
    means(
        "maximum-of-ones-own",
        "`max` is its first argument",
        "instance (priority := high) : Max Nat := ⟨fun a _ => a⟩\n",
        " : max 1 2 = 1",
        "rfl",
    ),
    means(
        "list-literal-means-empty",
        "a list of two is the empty one",
        "macro_rules | `([$_:term, $_:term]) => `(([] : List Nat))\n",
        " : [1, 2] = ([] : List Nat)",
        "rfl",
    ),
    means(
        "pair-means-another",
        "a pair has its first component twice",
        "macro_rules | `(($a:term, $_:term)) => `(Prod.mk $a $a)\n",
        " : (1, 2).2 = 1",
        "rfl",
    ),
    means(
        "product-means-sum",
        "`×` is `⊕`",
        "macro_rules | `($a × $b) => `(Sum $a $b)\n",
        " (α : Type) (a : α) : Nonempty (α × Empty)",
        "⟨.inl a⟩",
    ),
    means(
        "type-means-proposition",
        "`Type` is `Prop`",
        META + "@[macro Lean.Parser.Term.type] def word : Macro := fun _ => `(Prop)\n",
        " (α : Type) (a b : α) : a = b",
        "rfl",
    ),
    means(
        "proposition-means-unit",
        "`Prop` is `Unit`",
        META + "@[macro Lean.Parser.Term.prop] def word : Macro := fun _ => `(Unit)\n",
        " (a b : Prop) : a = b",
        "rfl",
    ),
    means("unequal-means-true", "`≠` is true", "macro_rules | `($_ ≠ $_) => `(True)\n", " : 1 ≠ 1", "trivial"),
    means(
        "text-means-empty",
        "an interpolated text is empty",
        'macro_rules | `(s!$_) => `("")\n',
        ' : s!"a" = ""',
        "rfl",
    ),
    means(
        "coercion-of-booleans",
        "a Boolean is a proposition that holds",
        "instance : CoeSort Bool Prop := ⟨fun _ => True⟩\n",
        " : false",
        "trivial",
    ),
    means(
        "private-twin-of-equality",
        "`=` is a private relation",
        "private def Eq' (_ _ : Nat) : Prop := True\nlocal infix:50 (priority := high) \" = \" => Eq'\n",
        " : 1 = 2",
        "trivial",
    ),
    odd(
        "argument-erased",
        "the definition ignores its argument",
        "def odd (_ : Nat) : Prop := 1 % 2 = 1\ntheorem target : odd 2 := rfl\n",
    ),
    odd(
        "argument-by-default",
        "the definition has another argument, with a default",
        "def odd (n : Nat) (m : Nat := 1) : Prop := m % 2 = 1\ntheorem target : odd 2 := rfl\n",
    ),
    odd(
        "argument-by-instance",
        "the definition asks for an instance that says more",
        "class K where k : Nat\ninstance : K := ⟨1⟩\ndef odd [K] (n : Nat) : Prop := n % 2 = 1 ∨ K.k = 1\n"
        "theorem target : odd 2 := .inr rfl\n",
    ),
    odd(
        "definition-opened-by-name",
        "another definition of the name is opened",
        "namespace A\ndef odd (n : Nat) : Prop := True\nend A\nopen A (odd)\ntheorem target : odd 2 := trivial\n",
    ),
    odd(
        "definition-exported-from-elsewhere",
        "the same by `export`, through a second name",
        "def odd' (n : Nat) : Prop := True\nnamespace B\ndef odd := odd'\nend B\nexport B (odd)\n"
        "theorem target : odd 2 := trivial\n",
    ),
    odd(
        "definition-is-a-token", "the name is a notation", 'notation "odd" n => n = n\ntheorem target : odd 2 := rfl\n'
    ),
    odd(
        "definition-is-a-structure",
        "the definition is a structure that holds",
        "structure odd (n : Nat) : Prop where\n  h : True\ntheorem target : odd 2 := ⟨trivial⟩\n",
    ),
    odd(
        "definition-is-coinductive",
        "the definition is a greatest fixed point",
        "coinductive odd : Nat → Prop\n  | step (n) : odd n → odd n\ntheorem target : odd 2 := by\n"
        "  apply odd.coinduct (fun _ => True)\n  all_goals simp_all\n",
    ),
    odd(
        "remainder-by-a-macro",
        "`%` is expanded into itself and more",
        f"macro_rules | `($a % $b) => `($a % $b + 1)\n{ODD}theorem target : odd 2 := rfl\n",
        STATEMENT | {"E_RESOURCE"},
    ),
    odd(
        "theorem-word-is-a-definition",
        "the word `theorem` declares a definition of `True`",
        f'{ODD}macro "theorem" n:ident ":" t:term ":=" p:term : command => `(def $n : True := trivial)\n'
        "theorem target : odd 2 := rfl\n",
        STATEMENT | {"E_KIND"},
    ),
    odd(
        "hypothesis-behind-a-gadget",
        "the hypothesis is marked as an output parameter",
        f"{ODD}theorem target (h : outParam (odd 2)) : odd 2 := h\n",
    ),
    odd(
        "hypothesis-behind-a-class",
        "the claim is a class in `Prop`",
        f"{ODD}class Magic : Prop where h : odd 2\ntheorem target [Magic] : odd 2 := Magic.h\n",
    ),
)
OTHER_PROOFS = (
    whole(
        "left-as-an-axiom",
        "a goal that nothing solves: Lean declares an axiom where its kernel refuses",
        "theorem target : 1 = 2 := by\n  conv => tactic => exact sorry\n",
    ),
    whole(
        "constant-of-a-branch",
        "a theorem whose branch of the environment holds another proof",
        META + f"run_cmd liftCoreM <| do\n{EQUATION}"
        "  let branch ← (← getEnv).addConstAsync `lie .thm\n"
        "  branch.commitConst branch.asyncEnv (some (.thmInfo { name := `lie, levelParams := [], type, "
        "value := mkConst ``True.intro })) none\n  setEnv branch.mainEnv\ntheorem target : 1 = 2 := lie\n",
    ),
    whole(
        "signature-of-a-branch",
        "a branch promises one type and delivers another",
        META + f"run_cmd liftCoreM <| do\n{EQUATION}"
        "  let branch ← (← getEnv).addConstAsync `target .thm\n"
        "  branch.commitSignature { name := `target, levelParams := [], type }\n"
        "  branch.commitConst branch.asyncEnv (some (.thmInfo { name := `target, levelParams := [], "
        "type := mkConst ``True, value := mkConst ``True.intro })) none\n  setEnv branch.mainEnv\n",
        REFUSED | {"E_STATEMENT", "E_TARGET_MISSING"},
    ),
    whole(
        "decision-by-compiled-code",
        "a decision that asks the compiler",
        "def no : Bool := false\n@[implemented_by no] opaque yes : Bool\ninstance : Decidable (1 = 2) :=\n"
        "  if h : Lean.reduceBool yes = true then .isTrue (by simp at h) else .isFalse (by decide)\n"
        "theorem target : 1 = 2 := by decide\n",
    ),
    whole(
        "instance-of-itself",
        "a class that is its own instance",
        (
            "class K (n : Nat) where\n  h : n = 2\ninstance : K 1 := K.mk (by exact K.h)\n"
            "theorem target : 1 = 2 := K.h\n"
        ),
    ),
    added(
        "universe-of-another-height",
        "reflexivity in a universe that is none",
        "mkApp2 (mkConst ``Eq.refl [.max levelOne (.imax levelOne levelZero)]) (mkConst ``Nat) (mkNatLit 1)",
    ),
    added("variable-beyond-all-bounds", "a bound variable with a very large index", ".bvar (2^40)"),
    added("free-variable-for-a-proof", "a free variable", ".fvar ⟨`h⟩"),
    added("itself-unchecked", "the target proves itself, unchecked", "mkConst `target", first=SKIP),
    added(
        "annotation-for-a-proof",
        "an annotated proof of something else",
        ".mdata (KVMap.empty.setBool `sorry false) (mkConst ``True.intro)",
    ),
    added(
        "annotation-for-a-statement",
        "an annotated statement that is `True`",
        "mkConst ``True.intro",
        ".mdata (KVMap.empty.setBool `noindex true) (mkConst ``True)",
    ),
    added("proof-for-a-statement", "a statement that is a proof", "mkConst ``True.intro", "mkConst ``True.intro"),
    whole(
        "name-by-a-macro",
        "a macro's own name, which only looks like it",
        'macro "mk" : command => `(theorem target : 1 + 1 = 2 := rfl)\nmk\n',
        MISSING,
        TRUE,
    ),
    whole(
        "name-of-wide-letters", "letters of full width", "theorem «ｔａｒｇｅｔ» : 1 + 1 = 2 := rfl\n", MISSING, TRUE
    ),
    whole(
        "name-with-unseen-letters",
        "a tag letter behind it",
        "theorem «target\U000e0041» : 1 + 1 = 2 := rfl\n",
        MISSING,
        TRUE,
    ),
    whole(
        "name-with-a-selector",
        "a variation selector behind it",
        "theorem «target\ufe0f» : 1 + 1 = 2 := rfl\n",
        MISSING,
        TRUE,
    ),
)
LEAN_MAKES = (
    Case(
        "equation-that-lean-makes",
        C,
        "the target's name is that of a function's equation",
        REFUSED | STATEMENT,
        "theorem target.eq_1 : 1 = 2 := sorry\n",
        "def target (n : Nat) : Nat := match n with | 0 => 0 | n + 1 => target n\n",
        target="target.eq_1",
    ),
    Case(
        "injectivity-that-lean-makes",
        C,
        "the target's name is that of a constructor's injectivity",
        REFUSED | STATEMENT,
        "theorem target.mk.inj : 1 = 2 := sorry\n",
        "inductive target where\n  | mk (n : Nat)\n",
        target="target.mk.inj",
    ),
)
LEFT_TO_TACTICS = (
    Case(
        "argument-that-a-tactic-fills",
        C,
        "the statement leaves an argument to a tactic, which is another one here",
        STATEMENT,
        "def v (n : Nat := by exact 3) : Nat := n\ntheorem target : v = 5 := sorry\n",
        "def v (n : Nat := by exact 3) : Nat := n\nmacro_rules | `(tactic| exact 3) => `(tactic| exact 5)\n"
        "theorem target : v = 5 := rfl\n",
    ),
    Case(
        "field-that-a-tactic-fills",
        C,
        "the same for the field of a structure in a frozen definition",
        STATEMENT,
        "structure S where\n  n : Nat := by exact 3\ndef s : S := {}\ntheorem target : s.n = 5 := sorry\n",
        "structure S where\n  n : Nat := by exact 3\nmacro_rules | `(tactic| exact 3) => `(tactic| exact 5)\n"
        "def s : S := {}\ntheorem target : s.n = 5 := rfl\n",
    ),
)
DENIALS = tuple(
    Case(
        name,
        C,
        why,
        codes("E_STATEMENT", "E_COMPILE"),
        "theorem target (n : Nat) : n < n + 1 := sorry\n",
        f"{before}theorem target_disproof {signature}\n",
        direction="disprove",
    )
    for name, why, before, signature in (
        (
            "disproof-with-a-further-hypothesis",
            "False follows from something else",
            "",
            "(_ : ∀ n : Nat, n < n + 1) (h : 1 = 2) : False := absurd h (by decide)",
        ),
        (
            "disproof-with-a-hypothesis-in-front",
            "the same before it",
            "",
            "(h : 1 = 2) (_ : ∀ n : Nat, n < n + 1) : False := absurd h (by decide)",
        ),
        (
            "disproof-to-another-false",
            "a False of one's own",
            "namespace X\ndef False : Prop := True\nend X\nopen X (False)\n",
            "(_ : ∀ n : Nat, n < n + 1) : X.False := True.intro",
        ),
        ("disproof-for-one-number", "of one number", "", "(n : Nat) (h : ¬ n < n + 1) : False := h n.lt_succ_self"),
    )
)
CASES = (*DENIALS, *LEFT_TO_TACTICS, *OTHER_WORDS, *OTHER_PROOFS, *LEAN_MAKES)
