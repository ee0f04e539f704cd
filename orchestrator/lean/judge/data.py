"""Declarations as data: what a Lean host exports and what the kernel is given back (``js/exporter.cjs``).

Everything here comes from a process that ran hostile code, so `parse_export` checks every index and every type; what
it returns is well-formed, finite and acyclic, and nothing more is known of it. Names are tuples of their parts: the
one-part name ``«Classical.choice»`` and the two-part name ``Classical.choice`` differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

Name = tuple[str | int, ...]
Node = tuple[Any, ...]
"""A level or an expression: its kind, then ids of earlier nodes, names (as `Name`) and numbers."""

MAX_INDEX: Final = (1 << 20) - 1
"""Bound on de Bruijn indices, projection indices, parameter counts. Lean keeps the loose variables of a term, one more
than the largest index, in 20 bits, and takes a term with more of them for closed (``Lean.Expr.mkData``)."""
MAX_NAME_NUMBER: Final = 1 << 31
MAX_NAME_DEPTH: Final = 256
MAX_NAME_PART: Final = 1024
"""In characters; names end up in messages."""
MAX_NAMES_SIZE: Final = 1 << 25
"""Bound on the parts and characters of all names, each written out in full, those in declarations' lists counted again.
In the table names share their prefixes, as tuples they do not: a few megabytes of table could be gigabytes."""
MAX_VISITS: Final = 8_000_000
"""Bound on the sum of the sizes of declarations. They may share terms, so that is more than the number of nodes: four
times what an export may have of those, some 4 s of this process."""
MAX_USES: Final = 2_000_000
"""Bound on the constants that declarations name, counted for each declaration: a shared term may name thousands."""
NODES_PER_DECLARATION: Final = 20
"""What a declaration is charged as, of the nodes that an export may have: it becomes some 5 kB of objects here."""
MAX_TEXT: Final = 1 << 24
"""Bound on the characters of all literals together. They are copied for each process that reads them."""
_DIGITS: Final = re.compile(r"0|[1-9][0-9]*")
_LETTER_LIKE: Final = "α-κμ-ωΑ-ΟΡΤ-Ωϊ-ϻἀ-῾℀-⅏\U0001d49c-\U0001d59fÀ-ÖØ-öø-ÿĀ-ſ"
_PLAIN_PART: Final = re.compile(f"[a-zA-Z_{_LETTER_LIKE}][a-zA-Z0-9_'!?{_LETTER_LIKE}₀-₉ₐ-ₜᵢ-ᵪⱼ]*")
"""What Lean takes in a part of a name without «»."""


class Kind(StrEnum):
    """Kinds of constants (``Lean.ConstantInfo``)."""

    AXIOM = "axiom"
    DEFINITION = "def"
    THEOREM = "theorem"
    OPAQUE = "opaque"
    QUOTIENT = "quot"
    INDUCTIVE = "inductive"
    CONSTRUCTOR = "constructor"
    RECURSOR = "recursor"


class MalformedExport(Exception):
    """The data is not an export; the message says where."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One constant. ``type``, ``value`` and the bodies in ``rules`` are expression ids of the same `Export`.

    ``family`` are the types declared together, for inductive types, constructors (their own type alone) and recursors.
    ``numbers`` are the counts that Lean keeps: parameters, indices, nested types, recursive (inductive types); index,
    parameters, fields (constructors); parameters, indices, motives, minors, k (recursors). ``rules`` are constructor,
    number of fields, body.
    """

    kind: Kind
    name: Name
    levels: tuple[Name, ...]
    type: int
    value: int | None = None
    safe: bool = True
    hints: int | str = "opaque"
    family: tuple[Name, ...] = ()
    constructors: tuple[Name, ...] = ()
    numbers: tuple[int, ...] = ()
    rules: tuple[tuple[Name, int, int], ...] = ()

    @property
    def roots(self) -> tuple[int, ...]:
        """The expressions it consists of."""
        value = () if self.value is None else (self.value,)
        return (self.type, *value, *(body for _, _, body in self.rules))


@dataclass(frozen=True, slots=True)
class Signature:
    """Universe parameters and type (an expression id of the same `Export`) of a constant of the library."""

    levels: tuple[Name, ...]
    type: int


@dataclass(frozen=True)
class Export:
    """Checked data: node ``i`` refers to nodes below ``i`` only. ``levels[0]`` is zero.

    ``library`` has what was asked for of the library's constants that the declarations name; of a submission, nothing.
    """

    names: tuple[Name, ...]
    levels: tuple[Node, ...]
    exprs: tuple[Node, ...]
    declarations: Mapping[Name, Declaration]
    tables: dict[str, Any] = field(repr=False)
    """The same tables as they came, to be sent on."""
    raw: dict[str, Any] = field(repr=False)
    """The tables and declarations as they came, for a reader of its own (`orchestrator.lean.crosscheck`)."""
    library: Mapping[Name, Signature] = field(default_factory=dict, repr=False)

    @property
    def name_ids(self) -> dict[Name, int]:
        """Ids of the names in ``tables``."""
        return {name: index for index, name in enumerate(self.names)}

    def nodes_below(self, roots: Sequence[int]) -> Iterator[Node]:
        """Every expression node that ``roots`` contain, once, in preorder."""
        seen: set[int] = set()
        stack = list(reversed(roots))
        while stack:
            index = stack.pop()
            if index in seen:
                continue
            seen.add(index)
            node = self.exprs[index]
            yield node
            stack.extend(reversed(children(node)))

    @cached_property
    def used(self) -> Mapping[Name, frozenset[Name]]:
        """Every constant that each declaration names: in type, value, rules, and the rest of its family.

        Raises:
            MalformedExport: the declarations are too large to be walked one by one.
        """
        used: dict[Name, frozenset[Name]] = {}
        visits = uses = 0
        for name, declaration in self.declarations.items():
            names = {*declaration.family, *declaration.constructors, *(rule[0] for rule in declaration.rules)}
            seen, stack = set[int](), list(declaration.roots)
            while stack:  # as in `nodes_below`, in half the time: most of what a large export costs is spent here
                index = stack.pop()
                if index in seen:
                    continue
                seen.add(index)
                node = self.exprs[index]
                if node[0] == "app":
                    stack += node[1:]
                    continue
                if node[0] in ("const", "proj"):
                    names.add(node[1])
                stack += children(node)
            visits += len(seen)
            if visits > MAX_VISITS:
                raise MalformedExport(f"the declarations have more than {MAX_VISITS} nodes together")
            uses += len(names)
            if uses > MAX_USES:
                raise MalformedExport(f"the declarations name more than {MAX_USES} constants together")
            used[name] = frozenset(names)
        return used

    def constants_below(self, roots: Sequence[int]) -> set[Name]:
        """Names of constants, and of the structures of projections, in expressions."""
        return {node[1] for node in self.nodes_below(roots) if node[0] in ("const", "proj")}


def children(node: Node) -> tuple[int, ...]:
    """Ids of the expressions directly below an expression node."""
    match node[0]:
        case "app":
            return (node[1], node[2])
        case "lam" | "pi":
            return (node[2], node[3])
        case "let":
            return (node[2], node[3], node[4])
        case "proj":
            return (node[3],)
        case _:
            return ()


def printable(text: str) -> str:
    """``text`` with everything escaped that could move a terminal's cursor or hide in a line."""
    return "".join(each if each.isprintable() else f"\\u{{{ord(each):x}}}" for each in text)


def show_name(name: Name) -> str:
    """A name for people: parts that are no plain identifiers in «», private ones said to be so."""
    if name[:1] == ("_private",) and 0 in name:
        return f"{show_name(name[name.index(0) + 1 :])} (private)"
    parts = [str(p) if isinstance(p, int) or _PLAIN_PART.fullmatch(p) else f"«{printable(p)}»" for p in name]
    return ".".join(parts) or "[anonymous]"


def parse_name(text: str) -> Name:
    """The name that ``text`` writes, as in Lean: parts separated by dots, with «» around unusual ones."""
    parts = re.findall(r"«([^»]*)»|([^.«»]+)", text)
    return tuple(quoted or plain for quoted, plain in parts)


def parse_export(answer: Mapping[str, Any], max_nodes: int) -> Export:
    """Check a host's answer and give it its types.

    Raises:
        MalformedExport: anything that is not exactly as documented in ``js/exporter.cjs``.
    """
    try:
        return _Parser(answer, max_nodes).export()
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise MalformedExport(f"the exported data has another shape than it should ({error!r})") from error


class _Parser:
    def __init__(self, answer: Mapping[str, Any], max_nodes: int) -> None:
        self.raw_names, self.raw_levels, self.raw_exprs = (answer[key] for key in ("names", "levels", "exprs"))
        self.raw_declarations = [each for each in answer["declarations"] if each is not None]
        self.raw_library = answer.get("library", [])
        if max(map(len, (self.raw_names, self.raw_levels, self.raw_exprs))) > max_nodes:
            raise MalformedExport(f"the exported data has more than {max_nodes} nodes")
        self.names: list[Name] = [()]
        self.name_sizes = [0]
        self.names_size = 0
        self.items_left = max_nodes
        self.text_left = MAX_TEXT
        self.levels: list[Node] = [("zero",)]
        self.exprs: list[Node] = []

    def export(self) -> Export:
        for prefix, part in self.raw_names:
            self.names.append((*self.name(prefix), self.part(part)))
            if len(self.names[-1]) > MAX_NAME_DEPTH:
                raise ValueError("a name of too many parts")
            self.name_sizes.append(self.name_sizes[prefix] + 1 + (len(part) if isinstance(part, str) else 0))
            self.spend(self.name_sizes[-1])
        for node in self.raw_levels:
            self.levels.append(self.parse_level(*node))
        for node in self.raw_exprs:
            self.exprs.append(self.parse_expr(*node))
        declarations: dict[Name, Declaration] = {}
        self.charge(len(self.raw_declarations) * NODES_PER_DECLARATION)
        for raw in self.raw_declarations:
            declaration = self.declaration(raw)
            if declaration.name in declarations:
                raise ValueError(f"{show_name(declaration.name)} is declared twice")
            declarations[declaration.name] = declaration
        tables = {"names": self.raw_names, "levels": self.raw_levels, "exprs": self.raw_exprs}
        raw = {**tables, "declarations": self.raw_declarations}
        library = {
            self.name(each["name"]): Signature(self.name_list(each["levels"]), self.expr(each["type"]))
            for each in self.items(self.raw_library)
        }
        return Export(tuple(self.names), tuple(self.levels), tuple(self.exprs), declarations, tables, raw, library)

    def part(self, part: object) -> str | int:
        if isinstance(part, str):
            part.encode()  # no lone surrogates
            if len(part) > MAX_NAME_PART:
                raise ValueError(f"a name of {len(part)} characters")
            return part
        return self.number(part, MAX_NAME_NUMBER * 4)

    def number(self, value: object, below: int = MAX_INDEX) -> int:
        if type(value) is not int or not 0 <= value < below:
            raise ValueError(f"{value!r} is no number below {below}")
        return value

    def flag(self, value: object) -> bool:
        if type(value) is not bool:
            raise ValueError(f"{value!r} is no truth value")
        return value

    def name(self, index: object) -> Name:
        return self.names[self.number(index, len(self.names))]

    def items(self, raw: Sequence[Any]) -> Sequence[Any]:
        """A list as it came. A few characters hold a long one; all of them together may be no longer than a table."""
        self.charge(len(raw))
        return raw

    def charge(self, items: int) -> None:
        self.items_left -= items
        if self.items_left < 0:
            raise MalformedExport("the exported data has more items in lists than it may have nodes")

    def literal(self, text: str) -> str:
        """A literal's digits or characters."""
        text.encode()  # no lone surrogates
        self.text_left -= len(text)
        if self.text_left < 0:
            raise MalformedExport(f"the literals have more than {MAX_TEXT} characters together")
        return text

    def name_list(self, indices: Sequence[object]) -> tuple[Name, ...]:
        return tuple(map(self.listed_name, self.items(indices)))

    def listed_name(self, index: object) -> Name:
        self.spend(self.name_sizes[self.number(index, len(self.names))])
        return self.name(index)

    def spend(self, size: int) -> None:
        self.names_size += size
        if self.names_size > MAX_NAMES_SIZE:
            raise MalformedExport(f"the names have more than {MAX_NAMES_SIZE} parts and characters together")

    def level(self, index: object) -> int:
        return self.number(index, len(self.levels))

    def expr(self, index: object) -> int:
        return self.number(index, len(self.exprs))

    def parse_level(self, kind: str, *rest: Any) -> Node:
        match kind, len(rest):
            case "succ", 1:
                return (kind, self.level(rest[0]))
            case (("max" | "imax"), 2):
                return (kind, self.level(rest[0]), self.level(rest[1]))
            case "param", 1:
                return (kind, self.name(rest[0]))
        raise ValueError(f"no such level: {kind!r}")

    def parse_expr(self, kind: str, *rest: Any) -> Node:
        match kind, len(rest):
            case "bvar", 1:
                return (kind, self.number(rest[0]))
            case "sort", 1:
                return (kind, self.level(rest[0]))
            case "const", 2:
                return (kind, self.name(rest[0]), tuple(self.level(each) for each in self.items(rest[1])))
            case "app", 2:
                return (kind, self.expr(rest[0]), self.expr(rest[1]))
            case (("lam" | "pi"), 4):
                return (kind, self.name(rest[0]), self.expr(rest[1]), self.expr(rest[2]), self.number(rest[3], 4))
            case "let", 5:
                binder, *parts, nondep = rest
                return (kind, self.name(binder), *map(self.expr, parts), self.number(nondep, 2))
            case "nat", 1 if isinstance(rest[0], str) and _DIGITS.fullmatch(rest[0]):
                return (kind, self.literal(rest[0]))
            case "str", 1:
                return (kind, self.literal(rest[0]))
            case "proj", 3:
                return (kind, self.name(rest[0]), self.number(rest[1]), self.expr(rest[2]))
        raise ValueError(f"no such expression: {kind!r}")

    def declaration(self, raw: Mapping[str, Any]) -> Declaration:
        kind = Kind(raw["kind"])
        name, levels, type_ = self.name(raw["name"]), self.name_list(raw["levels"]), self.expr(raw["type"])
        if not name or len(set(levels)) != len(levels):
            raise ValueError("a declaration without a name or with repeated universe parameters")
        return Declaration(kind, name, levels, type_, **self.specifics(kind, raw))

    def specifics(self, kind: Kind, raw: Mapping[str, Any]) -> dict[str, Any]:
        def numbers(*keys: str) -> tuple[int, ...]:
            return tuple(self.number(raw[key]) for key in keys)

        match kind:
            case Kind.AXIOM:
                return {"safe": not self.flag(raw["unsafe"])}
            case Kind.DEFINITION:
                hints = raw["hints"]
                hints = hints if hints in ("opaque", "abbrev") else self.number(hints, 1 << 32)
                return {"value": self.expr(raw["value"]), "safe": raw["safety"] == "safe", "hints": hints}
            case Kind.THEOREM:
                return {"value": self.expr(raw["value"])}
            case Kind.OPAQUE:
                return {"value": self.expr(raw["value"]), "safe": not self.flag(raw["unsafe"])}
            case Kind.INDUCTIVE:
                return {
                    "safe": not self.flag(raw["unsafe"]),
                    "family": self.name_list(raw["all"]),
                    "constructors": self.name_list(raw["constructors"]),
                    "numbers": (*numbers("params", "indices", "nested"), int(self.flag(raw["recursive"]))),
                }
            case Kind.CONSTRUCTOR:
                return {
                    "safe": not self.flag(raw["unsafe"]),
                    "family": (self.name(raw["inductive"]),),
                    "numbers": numbers("index", "params", "fields"),
                }
            case Kind.RECURSOR:
                return {
                    "safe": not self.flag(raw["unsafe"]),
                    "family": self.name_list(raw["all"]),
                    "numbers": (*numbers("params", "indices", "motives", "minors"), int(self.flag(raw["k"]))),
                    "rules": tuple(
                        (self.listed_name(c), self.number(n), self.expr(b)) for c, n, b in self.items(raw["rules"])
                    ),
                }
            case Kind.QUOTIENT:
                return {}
