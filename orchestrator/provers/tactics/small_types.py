"""Small values of types, smallest first: what a statement is refuted by, and what an existence is witnessed by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from orchestrator.lean.terms import Constant, Terms

MOST_VALUES = 48
SUBSET_OF = 10
"""Among the lists of numbers that a search runs through are those of different numbers from 1 to this, in order."""
NUMBERS = 4096
DEPTH = 4
_NUMERIC = ("Nat", "Int")
_NAT_FUNCTIONS = ("z", "0", "z + 1", "z / 2", "2 * z", "z - 1", "z % 2", "1", "z * z", "if z = 0 then 1 else 0")
_INT_FUNCTIONS = ("z", "0", "-z", "z + 1", "2 * z", "z * z", "z / 2", "1")
_NAT_TESTS = ("z == 0", "z != 0", "z % 2 == 0", "z == 1", "z < 2", "1 < z")
_PAIR_NUMBERS = ("z + w", "z", "w", "0", "z * w", "z - w", "z + 1", "max z w")
_PAIR_TESTS = ("z == w", "z != w", "decide (z < w)", "decide (z ≤ w)", "z == 0", "w == 0")
_BOOL_PAIRS = (
    *("z == w", "z != w", "z && w", "z || w", "z", "w", "!z", "!w"),
    *("!z || w", "z || !w", "z && !w", "!z && w", "!(z && w)", "!(z || w)"),
)


@dataclass(frozen=True, slots=True)
class Type:
    """A closed type: a constant with arguments, or a function type (``name`` is ``→``)."""

    name: str
    arguments: tuple[Type, ...] = ()

    @property
    def text(self) -> str:
        """As Lean reads it, in parentheses where needed."""
        if self.name == "→":
            return f"({self.arguments[0].text} → {self.arguments[1].text})"
        return f"({' '.join([self.name, *(a.text for a in self.arguments)])})" if self.arguments else self.name


PROP, TYPE = Type("Prop"), Type("Type")
TYPE_CHOICES = (Type("Bool"), Type("Nat"), Type("Fin", (Type("3"),)))


def read_type(terms: Terms, expr: int, bound: Sequence[Type | None]) -> Type | None:
    """An expression as a `Type`, with ``bound`` for the binders around it; None where it is more than that."""
    row = terms.exprs[expr]
    match row[0]:
        case "sort":
            return PROP if row[1] == 0 else TYPE
        case "bvar":
            return bound[-1 - row[1]] if row[1] < len(bound) else None
        case "pi":
            domain, codomain = read_type(terms, row[2], bound), read_type(terms, row[3], [*bound, None])
            return None if domain is None or codomain is None else Type("→", (domain, codomain))
    if (value := terms.numeral(expr)) is not None:
        return Type(str(value))
    name, arguments = terms.call(expr)
    read = [read_type(terms, argument, bound) for argument in arguments]
    return None if not name or any(a is None for a in read) else Type(name, tuple(a for a in read if a is not None))


_MACHINE = re.compile(r"(?P<unsigned>U?)Int(?P<bits>8|16|32|64)")


class Values:
    """Enumerates types; ``constants`` tell of the file's own inductive types."""

    def __init__(self, constants: Mapping[str, Constant]) -> None:
        self._constants = constants
        self._known: dict[tuple[Type, int], tuple[str, ...]] = {}

    def of(self, type_: Type, depth: int = DEPTH) -> tuple[str, ...]:
        """Closed terms of a type, small ones first; empty where none are known."""
        key = (type_, depth)
        if key not in self._known:
            self._known[key] = ()  # a type that is asked for while it is enumerated is too deep
            self._known[key] = tuple(islice(dict.fromkeys(self._enumerate(type_, depth)), MOST_VALUES))
        return self._known[key]

    def _enumerate(self, type_: Type, depth: int) -> Iterator[str]:
        name, arguments = type_.name, type_.arguments
        if depth < 0:
            return
        match name:
            case "Nat":
                yield from map(str, range(MOST_VALUES))
            case "Int":
                yield "0"
                for n in range(1, MOST_VALUES):
                    yield from (str(n), f"(-{n})")
            case "Bool":
                yield from ("true", "false")
            case "Prop":
                yield from ("True", "False")
            case "Unit" | "PUnit":
                yield "()"
            case "Char":
                yield from ("'a'", "'b'", "'A'", "'0'", "' '")
            case "String":
                yield from ('""', '"a"', '"b"', '"ab"', '"ba"', '"aa"')
            case "Fin" | "BitVec" if arguments:
                yield from self._bounded(name, int(arguments[0].name) if arguments[0].name.isdigit() else 0)
            case _ if machine := _MACHINE.fullmatch(name):
                yield from self._machine(name, not machine["unsigned"], int(machine["bits"]))
            case "List" | "Array":
                yield from self._lists(arguments[0], depth, "#" if name == "Array" else "")
            case "Option":
                yield "none"
                yield from (f"(some {value})" for value in self.of(arguments[0], depth - 1)[:8])
            case "Prod":
                pairs = _diagonal([self.of(argument, depth - 1)[:6] for argument in arguments])
                yield from (f"({', '.join(pair)})" for pair in pairs)
            case "Sum":
                for left, right in zip(
                    self.of(arguments[0], depth - 1)[:4], self.of(arguments[1], depth - 1)[:4], strict=False
                ):
                    yield from (f"(.inl {left})", f"(.inr {right})")
            case "→":
                yield from self._functions(arguments[0], arguments[1], depth)
            case _:
                yield from self._constructed(type_, depth)

    def _bounded(self, name: str, size: int) -> Iterator[str]:
        top = size if name == "Fin" else 2**size
        wanted = [*range(min(top, 12)), *(top - 1 - n for n in range(4)), top // 2, top // 2 - 1]
        kind = f"Fin {size}" if name == "Fin" else f"BitVec {size}"
        yield from (f"({n} : {kind})" for n in dict.fromkeys(wanted) if 0 <= n < top)

    def _machine(self, name: str, signed: bool, bits: int) -> Iterator[str]:
        """Machine integers: small ones and those at the ends, where they wrap around."""
        low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1)) if signed else (0, 2**bits)
        small = [n * sign for n in range(8) for sign in ((1, -1) if signed else (1,))]
        wanted = [*small, high - 1, low, high - 2, high // 2]
        yield from (f"({n} : {name})" for n in dict.fromkeys(wanted) if low <= n < high)

    def _lists(self, item: Type, depth: int, mark: str) -> Iterator[str]:
        values = self.of(item, depth - 1)
        for length in range(4):
            few = values[: (1, 4, 3, 2)[length]]
            yield from (f"{mark}[{', '.join(row)}]" for row in product(few, repeat=length))

    def _functions(self, domain: Type, codomain: Type, depth: int) -> Iterator[str]:
        if codomain.name == "→" and codomain.arguments[1].name != "→":
            yield from self._pair_functions(domain, codomain.arguments[0], codomain.arguments[1], depth)
            return
        if domain.name == codomain.name and domain == codomain:
            yield "(fun z => z)"
        if domain.name in _NUMERIC and codomain.name == domain.name:
            bodies = _NAT_FUNCTIONS if domain.name == "Nat" else _INT_FUNCTIONS
            yield from (f"(fun z => {body})" for body in bodies)
        if domain.name in _NUMERIC and codomain.name == "Bool":
            yield from (f"(fun z => {body})" for body in _NAT_TESTS)
        results = self.of(codomain, depth - 1)
        points = self._all(domain)
        if points and len(points) <= 3:
            for row in islice(product(results[:3], repeat=len(points)), 27):
                yield _table("z", points, row)
        yield from (f"(fun _ => {result})" for result in results[:6])

    def _pair_functions(self, first: Type, second: Type, result: Type, depth: int) -> Iterator[str]:
        bodies: tuple[str, ...] = ()
        if result.name == "Bool" and first.name == "Bool" == second.name:
            bodies = _BOOL_PAIRS
        elif result.name == "Bool":
            bodies = _PAIR_TESTS if first.name in _NUMERIC else _PAIR_TESTS[:2] if first == second else ()
        elif result.name in _NUMERIC and first == second == result:
            bodies = _PAIR_NUMBERS
        elif first == second == result:
            bodies = ("z", "w")
        yield from (f"(fun z w => {body})" for body in bodies)
        yield from (f"(fun _ _ => {value})" for value in self.of(result, depth - 1)[:4])

    def _all(self, type_: Type) -> tuple[str, ...]:
        """Every value of a small finite type, else nothing."""
        if type_.name == "Bool":
            return ("true", "false")
        if type_.name == "Fin" and type_.arguments[0].name in ("1", "2", "3"):
            return self.of(type_)
        constant = self._constants.get(type_.name)
        if constant is not None and constant.constructors and not type_.arguments and not constant.recursive:
            bare = all(self._arguments_of(name, ()) == [] for name in constant.constructors)
            return constant.constructors if bare and len(constant.constructors) <= 3 else ()
        return ()

    def _constructed(self, type_: Type, depth: int) -> Iterator[str]:
        """Terms of an inductive type: constructors without arguments, then those over smaller terms."""
        constant = self._constants.get(type_.name)
        if constant is None or constant.kind != "inductive" or constant.indices or depth <= 0:
            return
        layers: list[str] = []
        for level in range(3):
            grown: list[str] = []
            for name in constant.constructors:
                wanted = self._arguments_of(name, type_.arguments)
                if wanted is None:
                    continue
                pools = [
                    tuple(layers[:5]) if w == type_ else self.of(w, depth - 2)[: 3 if len(wanted) > 1 else 6]
                    for w in wanted
                ]
                grown += [f"({' '.join([name, *row])})" if row else name for row in islice(_diagonal(pools), 16)]
            layers = list(dict.fromkeys([*layers, *grown]))
            if level and len(layers) > 2 * MOST_VALUES:
                break
        yield from layers

    def _arguments_of(self, constructor: str, parameters: tuple[Type, ...]) -> list[Type] | None:
        """Types of a constructor's arguments after its parameters; None where they depend on each other."""
        constant = self._constants.get(constructor)
        if constant is None or constant.type is None:
            return None
        bound: list[Type | None] = []
        found: list[Type] = []
        for expr, _ in constant.binders:
            if len(bound) < len(parameters):
                bound.append(parameters[len(bound)])
                continue
            wanted = read_type(constant.terms, expr, bound)
            if wanted is None or wanted in (PROP, TYPE):
                return None
            found.append(wanted)
            bound.append(None)
        return found


def pool_of(kind: str, small: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A term for the list of all values of a type that a search runs through, and their texts: ``small`` and more."""
    listed = f"[{', '.join(small)}]"
    if kind == "(List Nat)":
        bits = f"(List.range {SUBSET_OF}).filterMap fun b => if i.testBit b then some (b + 1) else none"
        subsets = ([b + 1 for b in range(SUBSET_OF) if i >> b & 1] for i in range(2**SUBSET_OF))
        return f"{listed} ++ (List.range {2**SUBSET_OF}).map fun i => {bits}", (*small, *map(str, subsets))
    if kind == "Int":
        further = range(len(small), NUMBERS)
        texts = (str((n + 1) // 2) if n % 2 else f"(-{n // 2})" for n in further)
        numbers = "fun n : Nat => if n % 2 = 1 then (((n + 1) / 2 : Nat) : Int) else -((n / 2 : Nat) : Int)"
        return f"{listed} ++ (List.range' {len(small)} {len(further)}).map ({numbers})", (*small, *texts)
    return listed, small


def _table(variable: str, points: Sequence[str], results: Sequence[str]) -> str:
    if len(set(results)) == 1:
        return f"(fun _ => {results[0]})"
    tests = [f"if {variable} = {point} then {result} else" for point, result in zip(points[:-1], results, strict=False)]
    return f"(fun {variable} => {' '.join(tests)} {results[-1]})"


def _diagonal(pools: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The product of pools, rows with small indices first."""
    if not pools:
        yield ()
        return
    rows = sorted(product(*(range(len(pool)) for pool in pools)), key=lambda row: (sum(row), max(row), row))
    yield from (tuple(pool[i] for pool, i in zip(pools, row, strict=True)) for row in rows)
