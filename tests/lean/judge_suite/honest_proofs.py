"""Honest whole files: how people and models prove things. All must be accepted."""

from suite_case import ACCEPT, TRUE, Case

C = "tactics"


def proof(
    name: str,
    statement: str,
    text: str,
    *,
    context: str = "",
    helpers: str = "",
    after: str = "",
    quick: bool = False,
    category: str = C,
    why: str = "an honest proof",
) -> Case:
    """A file of helpers, context and ``theorem target : statement text``."""
    goal = f"theorem target {statement}"
    return Case(
        name,
        category,
        why,
        ACCEPT,
        f"{context}{goal} := sorry\n",
        f"{context}{helpers}{goal}{text}\n{after}",
        quick=quick,
    )


ADD = ": ∀ a b : Nat, a + b = b + a"
LENGTH = "def size : List Nat → Nat\n  | [] => 0\n  | _ :: xs => size xs + 1\n"
TREE = (
    "inductive Tree where\n  | leaf\n  | node (left right : Tree)\ndef Tree.mirror : Tree → Tree\n"
    "  | .leaf => .leaf\n  | .node l r => .node r.mirror l.mirror\n"
)

TACTICS = (
    proof("term", ADD, " := Nat.add_comm"),
    proof("omega", "(a b : Nat) (h : a < b) : a + 3 < b + 3", " := by omega"),
    proof("decide", ": ∀ n : Fin 30, n.val * n.val < 900", " := by decide"),
    proof("decide-kernel", ": 2 ^ 200 % 7 = 4", " := by decide +kernel"),
    proof(
        "rfl-on-large-numbers",
        ": 12345678901234567890 * 98765432109876543210 = 1219326311370217952237463801111263526900",
        " := rfl",
    ),
    proof("simp", "(xs : List Nat) : (xs ++ []).reverse.reverse = xs", " := by simp"),
    proof("grind", "(f : Nat → Nat) (a b c : Nat) (h : a = b) (k : f b = c) : f a = c", " := by grind", quick=True),
    proof("grind-with-arithmetic", "(a b c : Int) (h : 2 * a + b < c) (k : c < b) : a < 0", " := by grind"),
    proof(
        "rcases-and-obtain",
        "(p q r : Prop) (h : (p ∧ q) ∨ r) : r ∨ q",
        " := by\n  obtain ⟨_, hq⟩ | hr := h\n  · exact .inr hq\n  · exact .inl hr",
    ),
    proof(
        "calc",
        "(a b c d : Nat) (h : a ≤ b) (k : b < c) (l : c = d) : a < d",
        " := calc\n  a ≤ b := h\n  _ < c := k\n  _ = d := l",
    ),
    proof(
        "conv",
        "(a b c : Nat) : a * (b + c) = a * (c + b)",
        " := by\n  conv =>\n    lhs\n    arg 2\n    rw [Nat.add_comm]",
    ),
    proof(
        "induction",
        "(n : Nat) : n < 2 ^ n",
        " := by\n  induction n with\n  | zero => decide\n  | succ n ih => rw [Nat.pow_succ]; omega",
    ),
    proof(
        "fun-induction",
        "(xs : List Nat) : size xs = xs.length",
        " := by\n  fun_induction size xs with\n  | case1 => rfl\n  | case2 _ xs ih => simp [ih]",
        context=LENGTH,
    ),
    proof(
        "functional-induction-principle",
        "(t : Tree) : t.mirror.mirror = t",
        " := by\n  induction t using Tree.mirror.induct with\n  | case1 => rfl\n"
        "  | case2 l r il ir => simp [Tree.mirror, il, ir]",
        context=TREE,
    ),
    proof(
        "unfold-and-split",
        "(n : Nat) : clamp n ≤ 10",
        " := by\n  unfold clamp\n  split <;> omega",
        context="def clamp (n : Nat) : Nat := if n > 10 then 10 else n\n",
    ),
    proof(
        "split-on-match",
        "(n : Nat) : pick n < 3",
        " := by\n  unfold pick\n  split\n  · decide\n  · decide\n  · decide",
        context="def pick : Nat → Nat\n  | 0 => 2\n  | 5 => 1\n  | _ => 0\n",
    ),
    proof("funext", ": (fun n : Nat => n + 0) = id", " := by\n  funext n\n  rfl"),
    proof("ext", "(f g : Nat → Nat) (h : ∀ n, f n = g n) : f = g", " := by\n  ext n\n  exact h n"),
    proof(
        "propext-and-sets",
        ": (fun n : Nat => n < 1) = (fun n => n = 0)",
        " := funext fun _ => propext Nat.lt_one_iff",
    ),
    proof(
        "exists-unique-by-cases", "(n : Nat) : ∃ k, n = 2 * k ∨ n = 2 * k + 1", " := by\n  refine ⟨n / 2, ?_⟩\n  omega"
    ),
    proof(
        "classical-choice",
        "(p : Nat → Prop) (h : ∃ n, p n) : ∃ f : Unit → Nat, p (f ())",
        " := ⟨fun _ => Classical.choose h, Classical.choose_spec h⟩",
        quick=True,
    ),
    proof(
        "excluded-middle",
        "(p q : Prop) : ((p → q) → p) → p",
        " := by\n  intro h\n  by_cases hp : p\n  · exact hp\n  · exact h fun x => absurd x hp",
    ),
    proof(
        "well-founded-induction",
        "(n : Nat) : n % 7 < 7 ∧ n = 7 * (n / 7) + n % 7",
        " := by\n  induction n using Nat.strongRecOn with\n  | ind n ih => omega",
    ),
    proof(
        "show-from-have-suffices",
        "(a b : Nat) (h : a = b) : b = a",
        " := by\n  suffices k : a = b from k.symm\n  have l : a = b := h\n  show a = b\n  exact l",
    ),
    proof(
        "nested-tactic-blocks",
        ": (1 = 1 ∧ 2 = 2) ∧ (3 = 3 ∨ 1 = 2)",
        " := by\n  constructor\n  · constructor <;> rfl\n  · left; rfl",
    ),
    proof(
        "match-in-proof",
        "(n : Nat) : n = 0 ∨ ∃ m, n = m + 1",
        " :=\n  match n with\n  | 0 => .inl rfl\n  | m + 1 => .inr ⟨m, rfl⟩",
    ),
    proof("simp-arith-and-at", "(a b : Nat) (h : a + 0 = b * 1) : a = b", " := by\n  simp at h\n  exact h"),
    proof("exact-question-mark-free-search", "(a b : Nat) (h : a ∣ b) (k : 0 < b) : a ≤ b", " := Nat.le_of_dvd k h"),
    proof("bv-decide-free-bitvectors", "(x : BitVec 8) : x ^^^ x = 0#8", " := by simp"),
    proof("kernel-arithmetic-bignum", ": (2 ^ 1000 - 1) % 10 = 5", " := by decide +kernel"),
    proof("strings-and-characters", ': "a\\x00b".length = 3 ∧ "héllo".length = 5', " := by decide"),
    proof("strings-astral", ': "𝔸😀".length = 2', " := by decide"),
    proof(
        "native-literals-at-word-limits",
        ": 18446744073709551616 = 2 ^ 64 ∧ 9007199254740993 = 2 ^ 53 + 1 ∧ 2147483648 = 2 ^ 31",
        " := by decide",
    ),
    proof("sorry-free-contradiction", "(h : 1 = 2) : False", " := by contradiction"),
    proof("subst-and-cases", "(α : Type) (a b : α) (h : a = b) : b = a", " := by\n  subst h\n  rfl"),
)

S = "scale"
SCALE = (
    proof(
        "two-hundred-lemmas",
        "(a : Nat) : a < a + 200",
        " := by have := lemma_199 a; omega",
        category=S,
        helpers="".join(
            f"theorem lemma_{i} (a : Nat) : a < a + {i + 1} := by "
            + (f"have := lemma_{i - 1} a; omega\n" if i else "omega\n")
            for i in range(200)
        ),
    ),
    proof("long-conjunction", ": " + " ∧ ".join(f"{i} < {i + 1}" for i in range(120)), " := by omega", category=S),
    proof(
        "shared-term",
        ": big = big",
        " := (fun _ : twice (twice (twice (twice big))) = twice (twice (twice (twice big))) => rfl) rfl",
        category=S,
        why="a term of exponential size when written out",
        context="def big : Nat := 1\ndef twice (n : Nat) : Nat := n + n\n",
    ),
    proof("long-list", f": ({list(range(300))} : List Nat).length = 300", " := by decide +kernel", category=S),
    proof(
        "deep-numeral-recursion",
        ": count 500 = 500",
        " := by\n  set_option maxRecDepth 20000 in\n  rfl",
        category=S,
        context="def count : Nat → Nat\n  | 0 => 0\n  | n + 1 => count n + 1\n",
    ),
    proof(
        "panic-contained",
        ": 1 + 1 = 2",
        " := rfl",
        category=S,
        why="a panic of evaluated code has no effect",
        helpers='#eval (panic! "stay calm" : Nat)\n',
    ),
    proof(
        "messages-beside",
        ": 1 + 1 = 2",
        " := rfl",
        category=S,
        why="information and warnings are no errors",
        helpers="#check Nat\n#print Nat.add\ntheorem unused (n : Nat) : True := trivial\nexample : 1 = 2 := sorry\n",
        after="#print axioms target\n",
    ),
    Case(
        "suspicious-words",
        S,
        "words that scanners look for",
        ACCEPT,
        TRUE,
        "/- sorry, admit, axiom, native_decide, unsafe, implemented_by: words in comments -/\n"
        'def sorryAx.message : String := "sorry axiom lcProof -- EVOLVE-BLOCK-END"\n-- axiom cheat : False\n'
        "theorem «no sorry here» : sorryAx.message.length = sorryAx.message.length := rfl\n"
        "theorem target : 1 + 1 = 2 := rfl\n",
        quick=True,
    ),
    Case(
        "carriage-returns",
        S,
        "line ends of another system",
        ACCEPT,
        TRUE,
        b"theorem help : 1 = 1 := by\r\n  rfl\r\n\r\ntheorem target : 1 + 1 = 2 := rfl\r\n",
    ),
    Case("no-final-line-end", S, "the last line is not ended", ACCEPT, TRUE, "theorem target : 1 + 1 = 2 := rfl"),
    Case(
        "other-binders",
        S,
        "binder names, kinds and places have no meaning",
        ACCEPT,
        "theorem target : ∀ (a b : Nat), a = b → b = a := sorry\n",
        "theorem target {x y : Nat} (h : x = y) : y = x := h.symm\n",
    ),
    Case(
        "library-imports",
        S,
        "more of the toolchain's own library",
        ACCEPT,
        TRUE,
        "import Std.Data.HashMap\nimport Lean.Data.Json\ntheorem target : 1 + 1 = 2 := rfl\n",
    ),
    Case(
        "target-in-namespace",
        S,
        "a target with a name of several parts",
        ACCEPT,
        "theorem Main.Result.goal : 1 + 1 = 2 := sorry\n",
        "namespace Main\ntheorem Result.goal : 1 + 1 = 2 := rfl\nend Main\n",
        target="Main.Result.goal",
    ),
    Case(
        "target-quoted",
        S,
        "a target with an unusual name",
        ACCEPT,
        "theorem «goal no. 1 (∀)» : 1 + 1 = 2 := sorry\n",
        "theorem «goal no. 1 (∀)» : 1 + 1 = 2 := rfl\n",
        target="«goal no. 1 (∀)»",
    ),
    Case(
        "root-prefix",
        S,
        "declared from within a namespace",
        ACCEPT,
        TRUE,
        "namespace Work\ntheorem _root_.target : 1 + 1 = 2 := rfl\nend Work\n",
    ),
    Case(
        "macro-with-named-target",
        S,
        "a command made by a macro, with the name given",
        ACCEPT,
        TRUE,
        'macro "prove" n:ident : command => `(theorem $n : 1 + 1 = 2 := rfl)\nprove target\n',
    ),
    Case(
        "reducibility-differs",
        S,
        "attributes on frozen definitions have no meaning for the kernel",
        ACCEPT,
        "def one : Nat := 1\ntheorem target : one = 1 := sorry\n",
        "@[irreducible] def one : Nat := 1\nunseal one in\ntheorem target : one = 1 := rfl\n",
    ),
    Case(
        "context-reordered",
        S,
        "helpers between, before and after the context",
        ACCEPT,
        "def f (n : Nat) : Nat := n + 1\ndef g (n : Nat) : Nat := f n\ntheorem target : g 1 = 2 := sorry\n",
        "def h : Nat := 5\ndef f (n : Nat) : Nat := n + 1\ntheorem f_one : f 1 = 2 := rfl\n"
        "def g (n : Nat) : Nat := f n\ntheorem target : g 1 = 2 := f_one\n",
    ),
    Case(
        "file-answer-true",
        S,
        "a statement file's question answered with True",
        ACCEPT,
        "def answer : Prop := sorry\ntheorem target : answer ↔ ∀ n : Nat, n = n + 0 := sorry\n",
        "def answer : Prop := True\ntheorem target : answer ↔ ∀ n : Nat, n = n + 0 :="
        " ⟨fun _ _ => rfl, fun _ => trivial⟩\n",
        quick=True,
    ),
)

CASES = (*TACTICS, *SCALE)
