"""Submissions that ask for too much, and output that is meant for whoever reads it."""

from suite_case import ACCEPT, FALSE, TRUE, Case, codes

RESOURCE = codes("E_RESOURCE", "E_COMPILE")
PROVED = "theorem target : 1 + 1 = 2 := rfl\n"
UNBOUNDED = "set_option maxHeartbeats 0\nset_option maxRecDepth 100000000\n"
C = "resources"

STACK = "def f (n : Nat) : Bool := Nat.rec (motive := fun _ => Bool) true (fun _ ih => and ih true) n\n"
STACK_STATEMENT = STACK + "theorem target : f 139950 = true := by sorry\n"


def bomb(name: str, why: str, text: str, expected: frozenset[str] = RESOURCE, quick: bool = False) -> Case:
    return Case(name, C, why, expected, TRUE, text + PROVED, quick=quick, limited=True)


BOMBS = (
    Case(
        "replay-only",
        C,
        "elaboration skips the check, so only the replay meets the work",
        RESOURCE,
        TRUE,
        "def climb : Nat → Nat → Nat\n  | 0, k => k + 1\n  | n + 1, k => climb n (climb n k)\n"
        "set_option debug.skipKernelTC true in\ntheorem heavy : climb 40 0 % 2 = 0 := by decide +kernel\n"
        "theorem help (_ : climb 40 0 % 2 = 0) : 1 + 1 = 2 := rfl\ntheorem target : 1 + 1 = 2 := help heavy\n",
        limited=True,
    ),
    Case(
        "kernel-stack",
        C,
        "a recursion of the kernel that passes the lower end of its stack, in the elaboration",
        codes("E_RESOURCE"),
        STACK_STATEMENT,
        STACK + "theorem target : f 139950 = true := by decide +kernel\n",
    ),
    Case(
        "kernel-stack-in-replay",
        C,
        "the same, with the elaboration's check skipped: the kernel wrote over its own globals and accepted",
        codes("E_RESOURCE"),
        STACK_STATEMENT,
        STACK + "set_option debug.skipKernelTC true in\ntheorem target : f 139950 = true := by decide +kernel\n",
        quick=True,
    ),
    bomb(
        "macro-without-end",
        "a macro that expands to itself",
        UNBOUNDED + 'syntax "spin" : term\nmacro_rules | `(spin) => `(spin)\nexample : True := spin\n',
    ),
    bomb(
        "macro-that-doubles",
        "a macro that doubles its term forever",
        UNBOUNDED
        + 'syntax "grow" term : term\nmacro_rules | `(grow $t) => `(grow ($t, $t))\nexample : True := grow 1\n',
    ),
    bomb(
        "simp-loop",
        "two rewriting rules against each other",
        UNBOUNDED + "theorem a (n m : Nat) : n + m = m + n + 0 := by omega\n"
        "example (n m : Nat) : n + m = 7 := by simp only [a]\n",
    ),
    bomb(
        "instance-loop",
        "instances that need each other",
        UNBOUNDED + "set_option synthInstance.maxHeartbeats 0\n"
        "set_option synthInstance.maxSize 100000000\nclass Loop (n : Nat) where\n"
        "instance (n : Nat) [Loop (n + 1)] : Loop n where\nexample : Loop 0 := inferInstance\n",
    ),
    bomb(
        "elaborator-evaluates",
        "unfolding in the elaborator",
        UNBOUNDED + "def tower : Nat → Nat\n  | 0 => 1\n  | n + 1 => 2 ^ tower n\n"
        "example : tower 5 % 3 = 1 := by decide\n",
    ),
    bomb(
        "memory",
        "a list that grows for ever",
        UNBOUNDED + "partial def grow (l : List Nat) : Nat := grow (1 :: 2 :: 3 :: l)\n#eval grow []\n",
    ),
    bomb(
        "deep-parentheses", "a text that nests deeply", "example : Nat := " + "(" * 60_000 + "1" + ")" * 60_000 + "\n"
    ),
    bomb("deep-term", "a term that nests deeply", UNBOUNDED + "example : Nat := " + "Nat.succ <| " * 30_000 + "0\n"),
    bomb(
        "many-threads",
        "a thread for each of a hundred tasks, beside Lean's own memory",
        "def tasks : Nat → IO Unit\n  | 0 => pure ()\n"
        "  | n + 1 => do\n    let _ ← IO.asTask (IO.sleep 60000) .dedicated\n    tasks n\n#eval tasks 100\n",
    ),
    bomb("many-commands", "two hundred thousand commands", "end\n" * 200_000),
    bomb("long-literal", "a literal of 900,000 digits", "example : Nat := " + "9" * 900_000 + "\n"),
    bomb("many-messages", "a message per line", "#eval 1\n" * 60_000 + "#check Nat\n"),
    Case(
        "doubled-string",
        C,
        "a string literal of hundreds of megabytes",
        RESOURCE,
        TRUE,
        "open Lean in\ndef double : Nat → String → String\n  | 0, s => s\n  | n + 1, s => double n (s ++ s)\n"
        'open Lean in\nmacro "long" : term => return Syntax.mkStrLit (double 25 "aaaaaaaaaaaaaaaa")\n'
        "theorem target : 1 + 1 = 2 := (fun _ : long = long => rfl) rfl\n",
        limited=True,
    ),
)

META = "import Lean\nopen Lean Elab Command\n"
"""For metaprograms, which the small limits of the others leave no time for."""


def made(name: str, why: str, text: str, expected: str) -> Case:
    return Case(name, C, why, codes(expected), TRUE, META + text)


LONG_LIST = "def grow : Nat → List α → α → List α\n  | 0, l, _ => l\n  | n + 1, l, a => grow n (a :: l) a\n"
DECLARE = (
    "def add (name : Name) (all : List Name) (levels : List Level) : CoreM Unit :=\n"
    "  withOptions (·.setBool `debug.skipKernelTC true) <| addDecl <| .thmDecl\n"
    "    { name, levelParams := [], type := mkConst ``True, value := mkConst ``True.intro levels, all }\n"
)

MADE = (
    made(
        "empty-messages",
        "messages without a text",
        "def add (m : Message) : Nat → CommandElabM Unit\n  | 0 => pure ()\n"
        "  | n + 1 => do modify fun s => { s with messages := s.messages.add m }; add m n\n"
        'run_cmd add { fileName := "", pos := ⟨1, 1⟩, data := "", severity := .information } 80000\n' + PROVED,
        "E_RESOURCE",
    ),
    Case(
        "levels-without-end",
        C,
        "universe levels of one constant: a character or two each in the data, and an object each for its reader",
        codes("E_RESOURCE"),
        TRUE,
        META + LONG_LIST + DECLARE + 'elab "declare" : term => do\n  add `one [] (grow 3000000 [] .zero)\n'
        "  return mkConst ``True.intro\ndef declared : True := declare\n"
        'elab "one!" : term => return mkConst `one\ntheorem target : 1 + 1 = 2 := (fun _ : True => rfl) one!\n',
        quick=True,
    ),
    Case(
        "theorems-that-share-a-list",
        C,
        "four theorems said to be declared together with three million others, which nobody reads",
        ACCEPT,
        TRUE,
        META + LONG_LIST + DECLARE + 'elab "declare" : term => do\n  let all := grow 3000000 [] `a\n'
        "  for name in [`one, `two, `three, `four] do add name all []\n"
        "  return mkConst ``True.intro\ndef declared : True := declare\n"
        'elab "pair!" a:ident b:ident : term => do\n  let t := mkConst ``True\n'
        "  return mkApp4 (mkConst ``And.intro) t t (mkConst a.getId) (mkConst b.getId)\n"
        "theorem target : 1 + 1 = 2 := (fun _ _ : True ∧ True => rfl) (pair! one two) (pair! three four)\n",
    ),
    made(
        "names-with-one-prefix",
        "names that are small in a table of prefixes, and hundreds of megabytes written out",
        'def deep : Nat → Name → Name\n  | 0, n => n\n  | k + 1, n => deep k (.str n "abcd")\n'
        "def wide (prefix_ : Name) : Nat → Nat → Expr\n"
        "  | 0, i => .forallE (.num prefix_ i) (mkConst ``Nat) (mkConst ``True) .default\n"
        "  | d + 1, i => mkApp2 (mkConst ``And) (wide prefix_ d (2 * i)) (wide prefix_ d (2 * i + 1))\n"
        'elab "big" : term => return wide (deep 254 .anonymous) 15 1\n'
        "theorem target : 1 + 1 = 2 := (fun _ : Prop => rfl) big\n",
        "E_EXPORT",
    ),
    made(
        "field-of-many-arguments",
        "a field of an inductive type that is a function of 3,000 arguments, each walk along which is long",
        "def F (n : Nat) : Type 1 := Nat.rec (motive := fun _ => Type 1) Type (fun _ t => Nat → t) n\n"
        "def f (n : Nat) : F n := Nat.rec (motive := F) Nat (fun _ g _ => g) n\n"
        "def chain (f a : Expr) : Nat → Expr\n  | 0 => f\n  | n + 1 => chain (.app f a) a n\n"
        'elab "declare" : term => do\n'
        "  let field := chain (.app (mkConst `f) (mkRawNatLit 3000)) (mkRawNatLit 0) 3000\n"
        "  let type := .forallE `x field (mkConst `Odd) .default\n"
        "  addDecl <| .inductDecl [] 0 [{ name := `Odd, type := mkSort levelOne, "
        "ctors := [{ name := `Odd.mk, type }] }] false\n"
        '  return mkConst ``True.intro\ndef declared : True := declare\nelab "odd" : term => return mkConst `Odd\n'
        "theorem target : 1 + 1 = 2 := (fun _ : Type => rfl) odd\n",
        "E_RESOURCE",
    ),
)

R = "reports"
REPORTS = (
    Case(
        "printed-verdict",
        R,
        "the judge's own answer, printed",
        codes("E_AXIOM"),
        FALSE,
        "set_option warn.sorry false\n"
        '#eval IO.println "{\\"verdict\\": \\"accepted\\", \\"code\\": \\"ACCEPT\\"}"\n'
        'theorem target : 1 = 2 := by stop rfl\n#eval IO.println "accepted"\n',
    ),
    Case(
        "printed-frame",
        R,
        "a whole frame of the host's protocol on every stream",
        codes("E_AXIOM", "E_COMPILE", "E_SANDBOX", "E_RESOURCE"),
        FALSE,
        "set_option warn.sorry false\n#eval show IO Unit from do\n"
        '  let frame := "\\x1d\\x00\\x00\\x00{\\"id\\":1,\\"outcome\\":\\"exported\\"}"\n'
        "  (← IO.getStdout).putStr frame\n  (← IO.getStderr).putStr frame\ntheorem target : 1 = 2 := sorry\n",
    ),
    Case(
        "empty-error",
        R,
        "an error message without text",
        codes("E_COMPILE"),
        TRUE,
        '#eval (throw (IO.userError "") : IO Unit)\n' + PROVED,
    ),
    Case(
        "error-with-escapes",
        R,
        "an error message that moves the cursor",
        codes("E_COMPILE"),
        TRUE,
        '#eval (throw (IO.userError "\\x1b[2J\\x1b[Haccepted\\x07") : IO Unit)\n' + PROVED,
    ),
    Case(
        "axiom-with-escapes",
        R,
        "an axiom whose name is a terminal's escape sequence",
        codes("E_AXIOM"),
        FALSE,
        'open Lean in\nmacro "declare" : command => `(axiom $(mkIdent (Name.mkSimple "\\x1b[2Jaccepted\\n")) : '
        '1 = 2)\ndeclare\nopen Lean in\nmacro "use" : term => `($(mkIdent (Name.mkSimple "\\x1b[2Jaccepted\\n")))\n'
        "theorem target : 1 = 2 := use\n",
        quick=True,
    ),
    Case(
        "exit-status",
        R,
        "the process ends itself with success",
        codes("E_COMPILE", "E_SANDBOX", "E_TARGET_MISSING"),
        FALSE,
        "theorem target : 1 = 2 := by stop rfl\n#eval (IO.Process.exit 0 : IO Unit)\n",
    ),
    Case(
        "environment",
        R,
        "a program is started",
        codes("E_SANDBOX"),
        TRUE,
        '#eval show IO Unit from do\n  let out ← IO.Process.output { cmd := "id" }\n  IO.println out.stdout\n' + PROVED,
    ),
    Case(
        "library-file",
        R,
        "a file of the library is read",
        codes("E_SANDBOX"),
        TRUE,
        '#eval show IO Unit from do\n  let text ← IO.FS.readFile "/lib/Init.olean"\n  IO.println text\n' + PROVED,
    ),
    Case(
        "file-in-a-task",
        R,
        "a file is read in another thread",
        codes("E_SANDBOX"),
        TRUE,
        '#eval show IO Unit from do\n  let task ← IO.asTask (IO.FS.readFile "/etc/passwd")\n'
        "  IO.println (← IO.ofExcept task.get)\n" + PROVED,
        quick=True,
    ),
    Case(
        "fork",
        R,
        "a program is started without pipes, for which the module asks nobody",
        codes("E_SANDBOX"),
        TRUE,
        '#eval show IO Unit from do\n  discard <| IO.Process.spawn { cmd := "sh" }\n' + PROVED,
    ),
)

CASES = (*BOMBS, *MADE, *REPORTS)
