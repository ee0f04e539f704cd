"""Further kinds: holes in fixed points, arithmetic at its edges, names by opening, what metaprograms may claim."""

from cheats_terms import META, SKIP
from suite_case import ACCEPT, FALSE, FOUR_IS_SQUARE, THREE_IS_SQUARE, Case, codes, regions

C = "unusual"
HOLE = codes("E_AXIOM", "E_COMPILE", "E_KERNEL")
KERNEL = codes("E_KERNEL", "E_COMPILE")


def says(
    name: str, why: str, statement: str, proof: str, *, expected: frozenset[str] = KERNEL, before: str = ""
) -> Case:
    """A whole file about ``statement``, which is false unless it is to be accepted."""
    imports = "import Lean\n" if before.startswith("import Lean") else ""
    stated = f"{imports}theorem target : {statement} := sorry\n"
    return Case(name, C, why, expected, stated, f"{before}theorem target : {statement} := {proof}\n")


def computed(name: str, why: str, statement: str, *, quick: bool = False) -> Case:
    """False by what the kernel computes, claimed without it."""
    lie = f"{SKIP}theorem target : {statement} := by decide +kernel\n"
    return Case(name, C, why, KERNEL, f"theorem target : {statement} := sorry\n", lie, quick=quick)


CHEATS = (
    computed(
        "subtraction-below-zero", "natural subtraction that wraps round", "(0 : Nat) - 1 = 2 ^ 64 - 1", quick=True
    ),
    computed("division-by-zero", "x / 0 is 0, and not x", "(7 : Nat) / 0 = 7"),
    computed("remainder-by-zero", "x % 0 is x, and not 0", "(7 : Nat) % 0 = 0"),
    computed("rounded-to-zero", "division of integers rounds down for positive divisors", "(-7 : Int) / 2 = -3"),
    computed("number-beyond-its-type", "a machine integer wraps round", "(256 : UInt8).toNat = 256"),
    computed("surrogate-as-character", "no character has that number", "(Char.ofNat 0xD800).toNat = 0xD800"),
    computed("power-of-zero", "0 ^ 0 is 1", "(0 : Nat) ^ 0 = 0"),
    computed("shift-by-much", "a shift does not forget its distance", "(1 : Nat) <<< 64 = 1"),
    computed("greatest-divisor-of-zeros", "gcd 0 0 is 0", "Nat.gcd 0 0 = 1"),
    Case(
        "renamed-on-opening",
        C,
        "a false predicate gets the frozen one's name by `open ... renaming`",
        codes("E_CONTEXT", "E_COMPILE", "E_STATEMENT", "E_TARGET_MISSING"),
        THREE_IS_SQUARE,
        regions(
            "trivial",
            second="namespace Evil\ndef easy (_ : Nat) : Prop := True\nend Evil\nopen Evil renaming easy → IsSquare\n",
        ),
        quick=True,
    ),
    Case(
        "hole-in-monotonicity",
        C,
        "a partial fixed point whose monotonicity is left open",
        HOLE,
        FALSE,
        "def loop (n : Nat) : Option Nat := if loop n = some 1 then none else some 1\n"
        "partial_fixpoint monotonicity sorry\n"
        "theorem target : 1 = 2 := by\n  have h := loop.eq_1 0\n  split at h <;> simp_all\n",
    ),
    Case(
        "hole-in-a-coinductive-predicate",
        C,
        "a coinductive predicate that is not monotone",
        HOLE,
        FALSE,
        "def Liar (n : Nat) : Prop := ¬ Liar n\ncoinductive_fixpoint monotonicity sorry\n"
        "theorem target : 1 = 2 := by\n  have h := Liar.eq_1 0\n"
        "  exact absurd h (by intro e; exact (iff_not_self (e ▸ Iff.rfl)).elim)\n",
    ),
    says("unsafe-term", "an unsafe term inside a proof", "1 = 2", "unsafe (unsafeCast trivial)", expected=HOLE),
    Case(
        "hypothesis-by-class",
        C,
        "the contradiction is an instance argument",
        codes("E_STATEMENT", "E_COMPILE", "E_TARGET_MISSING"),
        FALSE,
        "class Given (p : Prop) : Prop where\n  out : p\ntheorem target [Given (1 = 2)] : 1 = 2 := Given.out\n",
    ),
    says(
        "proof-of-the-compiler",
        "the axiom that the compiler uses for proofs it has erased",
        "1 = 2",
        "lie!",
        expected=codes("E_AXIOM", "E_COMPILE", "E_KERNEL", "E_EXPORT"),
        before=f'{META}elab "lie!" : term <= expected => return mkApp (mkConst ``lcProof) expected\n{SKIP}',
    ),
    says(
        "simproc-without-proof",
        "a simproc rewrites a false proposition to True and gives a proof of something else",
        "1 = 2",
        "by simp only [lie]",
        expected=codes("E_KERNEL", "E_COMPILE", "E_AXIOM"),
        before=f"{META}simproc_decl lie ((1 : Nat) = 2) := fun _ => do\n"
        f"  return .done {{ expr := mkConst ``True, proof? := some (mkConst ``True.intro) }}\n{SKIP}",
    ),
    says(
        "sound-of-another-relation",
        "two classes are equal by a relation that does not hold",
        "Quot.mk (fun (a b : Nat) => a = b) 0 = Quot.mk _ 1",
        "lie!",
        before=f'{META}elab "lie!" : term => do\n  let r ← elabTerm (← `(fun (a b : Nat) => a = b)) none\n'
        "  let given : Array Expr := #[mkConst ``Nat, r, mkNatLit 0, mkNatLit 1, mkConst ``True.intro]\n"
        f"  return mkAppN (mkConst ``Quot.sound [levelOne]) given\n{SKIP}",
    ),
    says(
        "name-with-a-number",
        "the proof is a theorem whose name is the target's and a number, and which says something else",
        "1 = 2",
        "lie!",
        before=f'{META}elab "lie!" : term => do\n  addDecl <| .thmDecl\n'
        "    { name := .num `target 0, levelParams := [], type := mkConst ``True, value := mkConst ``True.intro }\n"
        f"  return mkConst (.num `target 0)\n{SKIP}",
    ),
    Case(
        "grind-lemma-with-a-hole",
        C,
        "a lemma with a hole is given to grind",
        HOLE,
        FALSE,
        "theorem lie : (1 : Nat) = 2 := sorry\ntheorem target : 1 = 2 := by grind [lie]\n",
    ),
)
HONEST = (
    says(
        "edges-of-arithmetic",
        "what the cheats claim, as it is",
        "(0 : Nat) - 1 = 0 ∧ 7 / 0 = 0 ∧ 7 % 0 = 7 ∧ Nat.gcd 0 0 = 0",
        "by decide +kernel",
        expected=ACCEPT,
    ),
    says(
        "integers-round-down",
        "both signs",
        "(-7 : Int) / 2 = -4 ∧ (7 : Int) / -2 = -3",
        "by decide +kernel",
        expected=ACCEPT,
    ),
    says("machine-integers-wrap", "a machine integer", "(255 : UInt8) + 1 = 0", "by decide +kernel", expected=ACCEPT),
    says(
        "characters",
        "numbers of characters",
        "(Char.ofNat 0xD800).toNat = 0 ∧ 'a'.toNat = 97",
        "by decide +kernel",
        expected=ACCEPT,
    ),
    says(
        "own-simproc",
        "a simproc that tells the truth",
        "2 + 2 = 4",
        "by simp only [sums]",
        expected=ACCEPT,
        before=f"{META}simproc_decl sums ((2 : Nat) + 2) := fun _ => return .done {{ expr := mkNatLit 4 }}\n",
    ),
    Case(
        "own-grind-lemma",
        C,
        "a lemma for grind",
        ACCEPT,
        "def twice (n : Nat) : Nat := n + n\ntheorem target (n : Nat) : twice n % 2 = 0 := sorry\n",
        "def twice (n : Nat) : Nat := n + n\n@[grind =] theorem twice_eq (n : Nat) : twice n = 2 * n := by\n"
        "  unfold twice; omega\ntheorem target (n : Nat) : twice n % 2 = 0 := by grind\n",
    ),
    Case(
        "opened-under-another-name",
        C,
        "`open ... renaming` for a helper",
        ACCEPT,
        FOUR_IS_SQUARE,
        regions(
            "exact ⟨two, rfl⟩", second="namespace Help\ndef good : Nat := 2\nend Help\nopen Help renaming good → two\n"
        ),
        quick=True,
    ),
    says(
        "sound-of-a-quotient",
        "two classes that are equal",
        "Quot.mk (fun (a b : Nat) => a % 2 = b % 2) 0 = Quot.mk _ 2",
        "Quot.sound rfl",
        expected=ACCEPT,
    ),
    Case(
        "partial-fixed-point",
        C,
        "a partial fixed point with a proof of monotonicity",
        ACCEPT,
        "theorem target : 1 + 1 = 2 := sorry\n",
        "def find (p : Nat → Bool) (n : Nat) : Option Nat := if p n then some n else find p (n + 1)\npartial_fixpoint\n"
        "theorem target : 1 + 1 = 2 := by\n  have h : find (fun _ => true) 0 = some 0 := by rw [find]; rfl\n"
        "  have := h\n  rfl\n",
    ),
    Case(
        "transitivity-of-ones-own",
        C,
        "calc with an instance of Trans",
        ACCEPT,
        "theorem target (a b c : Nat) (h : a ∣ b) (k : b ∣ c) : a ∣ c := sorry\n",
        "instance : Trans (α := Nat) (β := Nat) (γ := Nat) (· ∣ ·) (· ∣ ·) (· ∣ ·) := ⟨Nat.dvd_trans⟩\n"
        "theorem target (a b c : Nat) (h : a ∣ b) (k : b ∣ c) : a ∣ c :=\n  calc a ∣ b := h\n    _ ∣ c := k\n",
    ),
    Case(
        "sealed-definitions",
        C,
        "definitions that are made irreducible and opened again",
        ACCEPT,
        "def twice (n : Nat) : Nat := n + n\ntheorem target : twice 2 = 4 := sorry\n",
        "def twice (n : Nat) : Nat := n + n\nattribute [irreducible] twice\nunseal twice in\n"
        "theorem target : twice 2 = 4 := rfl\n",
    ),
)
CASES = (*CHEATS, *HONEST)
