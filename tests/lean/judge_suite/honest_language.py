"""Honest whole files: what the language offers, in helpers and in the frozen context."""

from honest_proofs import proof
from suite_case import ACCEPT, Case, challenge, regions

C = "language"
FIRST = "def first : List Nat → Nat\n  | [] => unreachable!\n  | x :: _ => assert! x = x; x\n"


def uses(
    name: str,
    statement: str,
    text: str,
    *,
    context: str = "",
    helpers: str = "",
    quick: bool = False,
    why: str = "a feature of the language",
) -> Case:
    return proof(
        name,
        statement,
        text,
        context=context,
        helpers=helpers,
        quick=quick,
        category=C,
        why=why,
    )


CASES = (
    uses(
        "evaluations-without-code",
        "(n : Nat) : double n = 2 * n",
        " := by\n  unfold double; omega\n#eval [double 2].length\n#guard [double 2].length = 1",
        quick=True,
        context="def double (n : Nat) : Nat := n + n\n",
        helpers="def isGood (n : Nat) : Bool := (List.range n).all (double · < 50)\n#eval isGood 21\n"
        "/-- info: true -/\n#guard_msgs in\n#eval isGood 21\n",
        why="what cannot be evaluated here, for want of the library's code, runs wherever that is there",
    ),
    uses(
        "private-helpers",
        "(n : Nat) : n ≤ n * n + 1",
        " := secret n",
        quick=True,
        helpers="private def square (n : Nat) := n * n\nprivate theorem secret (n : Nat) : n ≤ square n + 1 := by\n"
        "  unfold square\n  cases n with\n  | zero => omega\n  | succ n => rw [Nat.succ_mul]; omega\n",
    ),
    uses("private-context", ": hidden 3 = 4", " := rfl", context="private def hidden (n : Nat) : Nat := n + 1\n"),
    uses(
        "mutual-structural",
        "(n : Nat) : even n = !odd n",
        " := by\n  induction n with\n  | zero => rfl\n  | succ n ih => simp [even, odd, ih]",
        context="mutual\ndef even : Nat → Bool\n  | 0 => true\n  | n + 1 => odd n\n"
        "def odd : Nat → Bool\n  | 0 => false\n  | n + 1 => even n\nend\n",
    ),
    uses(
        "mutual-well-founded",
        ": ping 9 = 0",
        " := by simp [ping, pong]",
        context="mutual\ndef ping (n : Nat) : Nat := if h : n = 0 then 0 else pong (n - 1)\ntermination_by n\n"
        "def pong (n : Nat) : Nat := if h : n = 0 then 0 else ping (n - 1)\ntermination_by n\nend\n",
    ),
    uses(
        "mutual-theorems",
        ": ∀ n : Nat, 0 ≤ n",
        " := left",
        helpers="mutual\ntheorem left : ∀ n : Nat, 0 ≤ n\n  | 0 => Nat.le_refl 0\n"
        "  | n + 1 => Nat.le_succ_of_le (right n)\n"
        "theorem right : ∀ n : Nat, 0 ≤ n\n  | 0 => Nat.le_refl 0\n  | n + 1 => Nat.le_succ_of_le (left n)\nend\n",
    ),
    uses(
        "well-founded-in-context",
        "(n : Nat) : half n ≤ n",
        " := by\n  induction n using Nat.strongRecOn with\n"
        "  | ind n ih =>\n    unfold half\n    split\n    · omega\n    · have := ih (n - 2) (by omega); omega",
        quick=True,
        context="def half (n : Nat) : Nat := if n < 2 then 0 else half (n - 2) + 1\ntermination_by n\n",
    ),
    uses(
        "explicit-measure",
        ": log 1000 = 9",
        " := by simp [log]",
        context="def log (n : Nat) : Nat := if h : n ≤ 1 then 0 else log (n / 2) + 1\ntermination_by n\n"
        "decreasing_by exact Nat.div_lt_self (by omega) (by decide)\n",
    ),
    uses(
        "structural-on-lists",
        "(xs : List Nat) : total (xs ++ [0]) = total xs",
        " := by\n  induction xs with\n  | nil => rfl\n  | cons x xs ih => simp [total, ih]",
        context="def total : List Nat → Nat\n  | [] => 0\n  | x :: xs => x + total xs\n",
    ),
    uses(
        "inductive-predicate",
        ": ¬ Even 3",
        " := by\n  intro h\n  cases h with\n  | step h => cases h",
        context="inductive Even : Nat → Prop\n  | zero : Even 0\n  | step : Even n → Even (n + 2)\n",
    ),
    uses(
        "indexed-family",
        "(v : Vec Nat 1) : ∃ a, v = .cons a .nil",
        " :=\n  match v with\n  | .cons a .nil => ⟨a, rfl⟩",
        context="inductive Vec (α : Type u) : Nat → Type u\n  | nil : Vec α 0\n"
        "  | cons : α → Vec α n → Vec α (n + 1)\n",
    ),
    uses(
        "nested-inductive",
        "(t : Rose) : 0 < t.count",
        " := by\n  cases t with\n  | node ts => simp [Rose.count]",
        quick=True,
        context="inductive Rose where\n  | node : List Rose → Rose\ndef Rose.count : Rose → Nat\n"
        "  | .node ts => (ts.attach.map fun ⟨t, _⟩ => t.count).sum + 1\n",
    ),
    uses(
        "mutual-inductive",
        ": A.depth (.ofB (.ofA .stop)) = 2",
        " := by simp [A.depth, B.depth]",
        context="mutual\ninductive A where\n  | stop\n  | ofB (b : B)\ninductive B where\n  | ofA (a : A)\nend\n"
        "mutual\ndef A.depth : A → Nat\n  | .stop => 0\n  | .ofB b => b.depth + 1\n"
        "def B.depth : B → Nat\n  | .ofA a => a.depth + 1\nend\n",
    ),
    uses(
        "nested-recursor",
        "(t : Rose) : t = t",
        " :=\n  @Rose.rec (fun t => t = t) (fun ts => ts = ts) (fun _ _ => rfl) rfl (fun _ _ _ _ => rfl) t",
        context="inductive Rose where\n  | node : List Rose → Rose\n",
    ),
    uses(
        "structures-and-inheritance",
        "(p : Colored) : p.toPoint.x = p.x",
        " := rfl",
        context="structure Point where\n  x : Nat\n  y : Nat := 0\nstructure Colored extends Point where\n"
        "  color : String\n",
    ),
    uses(
        "structure-eta",
        "(p : Point) : (⟨p.x, p.y⟩ : Point) = p",
        " := rfl",
        context="structure Point where\n  x : Nat\n  y : Nat\n",
    ),
    uses(
        "classes-and-instances",
        "(a b : Twice) : join a b = join b a",
        " := by\n  show Twice.mk _ = Twice.mk _\n  rw [Nat.add_comm]",
        context="class Join (α : Type) where\n  join : α → α → α\nexport Join (join)\nstructure Twice where\n"
        "  n : Nat\n"
        "instance : Join Twice := ⟨fun a b => ⟨a.n + b.n⟩⟩\n",
    ),
    uses(
        "deriving",
        ": Light.red ≠ Light.green",
        " := by decide",
        context="inductive Light where\n  | red\n  | green\nderiving DecidableEq, Repr, Inhabited\n",
    ),
    uses(
        "deriving-on-structures",
        ": (⟨1, 2⟩ : P) ≠ ⟨2, 1⟩",
        " := by decide",
        context="structure P where\n  x : Nat\n  y : Nat\nderiving DecidableEq, Repr, BEq, Hashable, Ord\n",
    ),
    uses(
        "deriving-on-recursive-types",
        ": Tree.leaf ≠ Tree.node .leaf .leaf",
        " := by decide",
        context="inductive Tree where\n  | leaf\n  | node (l r : Tree)\nderiving DecidableEq\n",
    ),
    uses(
        "quotients",
        "(n : Nat) : (Quot.mk _ n : Parity) = Quot.mk _ (n + 2)",
        " := Quot.sound (by simp)",
        quick=True,
        context="def Parity := Quot fun a b : Nat => a % 2 = b % 2\n",
    ),
    uses(
        "quotient-lifts",
        ": Residue.low (Quotient.mk' 5) = 1",
        " := rfl",
        context="instance residue : Setoid Nat := ⟨fun a b => a % 2 = b % 2, ⟨fun _ => rfl, Eq.symm, Eq.trans⟩⟩\n"
        "def Residue := Quotient residue\n"
        "def Residue.low (m : Residue) : Nat := Quotient.lift (· % 2) (fun _ _ h => h) m\n",
    ),
    uses(
        "notation-and-macros",
        ": 3 ⊕⊕ 4 = 10",
        " := by finish",
        context='infixl:65 " ⊕⊕ " => fun a b : Nat => a + b + 3\n',
        helpers='macro "finish" : tactic => `(tactic| first | rfl | omega)\n',
    ),
    uses(
        "local-and-scoped-notation",
        "(n : Nat) : n + n = 2 * n",
        " := by\n  rw [← dbl_eq]\n  show n + n = 2 * n\n  omega",
        helpers='namespace Quick\nscoped infixl:65 " ⋆ " => Nat.add\nend Quick\nopen Quick\n'
        'local notation "dbl" x => x ⋆ x\ntheorem dbl_eq (n : Nat) : (dbl n) = n + n := rfl\n',
    ),
    uses(
        "syntax-and-macro-rules",
        ": 6 = 6",
        " := swap_sides",
        helpers='syntax "swap_sides" : term\nmacro_rules | `(swap_sides) => `(Eq.symm rfl)\n',
    ),
    uses("universe-polymorphism", ".{u, v} {α : Type u} {β : Type v} (p : α × β) : (p.1, p.2) = p", " := rfl"),
    uses(
        "automatic-universes",
        "{α : Type u} {β : Type v} (f : α → β) (s : Wrap α) : (map f s).get = f s.get",
        " := rfl",
        context="universe u v\nstructure Wrap (α : Type u) where\n  get : α\n"
        "def map {α : Type u} {β : Type v} (f : α → β) (s : Wrap α) : Wrap β := ⟨f s.get⟩\n",
    ),
    uses(
        "sort-polymorphism",
        "{α : Sort u} (a b : α) (h : a = b) : b = a",
        " := turn h",
        helpers="theorem turn.{w} {α : Sort w} {a b : α} : a = b → b = a\n  | rfl => rfl\n",
    ),
    uses(
        "variables-in-sections",
        "(a b : Nat) : a + b = b + a",
        " := Lemmas.comm a b",
        helpers="section Lemmas\nvariable (a b : Nat) {c : Nat} [Inhabited Nat]\n"
        "theorem Lemmas.comm : a + b = b + a := Nat.add_comm a b\nend Lemmas\n",
    ),
    uses(
        "namespaces-and-open",
        ": Outer.Inner.one = 1",
        " := rfl",
        context="namespace Outer.Inner\ndef one : Nat := 1\nend Outer.Inner\n",
        helpers="namespace Outer\nopen Inner in\ntheorem t : one = 1 := rfl\nend Outer\n",
    ),
    uses(
        "open-in",
        "(p : Prop) : p ∨ ¬ p",
        " := by\n  open Classical in exact em p",
        helpers="open Nat in\ntheorem z (a b : Nat) (h : a < b) : succ a ≤ b := succ_le_of_lt h\n",
    ),
    uses(
        "options-in",
        "(n : Nat) : n = n",
        " := by rfl",
        helpers="set_option maxHeartbeats 400000 in\nset_option maxRecDepth 4000 in\n"
        "theorem long : 10 = 10 := by decide\n"
        "set_option autoImplicit true in\ntheorem auto (xs : List α) : xs = xs := rfl\nset_option pp.all true\n",
    ),
    uses(
        "noncomputable",
        ": ∃ n, pick = n",
        " := ⟨pick, rfl⟩",
        context="noncomputable def pick : Nat := Classical.choice ⟨3⟩\n",
    ),
    uses("opaque-in-context", ": key = key + 0", " := rfl", context="opaque key : Nat := 7\n"),
    uses("partial-function-beside", ": 1 = 1", " := rfl", helpers="partial def spin (n : Nat) : Nat := spin (n + 1)\n"),
    uses(
        "partial-function-in-statement",
        ": search 3 = search 3",
        " := rfl",
        context="partial def search (n : Nat) : Nat := if n > 100 then n else search (n * 2)\n",
    ),
    uses(
        "unsafe-function-beside", ": 1 = 1", " := rfl", helpers="unsafe def coerce (n : Nat) : Bool := unsafeCast n\n"
    ),
    uses(
        "implemented-by-beside",
        ": fast 3 = 3",
        " := rfl",
        context="def quick (n : Nat) : Nat := n\n@[implemented_by quick] def fast (n : Nat) : Nat := n\n",
    ),
    uses(
        "where-and-let-rec",
        "(n : Nat) : go n = n",
        " := aux n\nwhere\n  aux : ∀ n, go n = n\n    | 0 => rfl\n    | n + 1 => congrArg (· + 1) (aux n)",
        context="def go (n : Nat) : Nat := loop n 0\nwhere\n  loop : Nat → Nat → Nat\n    | 0, acc => acc\n"
        "    | n + 1, acc => loop n acc + 1\n",
    ),
    uses(
        "let-rec-in-tactic",
        "(n : Nat) : n < n + 1",
        " := by\n  let rec help : ∀ m : Nat, m < m + 1\n"
        "    | 0 => Nat.zero_lt_one\n    | m + 1 => Nat.succ_lt_succ (help m)\n  exact help n",
    ),
    uses(
        "subsingletons-and-decidable",
        "(p : Nat → Prop) [DecidablePred p] : (∃ n, n < 3 ∧ p n) ∨ ∀ n, n < 3 → ¬ p n",
        " := by\n  by_cases h : ∃ n, n < 3 ∧ p n\n  · exact .inl h\n  · exact .inr fun n hn hp => h ⟨n, hn, hp⟩",
    ),
    uses(
        "own-decidable-instance",
        ": Good 4",
        " := by decide",
        context="def Good (n : Nat) : Prop := n % 2 = 0\n",
        helpers="instance (n : Nat) : Decidable (Good n) := inferInstanceAs (Decidable (n % 2 = 0))\n",
    ),
    uses(
        "coercions",
        "(k : Small) : (k : Nat) < 10",
        " := k.2",
        context="def Small := { n : Nat // n < 10 }\ninstance : CoeOut Small Nat := ⟨fun s => s.1⟩\n",
    ),
    uses(
        "coercion-to-function",
        ": add3 4 = 7",
        " := rfl",
        context="structure Adder where\n  by' : Nat\n"
        "instance : CoeFun Adder fun _ => Nat → Nat := ⟨fun a n => n + a.by'⟩\n"
        "def add3 : Adder := ⟨3⟩\n",
    ),
    uses(
        "attributes",
        "(n : Nat) : wrap n = n",
        " := by simp",
        context="@[irreducible] def wrap (n : Nat) : Nat := n\n",
        helpers="/-- Documented. -/\n@[simp, grind =] theorem wrap_eq (n : Nat) : wrap n = n := by unfold wrap; rfl\n"
        "@[ext] structure Pair where\n  a : Nat\n  b : Nat\n",
    ),
    uses(
        "unusual-names",
        ": «the answer (42)» = 42",
        " := «αβγ'.₁»",
        context="def «the answer (42)» : Nat := 42\n",
        helpers="theorem «αβγ'.₁» : «the answer (42)» = 42 := rfl\ntheorem «sorry» : 1 = 1 := rfl\n"
        "theorem ℕ'₀.ζ!? : True := trivial\n",
    ),
    uses("anonymous-constructors-and-dots", ": ∃ p : Nat × Nat, p.1 < p.2 ∧ p.2 = 5", " := ⟨(1, 5), by decide, rfl⟩"),
    uses(
        "do-notation",
        ": sum3 = some 6",
        " := rfl",
        context="def sum3 : Option Nat := do\n  let a ← some 1\n  let b ← some 2\n  return a + b + 3\n",
    ),
    uses(
        "subtypes-with-tactic-proofs",
        "(i : Fin 5) : (clip i.val).val = i.val",
        " := by\n  unfold clip\n  exact Nat.mod_eq_of_lt i.isLt",
        context="def clip (n : Nat) : Fin 5 := ⟨n % 5, by omega⟩\n",
    ),
    uses("acc-and-custom-relation", ": WellFounded fun a b : Nat => a < b", " := Nat.lt_wfRel.wf"),
    uses(
        "dependent-elimination",
        "(n : Nat) (i j : Fin n) (h : i.val = j.val) : i = j",
        " := by\n  cases i; cases j\n  simp only at h\n  subst h\n  rfl",
    ),
    uses("int-arithmetic", "(a b : Int) (h : a < b) : a - b < 0", " := by omega"),
    uses("rationals", ": (1 / 3 : Rat) + 1 / 6 = 1 / 2", " := by decide +kernel"),
    uses("heterogeneous-equality", "{α : Type} (a b : α) (h : HEq a b) : a = b", " := eq_of_heq h"),
    uses("long-names", ": " + "a" * 200 + " = 1", " := rfl", context=f"def {'a' * 200} : Nat := 1\n"),
    uses(
        "recursive-type-class",
        ": depth (List (List Nat)) = 2",
        " := rfl",
        context="class Depth (α : Type) where\n  depth : Nat\ndef depth (α : Type) [Depth α] : Nat := Depth.depth α\n"
        "instance : Depth Nat := ⟨0⟩\ninstance [Depth α] : Depth (List α) := ⟨depth α + 1⟩\n",
    ),
    uses("coinductive-like-streams", "(s : Nat → Nat) : (fun n => s n) = s", " := rfl"),
    uses(
        "induction-over-library-functions",
        "(p : Nat → Bool) (xs : List Nat) : (xs.filter p).length ≤ xs.length",
        " := by\n  fun_induction List.filter p xs <;> simp_all <;> omega",
        why="auxiliary theorems of library functions are made in the file that needs them",
    ),
    uses(
        "coinductive-predicate",
        ": Endless (fun a b => b = a + 1) 0",
        " :=\n  Endless.coinduct (fun a b => b = a + 1) (fun _ => True) (fun a _ => ⟨a + 1, rfl, trivial⟩) 0 trivial",
        context="coinductive Endless (r : Nat → Nat → Prop) : Nat → Prop where\n"
        "  | step (a b : Nat) : r a b → Endless r b → Endless r a\n",
    ),
    uses(
        "coinductive-fixpoint",
        ": Always (fun n => 0 ≤ n) 0",
        " :=\n  Always.coinduct _ (fun _ => True) (fun n _ => ⟨Nat.zero_le n, trivial⟩) 0 trivial",
        context="def Always (p : Nat → Prop) (n : Nat) : Prop := p n ∧ Always p (n + 1)\ncoinductive_fixpoint\n",
    ),
    uses(
        "inductive-fixpoint",
        ": Reach 2",
        " := by\n  rw [Reach]; right; rw [Reach]; left; rfl",
        context="def Reach (n : Nat) : Prop := n = 0 ∨ Reach (n - 2)\ninductive_fixpoint\n",
    ),
    uses(
        "partial-fixpoint-unfolded",
        ": ∀ n r, loop n = some r → r = 7",
        " := by\n  refine loop.partial_correctness (fun _ r => r = 7) fun f ih n r h => ?_\n  split at h\n"
        "  · simp at h; exact h.symm\n  · exact ih _ _ h",
        context="def loop (n : Nat) : Option Nat := do\n  if n = 7 then return 7\n  loop (n + 1)\npartial_fixpoint\n",
    ),
    uses(
        "nested-in-own-indexed-family",
        ': Term.var 0 ≠ Term.app "f" 1 (.cons (.var 0) .nil)',
        " := by intro h; cases h",
        context="inductive Vec (α : Type u) : Nat → Type u\n  | nil : Vec α 0\n  | cons : α → Vec α n → Vec α (n + 1)\n"
        "mutual\ninductive Term where\n  | var (i : Nat)\n  | app (f : String) (n : Nat) (args : Vec Term n)\n"
        "  | block (ss : List Stmt)\ninductive Stmt where\n  | assign (i : Nat) (t : Term)\n"
        "  | while (c : Term) (body : Array Stmt)\nend\n",
        quick=True,
    ),
    uses(
        "nested-in-library-maps",
        "(j : Json') : j = j",
        " := rfl",
        context="import Std\ninductive Json' where\n  | arr (xs : Array Json')\n"
        "  | obj (kvs : Std.TreeMap.Raw String Json' compare)\n  | hash (kvs : Std.HashMap.Raw String Json')\n",
        why="a type nested in types that are nested themselves, with a comparison among their parameters",
    ),
    uses(
        "free-monad",
        "{α : Type} (m : Free Op α) : m.map id = m",
        " := by\n  induction m with\n  | pure a => rfl\n  | bind op k ih => simp [Free.map, ih]",
        context="inductive Op : Type → Type 1\n  | get : Op Nat\n  | put : Nat → Op Unit\n"
        "inductive Free (f : Type → Type 1) (α : Type) : Type 1\n  | pure : α → Free f α\n"
        "  | bind : {β : Type} → f β → (β → Free f α) → Free f α\n"
        "def Free.map {f : Type → Type 1} {α β : Type} (g : α → β) : Free f α → Free f β\n"
        "  | .pure a => .pure (g a)\n  | .bind op k => .bind op fun b => (k b).map g\n",
    ),
    uses(
        "class-diamond-with-defaults",
        "{M : Type u} [ComMon M] (a b c : M) : a * b * c = c * b * a",
        " := by\n  rw [Com.comm (a * b) c, Com.comm a b, Mag.assoc]",
        context="class Mag (M : Type u) extends Mul M where\n  assoc : ∀ a b c : M, a * b * c = a * (b * c)\n"
        "class Mon (M : Type u) extends Mag M, One M where\n  one_mul : ∀ a : M, 1 * a = a\n"
        "  npow : Nat → M → M := fun n a => n.rec 1 fun _ r => r * a\n"
        "class Com (M : Type u) extends Mag M where\n  comm : ∀ a b : M, a * b = b * a\n"
        "class ComMon (M : Type u) extends Mon M, Com M\n",
    ),
    uses(
        "sorts-spelt-out-with-max",
        "{α : Sort u} {β : Type v} (p : Both α (ULift.{w} β)) : (⟨p.1, ⟨p.2.down⟩⟩ : Both α (ULift.{w} β)) = p",
        " := rfl",
        context="structure Both.{u, v} (α : Sort u) (β : Sort v) : Sort (max 1 u v) where\n  fst : α\n  snd : β\n",
    ),
    uses(
        "loop-with-verification-conditions",
        "(xs : List Nat) : total xs = xs.sum",
        " := by\n  generalize h : total xs = x\n  apply Id.of_wp_run_eq h\n  mvcgen\n  invariants\n"
        "  · ⇓⟨xs, out⟩ => ⌜xs.prefix.sum = out⌝\n  all_goals simp_all <;> grind",
        context="import Std.Tactic.Do\nopen Std.Do\ndef total (xs : List Nat) : Nat := Id.run do\n  let mut out := 0\n"
        "  for x in xs do\n    out := out + x\n  return out\n",
    ),
    uses(
        "recursion-on-the-target",
        "(n : Nat) : n / 2 ≤ n",
        " := by\n  by_cases h : n = 0\n  · subst h; decide\n  · have := target (n / 2)\n    omega\n"
        "termination_by n\ndecreasing_by omega",
    ),
    uses(
        "own-elaborators",
        "(p q : Prop) (hp : p) (hq : q) (seven : seven! = 7) : (p ∧ q) ∧ seven! = 7",
        " := ⟨⟨hp, hq⟩, seven⟩",
        context='import Lean\nopen Lean Elab Term in\nelab "seven!" : term => return mkNatLit 7\n',
    ),
    Case(
        "panic-in-another-line",
        C,
        "a line above a definition that names the line in which it panics",
        ACCEPT,
        FIRST + "theorem target : first [3, 4] = 3 := sorry\n",
        "-- A line above.\n" + FIRST + "theorem target : first [3, 4] = 3 := rfl\n",
        quick=True,
    ),
    Case(
        "panic-below-a-filled-region",
        C,
        "helpers above a frozen definition that names the line in which it panics",
        ACCEPT,
        challenge("first [3, 4] = 3", FIRST),
        regions("rfl", first="theorem one : 1 = 1 := rfl\n"),
    ),
)
