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
    "theorem second (_ b : True) : True := b\n"
    "def all (name : Name) : Nat → Nat → Expr\n  | 0, i => mkConst (.num name i)\n"
    "  | d + 1, i => mkApp2 (mkConst `second) (all name d (2 * i)) (all name d (2 * i + 1))\n"
)
"""``all name d 0`` is a proof that names 2 to the ``d`` theorems."""


def made(name: str, why: str, text: str, expected: frozenset[str] = RESOURCE) -> Case:
    return Case(name, C, why, expected, TRUE, META + text)


def below(term: str) -> str:
    """A target that has ``term``, of any type, below it."""
    skip = "set_option debug.skipKernelTC true in\n"
    return f'elab "long" : term => return {term}\n{skip}theorem target : 1 + 1 = 2 := (fun _ => rfl) long\n'


CASES = (
    made(
        "declarations-without-end",
        "131,072 theorems, each a hundred bytes of data and five thousand of objects",
        ADD + 'elab "declare" : term => do\n  for i in [0:131072] do add (.num `a i) (mkConst ``True.intro)\n'
        "  return mkConst ``True.intro\ndef declared : True := declare\n" + below("all `a 17 0"),
    ),
    made(
        "theorems-that-share-a-term",
        "2,048 theorems that name 2,048 others each, in one term that they share",
        ADD + 'elab "declare" : term => do\n  for i in [0:2048] do add (.num `a i) (mkConst ``True.intro)\n'
        "  let shared := all `a 11 0\n  for i in [0:2048] do add (.num `b i) shared\n"
        "  return mkConst ``True.intro\ndef declared : True := declare\n" + below("all `b 11 0"),
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
        ACCEPT,
    ),
    made(
        "message-of-megabytes",
        "one message longer than all may be",
        "def double : Nat → String → String\n  | 0, s => s\n  | n + 1, s => double n (s ++ s)\n"
        'run_cmd logInfo (double 20 "12345678")\n' + PROVED,
    ),
)
