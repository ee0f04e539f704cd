"""The second kernel against the theory: what is equal by computing, what has a type, and what has none.

Each row is given to both kernels, so a wrong row would be seen: the first one must say the same.
"""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from judge_terms import Terms
from kernels import Json, Kernels
from term_text import term

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]


def declared(kind: str, type_: str, value: str | None, levels: tuple[str, ...] = ()) -> tuple[Terms, Json]:
    """One declaration ``claim`` as exported data, and as the first kernel takes it."""
    terms = Terms()
    ids = [term(terms, type_), None if value is None else term(terms, value)]
    terms.declare(kind, "claim", ids[0] or 0, ids[1], levels=levels)
    raw = terms.declarations[-1]
    plan = {key: raw.get(key) for key in ("kind", "name", "levels", "type", "value", "hints")}
    return terms, plan


def rows(table: tuple[tuple[Any, ...], ...]) -> list[Any]:
    return [pytest.param(*row[1:], id=row[0]) for row in table]


async def both(kernels: Kernels, terms: Terms, plan: Json) -> tuple[bool, Json]:
    """Whether the first kernel takes it, and what the second one answers."""
    data = terms.data()
    tables = {key: data[key] for key in ("names", "levels", "exprs")}
    first = await kernels.first(tables, [plan])
    assert first["outcome"] in ("replayed", "refused"), first
    return first["outcome"] == "replayed", await kernels.second(data, "claim")


async def agreed(kernels: Kernels, terms: Terms, plan: Json) -> bool:
    """What both kernels say."""
    first, second = await both(kernels, terms, plan)
    assert second["answer"] == ("agree" if first else "disagree"), second
    return first


P = "(all Prop #0)"
NAT_PAIR = "(Prod.{0,0} Nat Nat)"
PAIR = "(Prod.mk.{0,0} Nat Nat 1 2)"
HALF = "(fun Nat (fun Nat #0))"
DOUBLE = "(Nat.rec.{1} (fun Nat Nat) 0 (fun Nat (fun Nat (Nat.succ (Nat.succ #0)))) ARGUMENT)"
EQ_REC = "(Eq.rec.{1,1} Nat 3 (fun Nat (fun (Eq.{1} Nat 3 #0) Nat)) 7 3 #0)"
QUOT = "(Quot.mk.{1} Nat (fun Nat (fun Nat True)) 5)"
IF_ZERO = "(Bool.rec.{1} (fun Bool Nat) 1 2 (Nat.beq 0 %s))"

EQUALITIES: tuple[tuple[str, str, str, str, bool], ...] = (
    ("beta", "Nat", "((fun Nat #0) 3)", "3", True),
    ("beta-wrong", "Nat", "((fun Nat #0) 3)", "4", False),
    ("let", "Nat", "(let Nat 3 (Nat.succ #0))", "4", True),
    ("delta", "Nat", "(id.{1} Nat 3)", "3", True),
    ("eta", "(all Nat Nat)", "(fun Nat (Nat.succ #0))", "Nat.succ", True),
    ("eta-of-two", "(all Nat (all Nat Nat))", "(fun Nat (fun Nat (Nat.add #1 #0)))", "Nat.add", True),
    ("eta-swapped", "(all Nat (all Nat Nat))", "(fun Nat (fun Nat (Nat.add #0 #1)))", "Nat.add", False),
    ("iota", "Nat", DOUBLE.replace("ARGUMENT", "5"), "10", True),
    ("iota-wrong", "Nat", DOUBLE.replace("ARGUMENT", "5"), "11", False),
    ("iota-on-constructors", "Nat", DOUBLE.replace("ARGUMENT", "(Nat.succ (Nat.succ Nat.zero))"), "4", True),
    ("zero-and-successor", "Nat", "Nat.zero", "0", True),
    ("successor-of-literal", "Nat", "(Nat.succ 41)", "42", True),
    ("literals-differ", "Nat", "41", "42", False),
    ("projection", "Nat", f"(proj Prod 1 {PAIR})", "2", True),
    ("projection-wrong", "Nat", f"(proj Prod 0 {PAIR})", "2", False),
    ("structure-recursor", "Nat", f"(Prod.rec.{{1,0,0}} Nat Nat (fun {NAT_PAIR} Nat) {HALF} {PAIR})", "2", True),
    ("truth", "Bool", "(Nat.ble 3 4)", "Bool.true", True),
    ("truth-wrong", "Bool", "(Nat.ble 4 3)", "Bool.true", False),
    ("text", "String", '"ab"', '"ab"', True),
    ("text-wrong", "String", '"ab"', '"aB"', False),
    ("text-empty", "String", '""', '" "', False),
    (
        "text-of-list",
        "String",
        '"a"',
        "(String.ofList (List.cons.{0} Char (Char.ofNat 97) (List.nil.{0} Char)))",
        True,
    ),
    ("big", "Nat", "(Nat.mul (Nat.pow 10 30) (Nat.pow 10 30))", "1" + "0" * 60, True),
    ("big-wrong", "Nat", "(Nat.mul (Nat.pow 10 30) (Nat.pow 10 30))", "1" + "0" * 59 + "1", False),
    ("division-by-zero", "Nat", "(Nat.div 5 0)", "0", True),
    ("remainder-by-zero", "Nat", "(Nat.mod 5 0)", "5", True),
    ("subtraction-below-zero", "Nat", "(Nat.sub 5 7)", "0", True),
    ("arithmetic-inside", "Nat", IF_ZERO % "(Nat.sub 3 3)", "2", True),
    ("functions-of-equal-bodies", "(all Nat Nat)", "(fun Nat (Nat.add 1 1))", "(fun Nat 2)", True),
    (
        "quotient",
        "Nat",
        f"(Quot.lift.{{1,1}} Nat (fun Nat (fun Nat True)) Nat (fun Nat 3) "
        f"(fun Nat (fun Nat (fun True (Eq.refl.{{1}} Nat 3)))) {QUOT})",
        "3",
        True,
    ),
    ("products", "Type", "(all Nat (id.{2} Type Nat))", "(all Nat Nat)", True),
    ("products-differ", "Type", "(all Nat Bool)", "(all Nat Nat)", False),
)
"""Name, type, two terms, whether they are equal by computing."""


FUNCTIONS: tuple[tuple[str, str, str, str, bool], ...] = (
    ("proof-irrelevance", "(all Prop (all #0 (all #1 HERE)))", "#2", "#1|#0", True),
    ("data-relevance", "(all Type (all #0 (all #1 HERE)))", "#2", "#1|#0", False),
    ("unit", "(all PUnit.{1} (all PUnit.{1} HERE))", "PUnit.{1}", "#1|#0", True),
    ("booleans", "(all Bool (all Bool HERE))", "Bool", "#1|#0", False),
    (
        "structure-eta",
        f"(all {NAT_PAIR} HERE)",
        NAT_PAIR,
        "#0|(Prod.mk.{0,0} Nat Nat (proj Prod 0 #0) (proj Prod 1 #0))",
        True,
    ),
    (
        "structure-eta-swapped",
        f"(all {NAT_PAIR} HERE)",
        NAT_PAIR,
        "#0|(Prod.mk.{0,0} Nat Nat (proj Prod 1 #0) (proj Prod 0 #0))",
        False,
    ),
    ("k", "(all (Eq.{1} Nat 3 3) HERE)", "Nat", f"{EQ_REC}|7", True),
    ("no-k", "(all (Eq.{1} Nat 3 4) HERE)", "Nat", f"{EQ_REC.replace('7 3 #0', '7 4 #0')}|7", False),
    ("addition", "(all Nat HERE)", "Nat", "(Nat.add #0 2)|(Nat.succ (Nat.succ #0))", True),
    ("addition-not-commutative", "(all Nat HERE)", "Nat", "(Nat.add 2 #0)|(Nat.succ (Nat.succ #0))", False),
    ("truth-of-a-variable", "(all Bool HERE)", "Bool", "#0|Bool.true", False),
    (
        "structure-recursor-on-variable",
        f"(all {NAT_PAIR} HERE)",
        "Nat",
        f"(Prod.rec.{{1,0,0}} Nat Nat (fun {NAT_PAIR} Nat) {HALF} #0)|(proj Prod 1 #0)",
        True,
    ),
)
"""Name, context around the claim, type, both terms, whether they are equal by computing."""


@pytest.mark.parametrize(
    ("type_", "left", "right", "equal"), [row[1:] for row in EQUALITIES], ids=[r[0] for r in EQUALITIES]
)
async def test_equal_by_computing(kernels: Kernels, type_: str, left: str, right: str, equal: bool) -> None:
    level = "2" if type_ == "Type" else "1"
    claim = declared("theorem", f"(Eq.{{{level}}} {type_} {left} {right})", f"(Eq.refl.{{{level}}} {type_} {left})")
    assert await agreed(kernels, *claim) == equal


@pytest.mark.parametrize(
    ("context", "type_", "sides", "equal"), [row[1:] for row in FUNCTIONS], ids=[r[0] for r in FUNCTIONS]
)
async def test_equal_for_variables(kernels: Kernels, context: str, type_: str, sides: str, equal: bool) -> None:
    left, right = sides.split("|")
    level = "0" if context.startswith("(all Prop") else "1"
    claim = context.replace("HERE", f"(Eq.{{{level}}} {type_} {left} {right})")
    proof = context.replace("(all ", "(fun ").replace("HERE", f"(Eq.refl.{{{level}}} {type_} {left})")
    assert await agreed(kernels, *declared("theorem", claim, proof)) == equal


EXISTS = "(Exists.{1} Nat (fun Nat True))"
DEFINITIONS: tuple[tuple[str, str, str, str, bool], ...] = (
    ("number", "def", "Nat", "3", True),
    ("wrong-type", "def", "Nat", "Bool.true", False),
    ("wrong-argument", "def", "Nat", "(Nat.succ Bool.true)", False),
    ("no-function", "def", "Nat", "(3 3)", False),
    ("type-is-no-type", "def", "3", "3", False),
    ("loose-variable", "def", "Nat", "#0", False),
    ("loose-variable-in-type", "def", "(all Nat (Eq.{1} Nat #1 #0))", "(fun Nat (Eq.refl.{1} Nat #0))", False),
    ("unknown-constant", "def", "Nat", "nothing", False),
    ("too-many-universes", "def", "Nat", "Nat.zero.{1}", False),
    ("undeclared-universe", "def", "(sort (succ u))", "(sort u)", False),
    ("theorem-of-data", "theorem", "Nat", "3", False),
    ("theorem", "theorem", "True", "True.intro", True),
    ("opaque", "opaque", "Nat", "3", True),
    ("opaque-wrong", "opaque", "Nat", '"3"', False),
    ("let-with-wrong-value", "def", "Nat", "(let Nat Bool.true 3)", False),
    (
        "let-needs-its-value",
        "def",
        "(Eq.{1} Nat 3 3)",
        "(let Nat 3 (id.{0} (Eq.{1} Nat #0 3) (Eq.refl.{1} Nat 3)))",
        True,
    ),
    ("self", "def", "Nat", "claim", False),
    ("type-in-type", "def", "Type", "Type", False),
    ("universe", "def", "(sort 2)", "Type", True),
    ("product-in-prop", "def", "Prop", "(all Type True)", True),
    ("product-not-in-type", "def", "Type", "(all Type Nat)", False),
    ("product-in-larger-type", "def", "(sort 2)", "(all Type Nat)", True),
    ("proof-projection", "def", "(all (And True False) False)", "(fun (And True False) (proj And 1 #0))", True),
    (
        "data-out-of-a-proof",
        "def",
        f"(all {EXISTS} Nat)",
        f"(fun {EXISTS} (proj Exists 0 #0))",
        False,
    ),
    (
        "data-out-of-nonempty",
        "def",
        "(all (Nonempty.{1} Nat) Nat)",
        "(fun (Nonempty.{1} Nat) (proj Nonempty 0 #0))",
        False,
    ),
    ("projection-of-sum", "def", "(all Nat Nat)", "(fun Nat (proj Nat 0 #0))", False),
    ("projection-too-far", "def", "Nat", f"(proj Prod 2 {PAIR})", False),
    ("projection-of-another", "def", "Nat", f"(proj Sigma 0 {PAIR})", False),
    ("equality-is-no-structure", "def", "(all (Eq.{1} Nat 1 1) Nat)", "(fun (Eq.{1} Nat 1 1) (proj Eq 0 #0))", False),
    ("false", "theorem", "False", "True.intro", False),
    ("every-proposition", "theorem", P, "(fun Prop #0)", False),
    ("text-is-no-list", "def", "(List.{0} Char)", '"a"', False),
)


@pytest.mark.parametrize(
    ("kind", "type_", "value", "right"), [row[1:] for row in DEFINITIONS], ids=[r[0] for r in DEFINITIONS]
)
async def test_has_its_type(kernels: Kernels, kind: str, type_: str, value: str, right: bool) -> None:
    assert await agreed(kernels, *declared(kind, type_, value)) == right


def value_of(tree: Any, values: dict[str, int]) -> int:
    match tree:
        case str():
            return values[tree] if tree in values else int(tree)
        case ["succ", inner]:
            return value_of(inner, values) + 1
        case [kind, left, right]:
            a, b = value_of(left, values), value_of(right, values)
            return 0 if kind == "imax" and b == 0 else max(a, b)
    raise AssertionError(tree)


def random_level(chance: random.Random, depth: int) -> Any:
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(["0", "1", "u", "v", "w"])
    kind = chance.choice(["succ", "max", "imax", "imax"])
    return [kind, *(random_level(chance, depth - 1) for _ in range(1 if kind == "succ" else 2))]


def written(tree: Any) -> str:
    return tree if isinstance(tree, str) else f"({' '.join(map(written, tree))})"


async def test_levels_are_equal_where_all_their_values_are(kernels: Kernels) -> None:
    """``Sort l`` is checked against ``Sort (r + 1)``: right if and only if l + 1 = r + 1 for all values."""
    chance = random.Random(7)
    seen = {True: 0, False: 0}
    for _ in range(150):
        left, right = random_level(chance, 3), random_level(chance, 3)
        if chance.random() < 0.4:  # equal in another way
            right = ["max", left, ["imax", left, left]] if chance.random() < 0.5 else ["imax", "0", left]
        points = itertools.product(range(4), repeat=3)
        values = [dict(zip("uvw", point, strict=True)) for point in points]
        equal = all(value_of(left, each) == value_of(right, each) for each in values)
        type_, value = f"(sort (succ {written(right)}))", f"(sort {written(left)})"
        terms, _ = declared("def", type_, value, ("u", "v", "w"))
        answer = await kernels.second(terms.data(), "claim")
        assert (answer["answer"] == "agree") == equal, (written(left), written(right), answer)
        seen[equal] += 1
    assert min(seen.values()) > 20
