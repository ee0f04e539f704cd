"""Inductive types in the second kernel: which are taken, and that its recursors are those of the first one.

The first kernel makes the recursors; the second one is given them as exported data and makes its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from judge_terms import Terms
from kernels import Json, Kernels
from term_text import term

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

Types = tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
"""Name, type, constructors with their types."""


def family(types: Types, params: int = 0, levels: tuple[str, ...] = ()) -> tuple[Terms, Json]:
    """An inductive declaration as the first kernel takes it."""
    terms = Terms()
    planned = []
    for name, type_, constructors in types:
        made = [{"name": terms.name(name, own), "type": term(terms, of)} for own, of in constructors]
        planned.append({"name": terms.name(name), "type": term(terms, type_), "constructors": made})
    names = [terms.name(level) for level in levels]
    plan = {"kind": "inductive", "name": planned[0]["name"], "levels": names, "params": params, "types": planned}
    return terms, plan


def one(type_: str, *constructors: str) -> Types:
    """One type ``T`` with constructors ``c0``, ``c1``, ..."""
    return (("T", type_, tuple((f"c{i}", of) for i, of in enumerate(constructors))),)


BELOW = "(Eq.{1} Bool (Nat.ble (Nat.succ #0) #1) Bool.true)"

TAKEN: tuple[tuple[str, Types, int, tuple[str, ...]], ...] = (
    ("empty", one("Type"), 0, ()),
    ("enumeration", one("Type", "T", "T", "T"), 0, ()),
    ("numbers", one("Type", "T", "(all T T)"), 0, ()),
    ("tree", one("Type", "T", "(all (all Nat T) T)"), 0, ()),
    ("branching", one("Type", "T", "(all T (all (all Bool (all Nat T)) (all T T)))"), 0, ()),
    ("parameter", one("(all Type Type)", "(all Type (all #0 (all (T #1) (T #2))))"), 1, ()),
    ("universe", one("(all (sort (succ u)) (sort (succ u)))", "(all (sort (succ u)) (all #0 (T.{u} #1)))"), 1, ("u",)),
    ("index", one("(all Nat Type)", "(T 0)", "(all Nat (all (T #0) (T (Nat.succ #1))))"), 0, ()),
    (
        "parameter-and-index",
        one(
            "(all Type (all Nat Type))",
            "(all Type (T #0 0))",
            "(all Type (all #0 (all Nat (all (T #2 #0) (T #3 (Nat.succ #1))))))",
        ),
        1,
        (),
    ),
    ("proposition", one("Prop", "T", "T"), 0, ()),
    ("proposition-with-data", one("Prop", "(all Nat T)"), 0, ()),
    ("singleton", one("Prop", "T"), 0, ()),
    ("conjunction", one("Prop", "(all True (all True T))"), 0, ()),
    ("equality", one("(all Nat (all Nat Prop))", "(all Nat (T #0 #0))"), 1, ()),
    ("equality-by-index", one("(all Nat (all Nat Prop))", "(all Nat (T #0 #0))"), 0, ()),
    ("field-in-index", one("(all Nat Prop)", "(all Nat (all (Eq.{1} Nat #0 #0) (T #1)))"), 0, ()),
    ("accessible", one("(all Nat Prop)", f"(all Nat (all (all Nat (all {BELOW} (T #1))) (T #1)))"), 0, ()),
    ("large-field", one("(sort 2)", "(all Type T)"), 0, ()),
    ("structure", one("(all Type (all Type Type))", "(all Type (all Type (all #1 (all #1 (T #3 #2)))))"), 2, ()),
    ("nested-list", one("Type", "(all (List.{0} T) T)"), 0, ()),
    ("nested-twice", one("Type", "(all (List.{0} (Option.{0} T)) (all (Option.{0} T) T))"), 0, ()),
    ("nested-pair", one("Type", "T", "(all (Prod.{0,0} Nat T) (all (all Nat (List.{0} T)) T))"), 0, ()),
    ("nested-array", one("(all Type Type)", "(all Type (all (Array.{0} (T #0)) (T #1)))"), 1, ()),
    ("behind-a-definition", one("Type", "T", "(all (id.{2} Type T) T)"), 0, ()),
    ("sort-behind-a-definition", one("(id.{3} (sort 2) Type)", "T"), 0, ()),
    ("nested-subtype", one("Type", "(all (Subtype.{1} T (fun T True)) T)"), 0, ()),
    ("mutual", (("A", "Type", (("a", "A"), ("b", "(all B A)"))), ("B", "Type", (("c", "(all A (all A B))"),))), 0, ()),
    (
        "mutual-with-indices",
        (
            ("A", "(all Nat Prop)", (("a", "(A 0)"), ("b", "(all Nat (all (B #0) (A (Nat.succ #1))))"))),
            ("B", "(all Nat Prop)", (("c", "(all Nat (all (A #0) (B (Nat.succ #1))))"),)),
        ),
        0,
        (),
    ),
    (
        "mutual-and-nested",
        (("A", "Type", (("a", "(all (List.{0} B) A)"),)), ("B", "Type", (("c", "(all (Option.{0} A) B)"),))),
        0,
        (),
    ),
)

REFUSED: tuple[tuple[str, Types, int, tuple[str, ...]], ...] = (
    ("negative", one("Type", "(all (all T Nat) T)"), 0, ()),
    ("doubly-negative", one("Type", "(all (all (all T Nat) Nat) T)"), 0, ()),
    ("negative-behind-a-definition", one("Type", "(all (id.{2} Type (all T Nat)) T)"), 0, ()),
    ("negative-in-nested", one("Type", "(all (List.{0} (all T Nat)) T)"), 0, ()),
    ("negative-through-nested", one("Type", "(all (all (List.{0} T) Nat) T)"), 0, ()),
    ("nested-in-a-function", one("Type", "(all (all Nat (all T T)) T)"), 0, ()),
    ("too-large", one("Type", "(all Type T)"), 0, ()),
    (
        "too-large-for-parameter",
        one("(all (sort (succ u)) Type)", "(all (sort (succ u)) (all #0 (T.{u} #1)))"),
        1,
        ("u",),
    ),
    ("makes-something-else", one("Type", "Nat"), 0, ()),
    ("own-type-in-index", one("(all Type Type)", "(T (T Nat))"), 0, ()),
    ("other-parameter", one("(all Type Type)", "(all Type (T Nat))"), 1, ()),
    ("other-parameter-in-field", one("(all Type Type)", "(all Type (all (T Nat) (T #1)))"), 1, ()),
    ("other-universe", one("(all (sort (succ u)) (sort (succ u)))", "(all (sort (succ u)) (T.{0} #0))"), 1, ("u",)),
    ("nested-in-quotient", one("Type", "(all (Quot.{1} T (fun T (fun T True))) T)"), 0, ()),
    ("nested-in-equality", one("Type", "(all T (all (Eq.{1} T #0 #0) T))"), 0, ()),
    ("nested-with-a-local", one("Type", "(all Nat (all (Subtype.{1} T (fun T (Eq.{1} Nat #1 0))) T))"), 0, ()),
    ("loose-variable", one("Type", "(all Nat (T #5))"), 0, ()),
    ("ill-typed-field", one("Type", "(all (Nat.succ T) T)"), 0, ()),
    ("no-sort", one("Nat"), 0, ()),
    ("mutual-in-two-universes", (("A", "Type", ()), ("B", "(sort 2)", ())), 0, ()),
    ("too-few-parameters", one("Type", "T"), 1, ()),
    ("constructor-twice", (("A", "Type", (("a", "A"), ("a", "(all Nat A)"))),), 0, ()),
)


def rows(table: tuple[tuple[Any, ...], ...]) -> list[Any]:
    return [pytest.param(*row[1:], id=row[0]) for row in table]


@pytest.mark.parametrize(("types", "params", "levels"), rows(TAKEN))
async def test_taken_with_the_same_recursors(
    kernels: Kernels, types: Types, params: int, levels: tuple[str, ...]
) -> None:
    terms, plan = family(types, params, levels)
    data = await kernels.family(terms, plan)
    assert data is not None, "the first kernel refuses it"
    assert any(each["kind"] == "recursor" for each in data["declarations"])
    answer = await kernels.second(data, types[0][0])
    assert answer["answer"] == "agree", answer["reason"]
    assert answer["declarations"] == len(data["declarations"])


def exported(terms: Terms, types: Types, plan: Json) -> Json:
    """The family as a host would export it that takes it: no recursors, and numbers as if all were well."""
    declarations: list[Json] = []
    everyone = [each["name"] for each in plan["types"]]
    for each in plan["types"]:
        common = {"levels": plan["levels"], "unsafe": False, "params": plan["params"]}
        numbers = {"indices": 0, "nested": 0, "recursive": True, "all": everyone}
        constructors = [constructor["name"] for constructor in each["constructors"]]
        own = {"name": each["name"], "type": each["type"], "constructors": constructors}
        declarations.append({"kind": "inductive", **common, **numbers, **own})
        for index, made in enumerate(each["constructors"]):
            own = {"inductive": each["name"], "index": index, "fields": 1, **made}
            declarations.append({"kind": "constructor", **common, **own})
    return {"names": terms.names, "levels": terms.levels, "exprs": terms.exprs, "declarations": declarations}


@pytest.mark.parametrize(("types", "params", "levels"), rows(REFUSED))
async def test_refused_by_both(kernels: Kernels, types: Types, params: int, levels: tuple[str, ...]) -> None:
    terms, plan = family(types, params, levels)
    assert await kernels.family(terms, plan) is None, "the first kernel takes it"
    answer = await kernels.second(exported(terms, types, plan), types[0][0])
    assert answer["answer"] == "disagree", answer
    assert "than the data says" not in answer["reason"], "refused for the numbers that this test made up"


Forge = Callable[[Json], object]


def found(data: Json, *parts: Any) -> Json:
    """The declaration of that name."""
    index = 0
    for part in parts:
        index = data["names"].index([index, part]) + 1
    wanted: Json = next(each for each in data["declarations"] if each["name"] == index)
    return wanted


def setting(name: str, **fields: Any) -> Forge:
    return lambda data: found(data, *name.split(".")).update(fields)


def swapped(data: Json) -> None:
    rules = found(data, "T", "rec")["rules"]
    rules[0][2], rules[1][2] = rules[1][2], rules[0][2]


def without_hypothesis(data: Json) -> None:
    """The rule for ``c1`` gives its minor premise the field where the induction hypothesis belongs."""
    rule = found(data, "T", "rec")["rules"][1]

    def inner(index: int) -> int:
        kind, *rest = data["exprs"][index]
        if kind == "lam":
            data["exprs"].append([kind, rest[0], rest[1], inner(rest[2]), rest[3]])
        else:
            assert kind == "app"
            data["exprs"].append(["app", data["exprs"][index][1], field(data)])
        return len(data["exprs"]) - 1

    rule[2] = inner(rule[2])


def field(data: Json) -> int:
    data["exprs"].append(["bvar", 0])
    return len(data["exprs"]) - 1


def small_elimination(data: Json) -> None:
    recursor = found(data, "T", "rec")
    recursor["levels"] = recursor["levels"][1:]


FORGERIES: tuple[tuple[str, Forge], ...] = (
    ("k", setting("T.rec", k=True)),
    ("fewer-minors", setting("T.rec", minors=1)),
    ("more-indices", setting("T.rec", indices=1)),
    ("more-params", setting("T.rec", params=1)),
    ("rules-swapped", swapped),
    ("no-rules", setting("T.rec", rules=[])),
    ("lost-hypothesis", without_hypothesis),
    ("fewer-universes", small_elimination),
    ("not-recursive", setting("T", recursive=False)),
    ("nested", setting("T", nested=1)),
    ("no-constructors", setting("T", constructors=[])),
    ("family-of-another", setting("T.rec", all=[])),
    ("unsafe", setting("T", unsafe=True)),
    ("unsafe-recursor", setting("T.rec", unsafe=True)),
    ("index", setting("T.c1", index=0)),
    ("fields", setting("T.c1", fields=0)),
    ("missing-constructor", lambda data: data["declarations"].remove(found(data, "T", "c1"))),
    ("twice", lambda data: data["declarations"].append(copy.deepcopy(found(data, "T", "c1")))),
    ("recursor-type", lambda data: found(data, "T", "rec").update(type=found(data, "T", "c1")["type"])),
)


@pytest.mark.parametrize("forge", [each for _, each in FORGERIES], ids=[each for each, _ in FORGERIES])
async def test_a_forged_family_is_refused(kernels: Kernels, forge: Forge) -> None:
    terms, plan = family(one("Type", "T", "(all T T)"))
    data = await kernels.family(terms, plan)
    assert data is not None
    forge(data)
    answer = await kernels.second(data, "T")
    assert answer["answer"] == "disagree", answer
