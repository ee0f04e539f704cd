"""What a process that the submission controls could answer, as changes of an honest answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from suite_case import FALSE, TRUE, codes

Json = dict[str, Any]

LIE = "axiom lie : 1 = 2\ntheorem target : 1 = 2 := lie\n"
"""Elaborates, and rests on an axiom that the forgeries make disappear."""
HONEST = "def one : Nat := 1\ntheorem help : one = 1 := rfl\ntheorem target : 1 + 1 = 2 := congrArg (1 + ·) help\n"
COINS = "inductive Coin where\n  | heads\n  | tails\ndef turn (c : Coin) : Coin := Coin.rec .tails .heads c\n"
INDUCTIVE = COINS + "theorem target : 1 + 1 = 2 := (fun _ : turn .heads = .tails => rfl) rfl\n"


@dataclass(frozen=True, slots=True)
class Forgery:
    """``forge`` changes the honest answer about ``text``; the judge may answer one of ``expected``."""

    id: str
    why: str
    expected: frozenset[str]
    text: str
    forge: Callable[[Json], Any]
    statement: str = FALSE
    quick: bool = False


def named(answer: Json, *parts: str | int) -> int:
    """The id of a name, added if need be."""
    index = 0
    for part in parts:
        node = [index, part]
        if node not in answer["names"]:
            answer["names"].append(node)
        index = answer["names"].index(node) + 1
    return index


def declared(answer: Json, *parts: str | int) -> Json:
    """The declaration of that name."""
    wanted = named(answer, *parts)
    found: Json = next(each for each in answer["declarations"] if each["name"] == wanted)
    return found


def renamed(*parts: str | int, kept: bool = False) -> Callable[[Json], Any]:
    """The axiom gets another name; its declaration is left out unless ``kept``."""

    def forge(answer: Json) -> Any:
        old, new = named(answer, "lie"), named(answer, *parts)
        for node in answer["exprs"]:
            if node[0] == "const" and node[1] == old:
                node[1] = new
        if kept:
            declared(answer, "lie")["name"] = new
        else:
            answer["declarations"].remove(declared(answer, "lie"))
        return answer

    return forge


def changed(*parts: str, **fields: Any) -> Callable[[Json], Any]:
    """Fields of one declaration are set; a callable is given the answer."""

    def forge(answer: Json) -> Any:
        declaration = declared(answer, *parts)
        for key, value in fields.items():
            declaration[key] = value(answer) if callable(value) else value
        return answer

    return forge


def table(**fields: Any) -> Callable[[Json], Any]:
    """Top-level fields are set."""
    return lambda answer: {**answer, **fields}


def appended(key: str, value: Any) -> Callable[[Json], Any]:
    """One entry more in a table."""
    return lambda answer: {**answer, key: [*answer[key], value]}


def circular(answer: Json) -> Any:
    """The axiom becomes a theorem that the target proves."""
    answer["exprs"].append(["const", named(answer, "target"), []])
    return changed("lie", kind="theorem", value=len(answer["exprs"]) - 1)(answer)


def self_proving(answer: Json) -> Any:
    answer["exprs"].append(["const", named(answer, "lie"), []])
    return changed("lie", kind="theorem", value=len(answer["exprs"]) - 1)(answer)


def proved_by_truth(answer: Json) -> Any:
    answer["exprs"].append(["const", named(answer, "True", "intro"), []])
    return changed("lie", kind="theorem", value=len(answer["exprs"]) - 1)(answer)


def twice(answer: Json) -> Any:
    return appended("declarations", dict(declared(answer, "target")))(answer)


def recursor(**fields: Any) -> Callable[[Json], Any]:
    return changed("Coin", "rec", **fields)


def swapped_rules(answer: Json) -> Any:
    rules = declared(answer, "Coin", "rec")["rules"]
    rules[0][2], rules[1][2] = rules[1][2], rules[0][2]
    return answer


def without(*parts: str) -> Callable[[Json], Any]:
    def forge(answer: Json) -> Any:
        answer["declarations"].remove(declared(answer, *parts))
        return answer

    return forge


EXPORT = codes("E_EXPORT")
FORGERIES = (
    Forgery("axiom-left-out", "the axiom is simply not exported", EXPORT, LIE, without("lie"), quick=True),
    Forgery("axiom-proved-by-target", "a circle of two theorems", EXPORT, LIE, circular, quick=True),
    Forgery("axiom-proves-itself", "a circle of one", codes("E_EXPORT", "E_KERNEL"), LIE, self_proving),
    Forgery("axiom-proved-by-truth", "a proof of something else", codes("E_KERNEL"), LIE, proved_by_truth, quick=True),
    Forgery(
        "called-like-a-theorem",
        "the axiom is called like a library theorem",
        codes("E_KERNEL"),
        LIE,
        renamed("Nat", "le_refl"),
    ),
    Forgery(
        "called-like-a-standard-axiom",
        "the axiom is called propext",
        codes("E_KERNEL"),
        LIE,
        renamed("propext"),
        quick=True,
    ),
    Forgery(
        "declared-like-a-standard-axiom",
        "propext, declared anew",
        codes("E_PRIMITIVE"),
        LIE,
        renamed("propext", kept=True),
        quick=True,
    ),
    Forgery(
        "called-like-an-unsafe-axiom", "the library's lcProof", codes("E_AXIOM", "E_KERNEL"), LIE, renamed("lcProof")
    ),
    Forgery("called-sorry", "sorryAx under its own name", codes("E_AXIOM"), LIE, renamed("sorryAx")),
    Forgery(
        "name-with-number", "a name part that is a number where it was a string", EXPORT, LIE, renamed("propext", 0)
    ),
    Forgery(
        "unsafe-becomes-definition",
        "the axiom becomes an unsafe definition",
        codes("E_KERNEL", "E_EXPORT"),
        LIE,
        changed("lie", kind="def", value=0, hints=1, safety="unsafe"),
    ),
    Forgery(
        "quotient-kind",
        "the axiom becomes a primitive of quotients",
        EXPORT,
        LIE,
        changed("lie", kind="quot"),
        quick=True,
    ),
    Forgery(
        "constructor-of-nothing",
        "the axiom becomes a constructor of a library type",
        EXPORT,
        LIE,
        changed(
            "lie", kind="constructor", inductive=lambda a: named(a, "True"), index=0, params=0, fields=0, unsafe=False
        ),
    ),
    Forgery(
        "recursor-of-nothing",
        "the axiom becomes a recursor",
        EXPORT,
        LIE,
        changed(
            "lie",
            kind="recursor",
            all=lambda a: [named(a, "Nat")],
            params=0,
            indices=0,
            motives=1,
            minors=0,
            k=True,
            unsafe=False,
            rules=[],
        ),
    ),
    Forgery(
        "inductive-for-proposition",
        "the axiom becomes an inductive type of that type",
        codes("E_KERNEL", "E_EXPORT"),
        LIE,
        changed(
            "lie",
            kind="inductive",
            params=0,
            indices=0,
            nested=0,
            recursive=False,
            unsafe=False,
            all=lambda a: [named(a, "lie")],
            constructors=[],
        ),
    ),
    Forgery(
        "universe-parameter-on-target",
        "a universe parameter more",
        codes("E_STATEMENT"),
        HONEST,
        changed("target", levels=lambda a: [named(a, "u")]),
        TRUE,
    ),
    Forgery(
        "target-is-a-definition",
        "another kind",
        codes("E_KIND"),
        HONEST,
        changed("target", kind="def", hints=1, safety="safe"),
        TRUE,
    ),
    Forgery("target-twice", "two declarations of one name", EXPORT, HONEST, twice, TRUE),
    Forgery(
        "recursor-with-other-rules",
        "computation rules exchanged",
        codes("E_KERNEL"),
        INDUCTIVE,
        swapped_rules,
        TRUE,
    ),
    Forgery(
        "recursor-with-k", "a recursor that ignores its argument", codes("E_KERNEL"), INDUCTIVE, recursor(k=True), TRUE
    ),
    Forgery(
        "recursor-left-out",
        "the kernel would make it, but nobody compared it",
        EXPORT,
        INDUCTIVE,
        without("Coin", "rec"),
        TRUE,
    ),
    Forgery("constructor-left-out", "a family that is not whole", EXPORT, INDUCTIVE, without("Coin", "tails"), TRUE),
    Forgery(
        "forward-reference",
        "a node that refers forward",
        EXPORT,
        HONEST,
        appended("exprs", ["app", 10**6, 0]),
        TRUE,
        quick=True,
    ),
    Forgery("truth-value-for-number", "true for 1", EXPORT, HONEST, appended("exprs", ["bvar", True]), TRUE),
    Forgery("negative-number", "an index from the end", EXPORT, HONEST, appended("exprs", ["app", -1, -1]), TRUE),
    Forgery(
        "number-with-zeros", "a literal written in two ways", EXPORT, HONEST, appended("exprs", ["nat", "007"]), TRUE
    ),
    Forgery(
        "other-digits",
        "a literal in digits of another script",
        EXPORT,
        HONEST,
        appended("exprs", ["nat", "\u0661"]),
        TRUE,
    ),
    Forgery("surrogate", "half a character", EXPORT, HONEST, appended("exprs", ["str", "\ud800"]), TRUE),
    Forgery("free-variable", "a free variable", EXPORT, HONEST, appended("exprs", ["fvar", 0]), TRUE),
    Forgery("metavariable-level", "a level metavariable", EXPORT, HONEST, appended("levels", ["lmvar", 0]), TRUE),
    Forgery(
        "deep-name",
        "a name of a thousand parts",
        EXPORT,
        HONEST,
        lambda a: {**a, "names": [*a["names"], *([len(a["names"]) + i, "x"] for i in range(1000))]},
        TRUE,
    ),
    Forgery("no-tables", "nothing but an outcome", EXPORT, HONEST, lambda a: {"outcome": "exported"}, TRUE, quick=True),
    Forgery("tables-of-another-shape", "objects for lists", EXPORT, HONEST, table(names={"0": 1}, exprs={}), TRUE),
    Forgery(
        "messages-of-another-shape",
        "messages that are no messages",
        EXPORT,
        HONEST,
        table(messages=[1, None]),
        TRUE,
        quick=True,
    ),
    Forgery(
        "no-messages",
        "messages left out",
        EXPORT,
        HONEST,
        lambda a: {k: v for k, v in a.items() if k != "messages"},
        TRUE,
    ),
    Forgery("refusals-of-another-shape", "the sandbox's refusals are a number", EXPORT, HONEST, table(refused=7), TRUE),
    Forgery(
        "unknown-outcome",
        "an outcome that does not exist",
        codes("E_COMPILE", "E_EXPORT"),
        HONEST,
        table(outcome="accepted"),
        TRUE,
    ),
    Forgery(
        "imports-of-another-shape",
        "imports without a list",
        codes("E_IMPORT", "E_EXPORT", "E_COMPILE"),
        HONEST,
        lambda a: {"outcome": "imports", "imports": 3},
        TRUE,
    ),
    Forgery(
        "imports-from-elsewhere",
        "imports of a file outside",
        codes("E_IMPORT"),
        HONEST,
        lambda a: {"outcome": "imports", "imports": ["..", "etc.passwd"], "keyword": None},
        TRUE,
    ),
    Forgery(
        "stopped-by-a-limit",
        "a limit that was not passed",
        codes("E_RESOURCE"),
        HONEST,
        lambda a: {"outcome": "timeout"},
        TRUE,
        quick=True,
    ),
)
