"""Honest whole files of further kinds: each uses some part of Lean that no other file of the suite does."""

from honest_proofs import proof
from suite_case import Case

C = "rarities"


def rare(name: str, statement: str, text: str, *, context: str = "", helpers: str = "", after: str = "") -> Case:
    return proof(
        name, statement, text, context=context, helpers=helpers, after=after, category=C, why="a rare part of Lean"
    )


CASES = (
    rare(
        "computed-field",
        ": (Term.pair (.var 1) (.var 2)).weight = 4",
        " := rfl",
        context="inductive Term where\n  | var (n : Nat)\n  | pair (a b : Term)\nwith\n"
        "  @[computed_field] weight : Term → Nat\n    | .var _ => 1\n    | .pair a b => a.weight + b.weight + 2\n",
    ),
    rare(
        "computed-by-wf-fix",
        "(n : Nat) : half n ≤ n",
        " := by\n  induction n using Nat.strongRecOn with\n  | _ n ih =>\n    rw [half]\n    split\n    · omega\n"
        "    · have := ih (n - 2) (by omega)\n      omega",
        context="def half (n : Nat) : Nat := if n < 2 then 0 else half (n - 2) + 1\n",
    ),
    rare(
        "fix-by-hand",
        "(n : Nat) : down n = 0",
        " := by\n  induction n using Nat.strongRecOn with\n  | _ n ih =>\n    unfold down\n"
        "    rw [WellFounded.fix_eq]\n    cases n with\n    | zero => rfl\n"
        "    | succ n => exact ih n (Nat.lt_succ_self n)",
        context="noncomputable def down : Nat → Nat := Nat.lt_wfRel.wf.fix fun n rec =>\n"
        "  match n, rec with\n  | 0, _ => 0\n  | n + 1, rec => rec n (Nat.lt_succ_self n)\n",
    ),
    rare(
        "relation-with-trans",
        "(a b c d : Nat) (h : a ⊑ b) (k : b ⊑ c) (l : c ⊑ d) : a ⊑ d",
        " := calc a ⊑ b := h\n  _ ⊑ c := k\n  _ ⊑ d := l",
        context='def below (a b : Nat) : Prop := ∃ k, a * k = b\ninfix:50 " ⊑ " => below\n',
        helpers="instance : Trans below below below := ⟨fun ⟨k, h⟩ ⟨l, g⟩ =>\n"
        "  ⟨k * l, by rw [← Nat.mul_assoc, h, g]⟩⟩\n",
    ),
    rare(
        "heterogeneous-trans",
        "(a b c : Nat) (h : a < b) (k : b = c) (l : c ≤ 10) : a < 10",
        " := calc\n  a < b := h\n  _ = c := k\n  _ ≤ 10 := l",
    ),
    rare(
        "universe-lifting",
        ".{u, v} {α : Type u} (x y : ULift.{v} α) (h : x.down = y.down) : x = y",
        " := by\n  cases x; cases y; exact congrArg _ h",
    ),
    rare("lifted-proposition", "(p : Prop) (x y : PLift p) : x = y", " := by cases x; cases y; rfl"),
    rare(
        "squash",
        "(α : Type) (x y : Squash α) : x = y",
        " := Subsingleton.elim x y",
    ),
    rare(
        "quotient-by-setoid-instance",
        "(a b : Nat) : (Quotient.mk' a : Quotient parity) = Quotient.mk' (a + 2 * b)",
        " := Quotient.sound (by show a % 2 = (a + 2 * b) % 2; omega)",
        context="instance parity : Setoid Nat where\n  r a b := a % 2 = b % 2\n"
        "  iseqv := ⟨fun _ => rfl, fun h => h.symm, fun h k => h.trans k⟩\n",
    ),
    rare(
        "quotient-exact",
        "(a b : Nat) (h : (Quotient.mk byHalf a) = Quotient.mk byHalf b) : a / 2 = b / 2",
        " := Quotient.exact h",
        context="def byHalf : Setoid Nat := ⟨fun a b => a / 2 = b / 2, ⟨fun _ => rfl, Eq.symm, Eq.trans⟩⟩\n",
    ),
    rare(
        "state-monad",
        ": (do set 5; modify (· * 2); get : StateM Nat Nat).run 0 = (10, 10)",
        " := rfl",
    ),
    rare(
        "exception-monad",
        ': (tryCatch (throw "no") fun s => pure s.length : Except String Nat) = .ok 2',
        " := by rfl",
    ),
    rare(
        "reader-and-state-transformers",
        ": ((do let n ← read; modify (· + n) : ReaderT Nat (StateM Nat) Unit).run 3).run 4 = ((), 7)",
        " := rfl",
    ),
    rare(
        "own-monad-with-laws",
        "{α : Type} (x : Box α) : (x >>= pure) = x",
        " := bind_pure x",
        context="structure Box (α : Type) where\n  val : α\ninstance : Monad Box where\n  pure := .mk\n"
        "  bind x f := f x.val\n",
        helpers="instance : LawfulMonad Box := LawfulMonad.mk'\n"
        "  (id_map := fun _ => rfl) (pure_bind := fun _ _ => rfl)\n"
        "  (bind_assoc := fun _ _ _ => rfl)\n",
    ),
    rare(
        "loop-with-early-return",
        ": find [3, 5, 8, 9] = some 8",
        " := by rfl",
        context="def find (xs : List Nat) : Option Nat := do\n  for x in xs do\n    if x % 2 == 0 then return x\n"
        "  none\n",
    ),
    rare(
        "mutable-variables",
        ": sumOf [1, 2, 3] = 6",
        " := by rfl",
        context="def sumOf (xs : List Nat) : Nat := Id.run do\n  let mut s := 0\n  for i in xs do\n    s := s + i\n"
        "  return s\n",
    ),
    rare(
        "binder-predicate",
        ": ∀ n divs 12, n ≤ 12",
        " := fun _ h => Nat.le_of_dvd (by decide) h",
        context='binder_predicate x " divs " n:term => `($x ∣ $n)\n',
    ),
    rare(
        "pattern-on-text",
        ': value "two" = 2 ∧ value "three" = 0',
        " := by decide",
        context='def value : String → Nat\n  | "one" => 1\n  | "two" => 2\n  | _ => 0\n',
    ),
    rare(
        "pattern-on-characters",
        ": digits ['4', '2'] = some 42",
        " := by decide",
        context="def digit : Char → Option Nat\n  | '2' => some 2\n  | '4' => some 4\n  | _ => none\n"
        "def digits (s : List Char) : Option Nat := s.foldlM (fun n c => (n * 10 + ·) <$> digit c) 0\n",
    ),
    rare(
        "pattern-with-as-and-alternatives",
        "(xs : List Nat) : keep xs = xs",
        " := by\n  match xs with\n  | [] | [_] => rfl\n  | _ :: _ :: _ => rfl",
        context="def keep : List Nat → List Nat\n  | xs@([]) | xs@([_]) => xs\n  | xs@(_ :: _) => xs\n",
    ),
    rare(
        "pattern-on-numbers-of-a-type",
        ": tag 7 = 'b' ∧ tag 255 = 'c'",
        " := ⟨rfl, rfl⟩",
        context="def tag : UInt8 → Char\n  | 0 => 'a'\n  | 7 => 'b'\n  | _ => 'c'\n",
    ),
    rare(
        "absurd-patterns",
        "(x : Fin 0) (y : Fin 2) : x.val = y.val ∨ y ≠ 5",
        " := nomatch x",
    ),
    rare(
        "nofun-and-nomatch",
        ": ¬ Odd 0 ∧ ∀ n, Odd n → n ≠ 0",
        " := by\n  refine ⟨nofun, ?_⟩\n  rintro n h rfl\n  nomatch h",
        context="inductive Odd : Nat → Prop\n  | one : Odd 1\n  | step {n} : Odd n → Odd (n + 2)\n",
    ),
    rare(
        "cantor",
        "(α : Type) (f : α → α → Prop) : ∃ g, ∀ a, f a ≠ g",
        " := ⟨fun a => ¬ f a a, fun a h => by\n  have : f a a = ¬ f a a := congrFun h a\n"
        "  by_cases k : f a a\n  · exact (this ▸ k) k\n  · exact k (this.symm ▸ k)⟩",
    ),
    rare(
        "w-types",
        "(a : Shape) (f : Pos a → W Shape Pos) : 0 < (W.sup a f).rank",
        " := by\n  cases a <;> simp [W.rank]",
        context="inductive W (α : Type) (β : α → Type) where\n  | sup (a : α) (f : β a → W α β) : W α β\n"
        "inductive Shape where\n  | z\n  | s\ndef Pos : Shape → Type\n  | .z => Empty\n  | .s => Unit\n"
        "def W.rank : W Shape Pos → Nat\n  | .sup .z _ => 1\n  | .sup .s f => (f ()).rank + 1\n",
    ),
    rare(
        "induction-recursion-by-index",
        "(t : Ty) (x : t.El) : x = x",
        " := rfl",
        context="inductive Ty where\n  | nat\n  | fn (a b : Ty)\n@[reducible] def Ty.El : Ty → Type\n"
        "  | .nat => Nat\n"
        "  | .fn a b => a.El → b.El\n",
    ),
    rare(
        "terms-by-type-with-evaluation",
        ": (Expr.ite (.lt (.num 1) (.num 2)) (.num 3) (.num 4)).eval = 3",
        " := rfl",
        context="inductive Expr : Type → Type 1\n  | num : Nat → Expr Nat\n  | lt : Expr Nat → Expr Nat → Expr Bool\n"
        "  | ite {α} : Expr Bool → Expr α → Expr α → Expr α\ndef Expr.eval : {α : Type} → Expr α → α\n"
        "  | _, .num n => n\n  | _, .lt a b => decide (a.eval < b.eval)\n"
        "  | _, .ite c a b => if c.eval then a.eval else b.eval\n",
    ),
    rare(
        "existential-unpacked-into-data-by-choice",
        "(α : Type) (p : α → Prop) (h : ∃ x, p x) : p (pick p h)",
        " := Classical.choose_spec h",
        context="noncomputable def pick {α : Type} (p : α → Prop) (h : ∃ x, p x) : α := h.choose\n",
    ),
    rare(
        "open-classical-in",
        "(p : Nat → Prop) : (if ∃ n, p n then 1 else 0) = 1 ↔ ∃ n, p n",
        " := by split <;> simp_all",
        context="open Classical in\nexample : True := trivial\nopen scoped Classical in\n",
    ),
    rare(
        "axiom-that-is-not-used",
        ": 2 + 2 = 4",
        " := rfl",
        helpers="axiom strange : 1 = 2\ntheorem consequence : 3 = 4 := by simpa using strange\n",
    ),
    rare(
        "hole-in-an-example-beside",
        ": 2 + 3 = 5",
        " := rfl",
        helpers="example : ∀ n : Nat, n * n = n + n := by sorry\ntheorem later (n : Nat) : n ≤ n ^ 2 := sorry\n",
    ),
    rare(
        "questions-beside",
        "(a b : Nat) (h : a = b) : b = a",
        " := by\n  exact?",
        helpers="#check Nat.add_comm\n#print Nat\n#reduce (fun x => x + 2) 3\n#eval 2 + 3\n#synth Inhabited Nat\n"
        "#print axioms Nat.add_comm\n"
        "#check_failure (1 : String)\n#where\n",
    ),
    rare(
        "suggesting-tactics",
        "(a b : Nat) (xs : List Nat) (h : xs.length = a + b) : (xs ++ []).length = b + a",
        " := by\n  simp?\n  show_term omega",
    ),
    rare(
        "guarded-messages",
        ": True ∧ 1 < 2",
        " := by constructor <;> decide",
        helpers="/-- info: 5 -/\n#guard_msgs in\n#eval 2 + 3\n#guard_msgs (drop error) in\n"
        "example : 1 = 2 := by decide\n",
    ),
    rare(
        "failing-on-purpose",
        "(p q : Prop) (h : p ∧ q) : q ∧ p",
        " := by\n  fail_if_success exact h\n  first | exact h | exact ⟨h.2, h.1⟩\n  done",
    ),
    rare(
        "combinators-of-tactics",
        "(a b c d : Nat) (h : a = b ∧ c = d) (k : b = c) : a = d ∧ d = a",
        " := by\n  rcases h with ⟨rfl, rfl⟩\n  and_intros\n  all_goals try subst k\n  any_goals rfl",
    ),
    rare(
        "cases-by-name",
        "(p q : Prop) (h : p ∨ q) : q ∨ p",
        " := by\n  cases h\n  case inr x => left; assumption\n  next => right; rename_i y; exact y",
    ),
    rare(
        "generalized-and-reverted",
        "(xs : List Nat) (acc : List Nat) : rev xs acc = xs.reverse ++ acc",
        " := by\n  revert acc\n  induction xs with\n  | nil => intro; rfl\n  | cons x xs ih =>\n    intro acc\n"
        "    generalize h : x :: acc = ys\n    simp only [rev, h, ih]\n    subst h\n    simp",
        context="def rev : List Nat → List Nat → List Nat\n  | [], acc => acc\n  | x :: xs, acc => rev xs (x :: acc)\n",
    ),
    rare("casts", "(a b : Nat) (h : (a : Int) < b) : a + 1 ≤ b", " := by\n  norm_cast at h"),
    rare("ac-rfl", "(a b c d : Nat) : a + b + (c + d) = d + (b + c) + a", " := by ac_rfl"),
    rare(
        "own-associative-operation",
        "(a b c : Nat) : Nat.max (Nat.max a b) c = Nat.max b (Nat.max c a)",
        " := by ac_rfl",
        helpers="instance : Std.Associative Nat.max := ⟨Nat.max_assoc⟩\n"
        "instance : Std.Commutative Nat.max := ⟨Nat.max_comm⟩\n",
    ),
    rare(
        "injections",
        "(a b : Nat) (xs ys : List Nat) (h : some (a :: xs) = some (b :: ys)) : a = b ∧ xs = ys",
        " := by\n  injections\n  exact ⟨‹_›, ‹_›⟩",
    ),
    rare(
        "rewriting-under-binders",
        "(f : Nat → Nat) (h : ∀ n, f n = n + 1) : (fun n => f (f n)) = fun n => n + 2",
        " := by\n  funext n\n  conv =>\n    lhs\n    rw [h, h]",
    ),
    rare(
        "rewriting-with-occurrences",
        "(a b : Nat) (h : a = b) : a + a = b + a",
        " := by\n  rw (occs := .pos [1]) [h]",
    ),
    rare(
        "proof-by-reflection",
        "(a b c : Nat) : a + (b + c) = c + b + a",
        " := Sum'.correct [a, b, c] (.add (.var 0) (.add (.var 1) (.var 2))) (.add (.add (.var 2) (.var 1)) (.var "
        "0)) rfl",
        helpers="inductive Sum' where\n  | var (n : Nat)\n  | add (a b : Sum')\n"
        "def Sum'.value (l : List Nat) : Sum' → Nat\n  | var n => l.getD n 0\n  | add a b => a.value l + b.value l\n"
        "def Sum'.count (k : Nat) : Sum' → Nat\n  | var n => if n = k then 1 else 0\n"
        "  | add a b => a.count k + b.count k\n"
        "def Sum'.insert (n : Nat) : List Nat → List Nat\n  | [] => [n]\n"
        "  | m :: l => if n ≤ m then n :: m :: l else m :: insert n l\n"
        "def Sum'.sorted : Sum' → List Nat\n  | var n => [n]\n  | add a b => (a.sorted).foldr Sum'.insert b.sorted\n"
        "def Sum'.total (l : List Nat) : List Nat → Nat\n  | [] => 0\n  | n :: ns => l.getD n 0 + total l ns\n"
        "theorem Sum'.total_insert (l ns n) : total l (insert n ns) = l.getD n 0 + total l ns := by\n"
        "  induction ns with\n  | nil => rfl\n  | cons m ns ih =>\n    simp only [insert]\n    split\n    · rfl\n"
        "    · simp only [total, ih]; omega\n"
        "theorem Sum'.total_foldr (l ms ns) : total l (ms.foldr insert ns) = total l ms + total l ns := by\n"
        "  induction ms with\n  | nil => simp [total]\n"
        "  | cons m ms ih => simp only [List.foldr, total_insert, ih, total]; omega\n"
        "theorem Sum'.value_eq (l) (s : Sum') : s.value l = total l s.sorted := by\n"
        "  induction s with\n  | var n => simp [value, sorted, total]\n"
        "  | add a b iha ihb => simp only [value, sorted, total_foldr, iha, ihb]\n"
        "theorem Sum'.correct (l : List Nat) (s t : Sum') (h : s.sorted = t.sorted) : s.value l = t.value l := by\n"
        "  rw [value_eq, value_eq, h]\n",
    ),
    rare(
        "decision-by-a-proved-checker",
        ": Prime 97",
        " := isPrime_correct _ (by decide +kernel)",
        context="def Prime (n : Nat) : Prop := 2 ≤ n ∧ ∀ m, 1 < m → m < n → ¬ m ∣ n\n",
        helpers="def isPrime (n : Nat) : Bool := decide (2 ≤ n) && (List.range n).all fun m => m ≤ 1 || n % m != 0\n"
        "theorem isPrime_correct (n : Nat) (h : isPrime n = true) : Prime n := by\n"
        "  simp only [isPrime, Bool.and_eq_true, decide_eq_true_eq, List.all_eq_true, List.mem_range, "
        "Bool.or_eq_true, bne_iff_ne] at h\n"
        "  refine ⟨h.1, fun m h1 h2 hd => ?_⟩\n  have := h.2 m h2\n  have := Nat.mod_eq_zero_of_dvd hd\n  omega\n",
    ),
)
