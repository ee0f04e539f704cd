"""What a submission can make long or deep, made so: the process that judges counts it before it holds it."""

from suite_case import ACCEPT, TRUE, Case, codes

C = "lengths"
LETTERS = "\U0001d49c" * 16
META = "import Lean\nopen Lean Elab Command Meta\n"
PROVED = "theorem target : 1 + 1 = 2 := rfl\n"
RESOURCE = codes("E_RESOURCE")
ADD = (
    "def add (name : Name) (value : Expr) : CoreM Unit :=\n"
    "  withOptions (·.setBool `debug.skipKernelTC true) <| addDecl <| .thmDecl\n"
    "    { name, levelParams := [], type := mkConst ``True, value }\n"
    "def all (name : Name) : Nat → Expr\n  | 0 => mkConst ``True.intro\n"
    "  | n + 1 => mkApp2 (mkConst `second) (all name n) (mkConst (.num name n))\n"
    "theorem second (_ b : True) : True := b\n"
)
"""``all name n`` is a proof that names ``n`` theorems."""


def made(name: str, why: str, text: str, expected: frozenset[str] = RESOURCE) -> Case:
    return Case(name, C, why, expected, TRUE, META + text)


def below(term: str) -> str:
    """A target that has ``term``, of any type, below it."""
    return f'elab "long" : term => return {term}\ntheorem target : 1 + 1 = 2 := (fun _ => rfl) long\n'


CASES = (
    made(
        "declarations-without-end",
        "a hundred and twenty thousand theorems, each a hundred bytes of data and five thousand of objects",
        ADD + 'elab "declare" : term => do\n  for i in [0:120000] do add (.num `a i) (mkConst ``True.intro)\n'
        "  return mkConst ``True.intro\ndef declared : True := declare\n" + below("all `a 120000"),
    ),
    made(
        "theorems-that-share-a-term",
        "1,700 theorems that name 1,700 others each, in one term that they share",
        ADD + 'elab "declare" : term => do\n  for i in [0:1700] do add (.num `a i) (mkConst ``True.intro)\n'
        "  let shared := all `a 1700\n  for i in [0:1700] do add (.num `b i) shared\n"
        "  return mkConst ``True.intro\ndef declared : True := declare\n" + below("all `b 1700"),
    ),
    made("digits-without-end", "a numeral of twenty million digits", below("mkRawNatLit (10 ^ 20000000)")),
    made(
        "text-of-twenty-megabytes",
        "a string of twenty million letters of four bytes",
        "def double : Nat → String → String\n  | 0, s => s\n  | n + 1, s => double n (s ++ s)\n"
        + below(f'mkStrLit (double 20 "{LETTERS}")'),
    ),
    made(
        "name-of-a-million-parts",
        "a bound variable's name",
        'def deep : Nat → Name → Name\n  | 0, n => n\n  | k + 1, n => deep k (.str n "a")\n'
        + below(".lam (deep 1000000 .anonymous) (mkConst ``Nat) (.bvar 0) .default"),
        codes("E_RESOURCE", "E_EXPORT"),
    ),
    made(
        "universe-of-a-million-steps",
        "a sort a million levels up",
        "def up : Nat → Level → Level\n  | 0, l => l\n  | k + 1, l => up k (.succ l)\n"
        + below("mkSort (up 1000000 .zero)"),
        codes("E_RESOURCE", "E_KERNEL", "E_COMPILE"),
    ),
    made(
        "universe-that-doubles",
        "a level of sixty nodes that is 2 to the 60th written out",
        "def twice : Nat → Level → Level\n  | 0, l => l\n  | k + 1, l => twice k (.max l (.succ l))\n"
        + below("mkSort (twice 60 .zero)"),
        codes("E_RESOURCE", "E_COMPILE"),
    ),
    made(
        "documentation-of-megabytes",
        "a docstring of eight megabytes, which no proof needs and nobody reads",
        "def double : Nat → String → String\n  | 0, s => s\n  | n + 1, s => double n (s ++ s)\n"
        'run_cmd addDocStringCore `Nat.foo (double 20 "12345678")\n' + PROVED,
        ACCEPT | codes("E_COMPILE"),
    ),
    made(
        "message-of-megabytes",
        "one message longer than all may be",
        "def double : Nat → String → String\n  | 0, s => s\n  | n + 1, s => double n (s ++ s)\n"
        'run_cmd logInfo (double 20 "12345678")\n' + PROVED,
    ),
)
