"""Regions that make the words of the frozen text mean something else, by the grammar, by attributes, by hints."""

from suite_case import REVIEW, SQUARE, THREE_IS_SQUARE, Case, challenge, codes, regions

C = "words"
STATEMENT = codes("E_STATEMENT", "E_COMPILE")
CONTEXT = codes("E_CONTEXT", "E_COMPILE")
SKIP = "set_option debug.skipKernelTC true\n"


def word(
    name: str,
    why: str,
    expected: frozenset[str],
    proof: str,
    *,
    first: str = "",
    second: str = "",
    statement: str = THREE_IS_SQUARE,
    quick: bool = False,
) -> Case:
    return Case(name, C, why, expected, statement, regions(proof, first=first, second=second), quick=quick)


CASES = (
    word(
        "token-with-a-blank",
        "one token is as long as the frozen statement, blank and all",
        STATEMENT,
        "exact trivial",
        second='local notation "IsSquare 3" => True\n',
        quick=True,
    ),
    word(
        "quantifier-macro",
        "`∀` expands to `∃`",
        STATEMENT,
        "exact ⟨0, by decide⟩",
        second="macro_rules | `(∀ $x:ident : $t, $b) => `(∃ $x:ident : $t, $b)\n",
        statement=challenge("∀ n : Nat, n < 5"),
    ),
    word(
        "arrow-macro",
        "an implication expands to its first half",
        STATEMENT,
        "exact ⟨2, rfl⟩",
        second="macro_rules | `($a:term → $_:term) => `($a)\n",
        statement=challenge("IsSquare 4 → IsSquare 3", SQUARE),
    ),
    word(
        "condition-macro",
        "`if` takes its first branch",
        STATEMENT,
        "exact rfl",
        second="macro_rules | `(if $_ then $a else $_) => `($a)\n",
        statement=challenge("(if 1 = 2 then 1 else 2) = 1"),
    ),
    word(
        "function-macro",
        "`fun` in a frozen definition forgets its variable",
        CONTEXT,
        "exact rfl",
        first="macro_rules | `(fun $_:ident => $_) => `(Function.const Nat 7)\n",
        statement=challenge("next 1 = 7", "def next : Nat → Nat := fun n => n + 1\n"),
    ),
    word(
        "precedence-of-an-operator",
        "`+` binds more tightly than `*`",
        STATEMENT,
        "exact rfl",
        second='local infixl:100 (priority := high) " + " => HAdd.hAdd\n',
        statement=challenge("1 + 1 * 3 = 6"),
    ),
    word(
        "type-exported-from-a-namespace",
        "an export makes `Nat` stand for another type",
        STATEMENT,
        "exact fun _ _ => rfl",
        second="namespace A\nabbrev Nat := Unit\nend A\nexport A (Nat)\n",
        statement=challenge("∀ a b : Nat, a = b"),
    ),
    word(
        "unification-hint",
        "a hint says that two numbers unify, and the kernel is switched off",
        codes("E_KERNEL", "E_COMPILE"),
        "exact (rfl : one = two)",
        second="@[irreducible] def one := 1\n@[irreducible] def two := 2\nunif_hint lie where\n  ⊢ one ≟ two\n" + SKIP,
        statement=challenge("1 = 2"),
    ),
    word(
        "quotients-again",
        "the kernel is told about quotients a second time, by another declaration of its own name",
        codes("E_KERNEL", "E_COMPILE", "E_PRIMITIVE", "E_EXPORT"),
        "exact congrArg (Quot.lift (r := fun _ _ => True) (fun n : Nat => n) (fun _ _ _ => lie)) (Quot.sound trivial)",
        second="init_quot\n" + SKIP + "theorem lie {a b : Nat} : a = b := by decide +kernel\n",
        statement=challenge("1 = 2"),
    ),
    word(
        "equation-before-its-definition",
        "the lemma by which `simp` unfolds the frozen definition is declared before it, and says something else",
        codes("E_COMPILE", "E_KERNEL", "E_AXIOM", "E_CONTEXT"),
        "rw [IsSquare.eq_1]; trivial",
        first="namespace IsSquare\n" + SKIP + "theorem eq_1 : True = (1 = 2) := by decide +kernel\nend IsSquare\n",
    ),
    word(
        "implementation-of-a-frozen-function",
        "a frozen function is given another implementation afterwards",
        codes("E_AXIOM", "E_COMPILE"),
        "native_decide",
        second="def yes (_ : Nat) : Bool := true\nattribute [implemented_by yes] good\n",
        statement=challenge("good 3 = true", "def good (n : Nat) : Bool := n == 4\n"),
    ),
    word(
        "order-of-literals",
        "the instance by which numbers are compared says yes",
        STATEMENT,
        "exact rfl",
        second="local instance (priority := high) : BEq Nat := ⟨fun _ _ => true⟩\n",
        statement=challenge("((3 : Nat) == 4) = true"),
    ),
    word(
        "unsafe-in-front-of-a-term",
        "`unsafe` in front of a term, not of a declaration",
        codes("E_COMPILE", "E_AXIOM", "E_KERNEL"),
        "exact unsafe lcProof",
    ),
    Case(
        "answer-decides-the-question",
        C,
        "the answer is True if the question has a positive answer",
        REVIEW,
        "def answer : Prop := sorry\ntheorem target : answer ↔ ∀ n : Nat, n < 5 := sorry\n",
        "open Classical in\nnoncomputable def answer : Prop := if ∀ n : Nat, n < 5 then True else False\n"
        "theorem target : answer ↔ ∀ n : Nat, n < 5 := by\n  unfold answer; split <;> simp_all\n",
        quick=True,
    ),
    Case(
        "field-of-a-structure-overridden",
        C,
        "a structure extends the frozen one's parent and gives its field another default, by macro",
        codes("E_CONTEXT", "E_COMPILE", "E_STATEMENT"),
        challenge("({} : P).x = 7", "structure P where\n  x : Nat := 1\n"),
        regions("exact rfl", first="macro_rules | `(1) => `(7)\n"),
    ),
    Case(
        "disproof-of-a-smaller-statement",
        C,
        "the disproof's bound is another one, under a name that unfolds to it",
        codes("E_STATEMENT", "E_COMPILE"),
        "theorem target : ∀ n : Nat, n < n + 1 := sorry\n",
        "abbrev no : Prop := ∀ n : Nat, n < n\ntheorem target_disproof : ¬ no := fun h => absurd (h 0) (by decide)\n",
        direction="disprove",
    ),
)
