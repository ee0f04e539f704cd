"""Honest whole files of further kinds: structures, classes, numbers of the machine, statements of odd shapes."""

from honest_rarities import rare

CASES = (
    rare(
        "empty-and-unit-in-sorts",
        ".{u} (α : Sort u) (x : PEmpty.{u}) (y : PUnit.{u}) : y = .unit ∧ ∀ a b : α, a = b",
        " := x.elim",
    ),
    rare(
        "structure-with-parameters-in-sorts",
        ".{u, v} {α : Sort u} {β : α → Sort v} (p q : PSigma β) (h : p = q) : p.fst = q.fst",
        " := h ▸ rfl",
    ),
    rare(
        "record-updates",
        "(c : Config) : { c with inner.width := 3 } = { c with inner := { c.inner with width := 3 } }",
        " := rfl",
        context="structure Inner where\n  width : Nat := 1\n  height : Nat := 2\nstructure Config where\n"
        "  inner : Inner := {}\n"
        '  name : String := "none"\n',
    ),
    rare(
        "diamond-of-structures",
        "(d : D) : d.toB.toA = d.toC.toA",
        " := rfl",
        context="structure A where\n  a : Nat\nstructure B extends A where\n  b : Nat := a\n"
        "structure C extends A where\n  c : Nat\n"
        "structure D extends B, C where\n  d : a = b\n",
    ),
    rare(
        "class-abbreviation",
        "{α : Type} [Both α] (x : α) : x + 0 = x",
        " := Both.add_zero x",
        context="class abbrev Ops (α : Type) := Add α, OfNat α 0\nclass Both (α : Type) extends Ops α where\n"
        "  add_zero : ∀ x : α, x + 0 = x\n",
    ),
    rare(
        "instances-with-priorities",
        ": describe 5 = 1",
        " := rfl",
        context="class Describe (α : Type) where\n  describe : α → Nat\nexport Describe (describe)\n"
        "instance (priority := low) {α} : Describe α := ⟨fun _ => 0⟩\n"
        "instance (priority := high) : Describe Nat := ⟨fun _ => 1⟩\n",
    ),
    rare(
        "default-instances",
        ": (⟪3⟫ : Money).cents = 300",
        " := rfl",
        context="structure Money where\n  cents : Nat\ninstance (n : Nat) : OfNat Money n := ⟨⟨n * 100⟩⟩\n"
        'notation "⟪" n "⟫" => (n : Money)\n',
    ),
    rare(
        "coercion-to-a-sort",
        "(s : Set') (x : s) : s.pred x.1",
        " := x.2",
        context="structure Set' where\n  pred : Nat → Prop\n"
        "instance : CoeSort Set' Type := ⟨fun s => { n // s.pred n }⟩\n",
    ),
    rare(
        "hint-for-unification",
        ": named (3 : Nat) = 3",
        " := rfl",
        context="structure Bundle where\n  carrier : Type\n  name : carrier → Nat\n"
        "def named {b : Bundle} (x : b.carrier) : Nat := b.name x\n@[reducible] def numbers : Bundle := ⟨Nat, id⟩\n"
        "unif_hint (b : Bundle) where\n  b ≟ numbers ⊢ Bundle.carrier b ≟ Nat\n",
    ),
    rare(
        "irreducible-and-sealed",
        ": secret = 42",
        " := by\n  unfold secret\n  rfl",
        context="@[irreducible] def secret : Nat := 42\n",
        helpers="seal Nat.add in\nexample : True := trivial\nunseal secret in\n"
        "theorem secret_eq : secret = 42 := rfl\n",
    ),
    rare(
        "automatic-bound-implicits",
        "(xs : Vec α n) : xs.toList.length = n",
        " := by\n  induction xs with\n  | nil => rfl\n  | cons x xs ih => simp [Vec.toList, ih]",
        context="set_option autoImplicit true\ninductive Vec (α : Type u) : Nat → Type u\n  | nil : Vec α 0\n"
        "  | cons : α → Vec α n → Vec α (n + 1)\n"
        "def Vec.toList : Vec α n → List α\n  | .nil => []\n  | .cons x xs => x :: xs.toList\n",
    ),
    rare(
        "vectors-of-the-library",
        "(v : Vector Nat 3) : (v.push 1).size = 4 ∧ #v[1, 2].toList = [1, 2]",
        " := ⟨rfl, rfl⟩",
    ),
    rare("arrays", "(a : Array Nat) (h : a.size = 2) : (a.push 5)[2]? = some 5", " := by\n  simp [← h]"),
    rare(
        "array-literals",
        ": #[1, 2, 3].foldl (· + ·) 0 = 6 ∧ #[1, 2, 3][1]! = 2",
        " := by decide",
    ),
    rare("strings", ': "abc" ++ "d" = "abcd" ∧ "héé".length = 3', " := ⟨rfl, rfl⟩"),
    rare("floats", ": (1.5 : Float) = 1.5 ∧ (0.0 : Float) + 1.0 = 0.0 + 1.0", " := ⟨rfl, rfl⟩"),
    rare(
        "machine-words", "(x : UInt64) : x + 0 = x ∧ (255 : UInt8) + 1 = 0", " := by\n  constructor\n  · simp\n  · rfl"
    ),
    rare("word-of-the-platform", "(x y : USize) (h : x.toBitVec = y.toBitVec) : x = y", " := USize.toBitVec_inj.mp h"),
    rare("signed-words", ": (-128 : Int8) - 1 = 127", " := by decide"),
    rare("thunks-and-tasks", ": (Thunk.mk fun _ => 3).get + (Task.pure 4).get = 7", " := rfl"),
    rare(
        "opaque-with-a-specification",
        ": ∃ n, hidden.1 = n ∧ n < 5",
        " := ⟨_, rfl, hidden.2⟩",
        context="opaque hidden : { n : Nat // n < 5 } := ⟨3, by decide⟩\n",
    ),
    rare(
        "nonempty-instances",
        "(f : Nat → Empty ⊕ Nat) : Nonempty (Nat → Nat)",
        " := ⟨fun n => match f n with | .inr k => k⟩",
    ),
    rare(
        "subtypes-and-sigma",
        "(p : (n : Nat) × Fin (n + 1)) (q : { n : Nat // n % 2 = 0 }) : p.2 ≤ p.1 ∧ ∃ k, q = (2 * k : Nat)",
        " := by\n  refine ⟨?_, q.1 / 2, ?_⟩\n  · rcases p with ⟨n, x⟩\n    exact Fin.le_last x\n  · have := q.2\n"
        "    omega",
    ),
    rare(
        "heterogeneous-vectors",
        "{n m : Nat} (h : n = m) (a : Fin n) (b : Fin m) (e : HEq a b) : a.val = b.val",
        " := by\n  subst h\n  cases e\n  rfl",
    ),
    rare(
        "casts-along-equations",
        "{α β : Type} (h : α = β) (x : α) : cast h.symm (cast h x) = x",
        " := by cases h; rfl",
    ),
    rare(
        "equation-compiler-with-dependent-motive",
        "{n : Nat} (i j : Fin (n + 1)) : pred' i = pred' j → i ≠ 0 → j ≠ 0 → i = j",
        " := by\n  simp only [pred']\n  grind",
        context="def pred' {n : Nat} : Fin (n + 1) → Nat\n  | ⟨0, _⟩ => 0\n  | ⟨k + 1, _⟩ => k\n",
    ),
    rare(
        "accessibility",
        "{α : Type} {r : α → α → Prop} (h : ∀ a, Acc r a) (a : α) : ¬ r a a",
        " := fun k => (h a).rec (motive := fun x _ => ¬ r x x) (fun _ _ ih k => ih _ k k) k",
    ),
    rare(
        "recursion-on-accessibility",
        "(n : Nat) : steps n = n",
        " := by\n  induction n with\n  | zero => rw [steps]\n  | succ n ih => rw [steps]; simp [ih]",
        context="def steps (n : Nat) : Nat := match h : n with\n  | 0 => 0\n  | k + 1 => steps k + 1\n"
        "termination_by n\n",
    ),
    rare(
        "three-mutual-with-structural-hints",
        "(n : Nat) : Mod.zero (3 * n) = true",
        " := by\n  induction n with\n  | zero => rfl\n  | succ n ih => \n"
        "    show Mod.zero (3 * n + 1 + 1 + 1) = true\n    simpa [Mod.zero, Mod.one, Mod.two] using ih",
        context="mutual\ndef Mod.zero : Nat → Bool\n  | 0 => true\n  | n + 1 => Mod.two n\n"
        "termination_by structural n => n\n"
        "def Mod.one : Nat → Bool\n  | 0 => false\n  | n + 1 => Mod.zero n\ntermination_by structural n => n\n"
        "def Mod.two : Nat → Bool\n  | 0 => false\n  | n + 1 => Mod.one n\ntermination_by structural n => n\nend\n",
    ),
    rare(
        "where-structure-instance",
        ": Group.inv (3 : Int) = -3",
        " := rfl",
        context="class Group (α : Type) extends Mul α where\n  one : α\n  inv : α → α\n"
        "  inv_mul : ∀ a : α, inv a * a = one\n"
        "instance additive : Group Int where\n  mul := (· + ·)\n  one := 0\n  inv a := -a\n  inv_mul a := by\n"
        "    show -a + a = 0\n    omega\n",
    ),
    rare(
        "deriving-afterwards",
        ": (Color.red == .red) = true ∧ Color.red ≠ .blue ∧ (default : Color) = .red",
        " := by decide",
        context="inductive Color where\n  | red\n  | blue\n"
        "deriving instance BEq, DecidableEq, Inhabited, Repr, Hashable, Ord for Color\n"
        "deriving instance Nonempty for Color\n",
    ),
    rare(
        "reflexive-and-lawful-derived",
        "(a : Key) : (a == a) = true",
        " := by simp",
        context="structure Key where\n  n : Nat\n  s : String\nderiving BEq, ReflBEq, LawfulBEq\n",
    ),
    rare(
        "grind-annotations",
        "(xs : List Nat) (x : Nat) (h : x ∈ double xs) : ∃ y ∈ xs, x = 2 * y",
        " := by grind",
        context="def double (xs : List Nat) : List Nat := xs.map (2 * ·)\n",
        helpers="@[grind =] theorem mem_double (xs : List Nat) (x : Nat) : x ∈ double xs ↔ ∃ y ∈ xs, x = 2 * y := "
        "by\n  simp [double, eq_comm]\n",
    ),
    rare(
        "ring-normalisation-by-grind",
        "(a b c : Int) : (a + b + c) ^ 2 = a ^ 2 + b ^ 2 + c ^ 2 + 2 * (a * b + b * c + c * a)",
        " := by grind",
    ),
    rare("fields-by-grind", "(a b : Rat) (h : a + b = 3) (k : a - b = 1) : a = 2 ∧ b = 1", " := by grind"),
    rare(
        "lists-with-proved-indices",
        "(xs : List Nat) (h : 2 < xs.length) : (xs.set 2 7)[2]'(by simpa using h) = 7",
        " := by simp",
    ),
    rare(
        "statement-with-let-and-have",
        "(n : Nat) : let m := n + 1; have k := m * 2; k = 2 * n + 2",
        " := by\n  intro m k\n  omega",
    ),
    rare(
        "statement-with-match",
        "(o : Option Nat) : (match o with | some n => n + 1 | none => 1) > 0",
        " := by cases o <;> simp",
    ),
    rare(
        "statement-with-if-let-and-do",
        "(o : Option Nat) (h : o.isSome) : (if let some n := o then n else 0) = o.get h",
        " := by\n  cases o with\n  | none => cases h\n  | some n => rfl",
    ),
    rare(
        "statement-by-tactics",
        "(n : Nat) (h : 0 < n) : (⟨0, by omega⟩ : Fin n).val = 0",
        " := rfl",
    ),
    rare(
        "target-with-pattern-equations",
        ": ∀ n m : Nat, n + m = m + n",
        "\n  | 0, m => by simp\n  | n + 1, m => by\n    have := target n m\n    omega",
    ),
    rare(
        "target-by-well-founded-recursion",
        ": ∀ n : Nat, n < 2 ^ n",
        "\n  | 0 => by decide\n  | n + 1 => by\n    have := target n\n    rw [Nat.pow_succ]\n    omega\n"
        "termination_by n => n",
    ),
    rare(
        "protected-and-nonrec",
        "(n : Nat) : n.twice = 2 * n",
        " := Nat.twice_eq n",
        context="protected def Nat.twice (n : Nat) : Nat := n + n\n",
        helpers="protected nonrec theorem Nat.twice_eq (n : Nat) : n.twice = 2 * n := by\n  unfold Nat.twice; omega\n",
    ),
    rare(
        "deprecated-and-doc-strings",
        "(n : Nat) : old n = n",
        " := rfl",
        context="/-- New. -/\ndef new (n : Nat) : Nat := n\n"
        '@[deprecated new (since := "2026-01-01")] def old (n : Nat) : Nat := new n\n'
        "/-! # A heading -/\n/- nested /- comments -/ -/\n",
    ),
    rare(
        "scoped-attributes-and-syntax",
        ": ⟦3⟧₂ = 6",
        " := by simp",
        context='namespace Two\nscoped notation "⟦" n "⟧₂" => 2 * n\nscoped infixl:65 " ⊞ " => HAdd.hAdd\nend Two\n'
        "open Two\n",
        helpers="namespace Two\n@[scoped simp] theorem tw (n : Nat) : n ⊞ n = ⟦n⟧₂ := by omega\nend Two\n",
    ),
    rare(
        "partial-with-inhabited",
        ": (3 : Nat) = 3",
        " := rfl",
        helpers="partial def collatz (n : Nat) : List Nat := n :: if n ≤ 1 then [] else collatz (if n % 2 = 0 then "
        "n / 2 else 3 * n + 1)\n"
        "#eval collatz 6\nunsafe def cast! {α β : Type} [Nonempty β] (x : α) : β := unsafeCast x\n"
        "@[implemented_by cast!] opaque castIt {α β : Type} [Nonempty β] (x : α) : β\n"
        '@[extern "lean_nat_add"] def plus (a b : Nat) : Nat := a + b\n'
        "@[csimp] theorem plus_eq : @plus = @Nat.add := rfl\n"
        "@[export my_name] def exported (n : Nat) : Nat := n\n@[noinline, never_extract] def kept := exported 3\n",
    ),
    rare(
        "own-simproc-and-attribute",
        "(n : Nat) : marked (n + 1) = n + 1",
        " := by simp [marked_eq]",
        context="def marked (n : Nat) : Nat := n\n",
        helpers="@[local simp] theorem marked_eq (n : Nat) : marked n = n := rfl\n",
    ),
    rare(
        "local-macros-for-tactics",
        "(a b : Nat) (h : a < b) : a ≠ b",
        " := by\n  arith",
        helpers='macro "arith" : tactic => `(tactic| first | omega | grind)\n'
        "local macro_rules | `(tactic| trivial) => `(tactic| omega)\n",
    ),
    rare(
        "long-names-and-unicode",
        "(«the first» β₁ x' : Nat) (h₁ : «the first» = β₁) (_h : β₁ = x') : «the first» = x'",
        " := h₁.trans ‹_›",
    ),
    rare(
        "eager-reduction",
        ": (2 ^ 64 + 3) * (2 ^ 64 - 3) = 2 ^ 128 - 9",
        " := of_decide_eq_true (eagerReduce (Eq.refl true))",
    ),
    rare(
        "large-elimination-of-propositions",
        "(n : Nat) (h : n = 3) (w : Nat → Type) (x : w n) : ∃ y : w 3, HEq x y",
        " := ⟨h ▸ x, by subst h; rfl⟩",
    ),
    rare(
        "proof-irrelevance-and-eta",
        "(p : Prop) (h k : p) (x : Nat × Nat) (f : Nat → Nat) : h = k ∧ (x.1, x.2) = x ∧ (fun n => f n) = f",
        " := ⟨rfl, rfl, rfl⟩",
    ),
    rare(
        "unit-like-and-k",
        "(a b : Unit) (x y : PUnit) (e : 2 = 2) (v : Nat) : a = b ∧ x = y ∧ (@Eq.rec Nat 2 (fun _ _ => Nat) v 2 e) = v",
        " := ⟨rfl, rfl, rfl⟩",
    ),
)
