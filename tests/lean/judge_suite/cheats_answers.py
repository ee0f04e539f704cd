"""Answers that are none: the question itself, computations, and look-alikes of `True` and of literals."""

from suite_case import REVIEW, Case, challenge, codes, regions

C = "answers"
CONTEXT = "def Small (n : Nat) : Prop := n * n < 10\ndef Question : Prop := ∀ n : Nat, n < 3 → Small n\n"
PROOF = (
    "have small : Question := by\n  intro n h; unfold Small\n  match n, h with\n  | 0, _ => decide\n"
    "  | 1, _ => decide\n  | 2, _ => decide\n"
)
"""Shows the question, whose answer is True."""
PROP = challenge("answer ↔ ∀ n : Nat, n < 3 → Small n", CONTEXT, answer="prop", value=("Prop", "False"))
UNKEYED = challenge("answer ↔ ∀ n : Nat, n < 3 → Small n", CONTEXT, value=("Prop", "False"))
NUMBER = challenge("answer = 3 + 4", answer="nat", value=("Nat", "0"))
INTEGER = challenge("answer + 8 = 5", answer="int", value=("Int", "0"))
TRUTH = challenge("answer = (2 + 2 == 4)", answer="bool", value=("Bool", "false"))
LIST = challenge("answer = [1, 2].map (· + 1)", answer="list nat", value=("List Nat", "[]"))
SAME = "exact Iff.rfl"
BY_PROOF = PROOF + "exact ⟨fun _ => small, fun _ => by simp [answer]⟩"


def value(
    name: str,
    why: str,
    challenge: str,
    text: str,
    proof: str,
    *,
    first: str = "",
    second: str = "",
    expected: frozenset[str] = REVIEW,
    quick: bool = False,
) -> Case:
    return Case(name, C, why, expected, challenge, regions(proof, first=first, second=second, value=text), quick=quick)


CASES = (
    value("question-itself", "the question is its own answer", PROP, "∀ n : Nat, n < 3 → Small n", SAME, quick=True),
    value("name-of-question", "a frozen definition that unfolds to the question", PROP, "Question", SAME),
    value(
        "question-and-true", "True ∧ question", PROP, "True ∧ Question", "exact ⟨fun h => h.2, fun h => ⟨trivial, h⟩⟩"
    ),
    value("double-negation", "the question, negated twice", PROP, "¬ ¬ Question", "exact Classical.not_not"),
    value(
        "obviously-true",
        "a true proposition other than True",
        PROP,
        "0 = 0",
        PROOF + "exact ⟨fun _ => small, fun _ => rfl⟩",
    ),
    value("not-false", "¬ False", PROP, "¬ False", PROOF + "exact ⟨fun _ => small, fun _ => id⟩"),
    value(
        "helper-true",
        "a definition of the submission that unfolds to True",
        PROP,
        "Yes",
        PROOF + "exact ⟨fun _ => small, fun _ => trivial⟩",
        first="def Yes : Prop := True\n",
    ),
    value(
        "identity-applied",
        "`id True` is a computation",
        PROP,
        "id True",
        PROOF + "exact ⟨fun _ => small, fun _ => trivial⟩",
    ),
    value("let-true", "`let`", PROP, "let x := True; x", PROOF + "exact ⟨fun _ => small, fun _ => trivial⟩"),
    value(
        "if-then-else",
        "a decision",
        PROP,
        "if 1 = 1 then True else False",
        PROOF + "exact ⟨fun _ => small, fun _ => by simp [answer]⟩",
    ),
    value(
        "notation-true",
        "`True` is notation for the question",
        PROP,
        "True",
        SAME,
        first='local macro "True" : term => `(∀ n : Nat, n < 3 → n * n < 10)\n',
    ),
    value(
        "variable-true",
        "`True` is a section variable, so the answer is a function",
        PROP,
        "True",
        "exact Iff.rfl",
        first="section\nvariable (True : Prop)\n",
        expected=codes("E_CONTEXT", "E_STATEMENT", "E_COMPILE", "E_AXIOM"),
    ),
    value(
        "namespaced-true",
        "another True in the current namespace",
        PROP,
        "True",
        "exact Iff.rfl",
        first="inductive Own.True : Prop where\n  | intro\nnamespace Own\n",
        second="end Own\n",
        expected=codes("R_REVIEW", "E_COMPILE", "E_CONTEXT", "E_STATEMENT", "E_AXIOM"),
    ),
    value(
        "macro-true",
        "`True` expands to the question",
        PROP,
        "True",
        SAME,
        first="macro_rules | `($i:ident) => if i.getId == `True then `(∀ n : Nat, n < 3 → n * n < 10) else "
        "Lean.Macro.throwUnsupported\n",
        expected=codes("R_REVIEW", "E_COMPILE", "E_AXIOM"),
    ),
    value(
        "answer-hole",
        "the answer is a hole",
        PROP,
        "sorry",
        "simp [answer]; stop trivial",
        expected=codes("E_AXIOM", "E_COMPILE"),
    ),
    value(
        "answer-by-where",
        "the question behind a local declaration of the answer's own",
        PROP,
        "said where said : Prop := Question",
        SAME,
    ),
    value(
        "show-true",
        "`show` binds the truth value to a name",
        PROP,
        "show Prop from True",
        PROOF + "exact ⟨fun _ => small, fun _ => trivial⟩",
    ),
    value(
        "answer-then-exit",
        "the file ends after the answer",
        NUMBER,
        "7\n#exit",
        "rfl",
        expected=codes("E_TARGET_MISSING"),
    ),
    value(
        "answer-then-comment",
        "a comment after the answer swallows the frozen theorem",
        NUMBER,
        "7 /-",
        "rfl",
        expected=codes("E_SOURCE"),
    ),
    value("match-on-a-number", "a literal that is chosen by a match", NUMBER, "match 3 with | _ => 7", "rfl"),
    value("unkeyed", "without a grammar even True needs a person", UNKEYED, "True", BY_PROOF),
    value(
        "wrong-answer",
        "False, with the proof for True",
        PROP,
        "False",
        BY_PROOF,
        expected=codes("E_COMPILE", "E_AXIOM"),
    ),
    value(
        "hole-in-proof",
        "True, with a hole for a proof",
        PROP,
        "True",
        "stop trivial",
        expected=codes("E_AXIOM"),
    ),
    value("sum", "a sum is a computation", NUMBER, "3 + 4", "rfl"),
    value("successor", "a constructor is no literal", NUMBER, "Nat.succ 6", "rfl"),
    value(
        "named-number",
        "a number behind a definition",
        NUMBER,
        "seven",
        "rfl",
        first="def seven : Nat := 7\n",
    ),
    value("typed-by-identity", "a literal behind `id`", NUMBER, "id 7", "rfl"),
    value(
        "own-numeral",
        "a literal whose meaning an instance changes",
        NUMBER,
        "9",
        "rfl",
        first="instance (priority := 9000) : OfNat Nat 9 := ⟨(7 : Nat)⟩\n",
        expected=codes("R_REVIEW", "E_STATEMENT", "E_CONTEXT"),
        quick=True,
    ),
    value("length", "a length", NUMBER, '"1234567".length', "rfl"),
    value("search", "the smallest number with the property", NUMBER, "((List.range 100).find? (· == 7)).getD 0", "rfl"),
    value("integer-difference", "a difference", INTEGER, "5 - 8", "rfl"),
    value("integer-twice-negated", "two signs", INTEGER, "- - -3", "rfl"),
    value(
        "integer-own-negation",
        "a sign whose meaning an instance changes",
        INTEGER,
        "-9",
        "rfl",
        first="instance (priority := 9000) : Neg Int := ⟨fun _ => Int.negSucc 2⟩\n",
    ),
    value("truth-by-decision", "a decision instead of a truth value", TRUTH, "decide (2 + 2 = 4)", "rfl"),
    value("truth-by-negation", "a negation", TRUTH, "!false", "rfl"),
    value("list-by-function", "a list that is computed", LIST, "[1, 2].map (· + 1)", "rfl"),
    value("list-with-sum", "a list with a sum in it", LIST, "[2, 1 + 2]", "rfl"),
    value("list-appended", "two lists", LIST, "[2] ++ [3]", "rfl"),
    Case(
        "file-restated",
        C,
        "a statement file's hole filled with the question",
        REVIEW,
        "def answer : Prop := sorry\ntheorem target : answer ↔ ∀ n : Nat, n = n + 0 := sorry\n",
        "def answer : Prop := ∀ n : Nat, n = n + 0\ntheorem target : answer ↔ ∀ n : Nat, n = n + 0 := Iff.rfl\n",
    ),
    Case(
        "file-opaque-answer",
        C,
        "the answer is an opaque constant",
        codes("E_CONTEXT", "E_STATEMENT"),
        "def answer : Prop := sorry\ntheorem target : answer ↔ ∀ n : Nat, n = n + 0 := sorry\n",
        "opaque answer : Prop := True\ntheorem target : answer ↔ ∀ n : Nat, n = n + 0 := sorry\n",
    ),
    Case(
        "file-axiom-answer",
        C,
        "the answer is an axiom",
        codes("E_CONTEXT", "E_STATEMENT"),
        "def answer : Prop := sorry\ntheorem target : answer ↔ ∀ n : Nat, n = n + 0 := sorry\n",
        "axiom answer : Prop\naxiom help : answer\n"
        "theorem target : answer ↔ ∀ n : Nat, n = n + 0 := ⟨fun _ _ => rfl, fun _ => help⟩\n",
    ),
)
