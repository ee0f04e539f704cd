"""Lean expressions as data: the tables that ``js/exporter.cjs`` writes, and questions that a reader asks of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

PI, LAMBDA, APP, CONST, FVAR, BVAR, MVAR, SORT, NAT, STRING, PROJ, LET = (
    *("pi", "lam", "app", "const", "fvar", "bvar", "mvar", "sort", "nat", "str", "proj", "let"),
)
EXPLICIT = 0
"""The binder kind of an ordinary argument; 1 is ``{}``, 2 is ``⦃⦄``, 3 is ``[]``."""
OPERATOR_ARGUMENTS = 6
"""Arguments of an operator such as ``HAdd.hAdd``: three types, an instance, two values."""


@dataclass(frozen=True)
class Terms:
    """Tables of names and expressions; an expression is a number into ``exprs``, whose rows hold numbers again."""

    names: tuple[tuple[int, str | int], ...] = ()
    exprs: tuple[tuple[Any, ...], ...] = ()
    _loose: dict[int, int] = field(default_factory=dict, compare=False, repr=False)

    def name(self, number: int) -> str:
        """The full name with dots."""
        parts: list[str] = []
        while number:
            number, part = self.names[number - 1]
            parts.append(str(part))
        return ".".join(reversed(parts))

    def kind(self, expr: int) -> str:
        """The first word of the row."""
        return str(self.exprs[expr][0])

    def spine(self, expr: int) -> tuple[int, tuple[int, ...]]:
        """The function and the arguments of an application."""
        arguments: list[int] = []
        while self.exprs[expr][0] == APP:
            arguments.append(self.exprs[expr][2])
            expr = self.exprs[expr][1]
        return expr, tuple(reversed(arguments))

    def head(self, expr: int) -> str:
        """The constant that an expression applies, or ""."""
        function, _ = self.spine(expr)
        row = self.exprs[function]
        return self.name(row[1]) if row[0] == CONST else ""

    def call(self, expr: int) -> tuple[str, tuple[int, ...]]:
        """The constant that an expression applies ("" if none) and its arguments."""
        function, arguments = self.spine(expr)
        row = self.exprs[function]
        return (self.name(row[1]) if row[0] == CONST else "", arguments)

    def children(self, expr: int) -> tuple[int, ...]:
        """The expressions directly below."""
        row = self.exprs[expr]
        match row[0]:
            case "app":
                return (row[1], row[2])
            case "lam" | "pi":
                return (row[2], row[3])
            case "let":
                return (row[2], row[3], row[4])
            case "proj":
                return (row[3],)
            case _:
                return ()

    def below(self, *roots: int) -> Iterator[int]:
        """Every expression in ``roots``, each once, outer ones first."""
        seen: set[int] = set()
        stack = list(reversed(roots))
        while stack:
            expr = stack.pop()
            if expr in seen:
                continue
            seen.add(expr)
            yield expr
            stack.extend(reversed(self.children(expr)))

    def constants(self, *roots: int) -> set[str]:
        """Names of the constants in ``roots``."""
        return {self.name(self.exprs[e][1]) for e in self.below(*roots) if self.exprs[e][0] == CONST}

    def variables(self, *roots: int) -> set[int]:
        """Numbers of the free variables in ``roots``."""
        return {int(self.exprs[e][1]) for e in self.below(*roots) if self.exprs[e][0] == FVAR}

    def loose(self, expr: int) -> int:
        """How many binders around an expression it may refer to (0: it is closed but for free variables)."""
        if (known := self._loose.get(expr)) is not None:
            return known
        row = self.exprs[expr]
        match row[0]:
            case "bvar":
                found = int(row[1]) + 1
            case "lam" | "pi":
                found = max(self.loose(row[2]), self.loose(row[3]) - 1)
            case "let":
                found = max(self.loose(row[2]), self.loose(row[3]), self.loose(row[4]) - 1)
            case _:
                found = max((self.loose(child) for child in self.children(expr)), default=0)
        self._loose[expr] = found
        return found

    def numeral(self, expr: int) -> int | None:
        """The value of a numeral of any type, negative ones included."""
        name, arguments = self.call(expr)
        if name == "OfNat.ofNat" and len(arguments) >= 2:
            row = self.exprs[arguments[1]]
            return int(row[1]) if row[0] == NAT else None
        if name == "Neg.neg" and arguments:
            value = self.numeral(arguments[-1])
            return None if value is None else -value
        row = self.exprs[expr]
        return int(row[1]) if row[0] == NAT else None


@dataclass(frozen=True, slots=True)
class LocalHypothesis:
    """A local variable or hypothesis. ``hidden``: a script cannot name it. ``prop``: it is a proof."""

    id: int
    name: str
    hidden: bool
    type: int
    value: int | None
    prop: bool


@dataclass(frozen=True, slots=True)
class GoalTerm:
    """One open goal; expressions are numbers into ``terms``."""

    terms: Terms
    hypotheses: tuple[LocalHypothesis, ...]
    target: int
    pretty: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant that a goal speaks of. ``own``: the text declared it. ``type`` is a number into ``terms``.

    ``uses`` (of own constants) are the constants in its type and value; ``params`` to ``constructors`` are of
    inductive types.
    """

    name: str
    kind: str
    own: bool
    internal: bool
    terms: Terms
    type: int | None
    uses: frozenset[str]
    reducible: bool = False
    params: int = 0
    indices: int = 0
    recursive: bool = False
    constructors: tuple[str, ...] = ()

    @property
    def binders(self) -> tuple[tuple[int, int], ...]:
        """Type and kind of each of its arguments, as far as its type shows them."""
        found, expr = [], self.type
        while expr is not None and self.terms.kind(expr) == PI:
            row = self.terms.exprs[expr]
            found.append((row[2], row[4]))
            expr = row[3]
        return tuple(found)

    @property
    def result(self) -> int | None:
        """What its type says behind all arguments: the type of its values; None where the type is not known."""
        expr = self.type
        while expr is not None and self.terms.kind(expr) == PI:
            expr = self.terms.exprs[expr][3]
        return expr

    @property
    def is_predicate(self) -> bool:
        """Whether it makes propositions: its type ends in `Prop`."""
        expr = self.result
        return expr is not None and self.terms.kind(expr) == SORT and self.terms.exprs[expr][1] == 0

    @property
    def is_type(self) -> bool:
        """Whether it makes types: its type ends in a sort other than `Prop`."""
        expr = self.result
        return expr is not None and self.terms.kind(expr) == SORT and self.terms.exprs[expr][1] != 0


def goals_of(data: Mapping[str, Any]) -> tuple[GoalTerm, ...]:
    """The goals in what ``js/goal_data.cjs`` wrote."""
    terms = terms_of(data)
    return tuple(
        GoalTerm(
            terms,
            tuple(
                LocalHypothesis(h["id"], h["name"]["name"], h["name"]["hidden"], h["type"], h["value"], h["prop"])
                for h in goal["hypotheses"]
            ),
            goal["target"],
            goal["pretty"],
            goal["case"],
        )
        for goal in data["goals"]
    )


def terms_of(data: Mapping[str, Any]) -> Terms:
    """The tables in what ``js/goal_data.cjs`` wrote."""
    return Terms(tuple((p, n) for p, n in data["names"]), tuple(tuple(row) for row in data["exprs"]))


def constants_of(data: Mapping[str, Any]) -> dict[str, Constant]:
    """The constants in what ``js/goal_data.cjs`` wrote, by name."""
    terms = terms_of(data)
    return {
        item["name"]: Constant(
            name=item["name"],
            kind=item["kind"],
            own=item["own"],
            internal=item["internal"],
            terms=terms,
            type=item["type"],
            uses=frozenset(item["uses"]),
            reducible=item.get("reducibility") == "reducible",
            params=item.get("params", 0),
            indices=item.get("indices", 0),
            recursive=item.get("recursive", False),
            constructors=tuple(item.get("constructors", ())),
        )
        for item in data["constants"]
    }
