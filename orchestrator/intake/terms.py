"""Reading elaborated statements: exported terms with their bound variables named by the depth they are bound at.

Two occurrences of one thing are equal as `Term.key` wherever they stand, so a hypothesis can be matched with the
subterm that needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from orchestrator.lean.judge.data import Export, Name, Node

DATA_TYPES: Final = frozenset(
    {("Nat",), ("Int",), ("Bool",), ("List",), ("Fin",), ("Prod",), ("Option",), ("String",), ("Char",), ("Array",)}
    | {("Rat",), ("Unit",), ("Subtype",), ("Sum",)}
)
MAX_STEPS: Final = 200_000
"""Subterms that are looked at in one term; larger ones are looked at so far."""
Key = tuple[object, ...]


class Terms:
    """One export's expressions, with memoised keys."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self._keys: dict[tuple[int, int], Key] = {}
        self._loose: dict[int, int] = {}

    def term(self, index: int, depth: int = 0) -> Term:
        """The expression at ``index`` under ``depth`` binders."""
        return Term(self, index, depth)

    def loose(self, index: int) -> int:
        """One more than the largest loose bound variable."""
        known = self._loose.get(index)
        if known is None:
            node = self.export.exprs[index]
            match node[0]:
                case "bvar":
                    known = node[1] + 1
                case "app":
                    known = max(self.loose(node[1]), self.loose(node[2]))
                case "lam" | "pi":
                    known = max(self.loose(node[2]), self.loose(node[3]) - 1)
                case "let":
                    known = max(self.loose(node[2]), self.loose(node[3]), self.loose(node[4]) - 1)
                case "proj":
                    known = self.loose(node[3])
                case _:
                    known = 0
            self._loose[index] = known
        return known

    def key(self, index: int, depth: int) -> Key:
        """A value that is equal for equal terms; bound variables are named by where they are bound."""
        at = depth if self.loose(index) else 0
        known = self._keys.get((index, at))
        if known is None:
            node = self.export.exprs[index]
            match node[0]:
                case "bvar":
                    known = ("var", at - 1 - node[1])
                case "app":
                    known = ("app", self.key(node[1], at), self.key(node[2], at))
                case "lam" | "pi":
                    known = (node[0], self.key(node[2], at), self.key(node[3], at + 1))
                case "let":
                    known = ("let", self.key(node[3], at), self.key(node[4], at + 1))
                case "proj":
                    known = ("proj", node[1], node[2], self.key(node[3], at))
                case "const":
                    known = ("const", node[1])
                case _:
                    known = (node[0], node[1])
            self._keys[index, at] = known
        return known


@dataclass(frozen=True, eq=False)
class Term:
    """An expression in its place."""

    terms: Terms
    index: int
    depth: int

    @property
    def node(self) -> Node:
        """The exported node, without annotations."""
        return self.terms.export.exprs[self.index]

    @property
    def kind(self) -> str:
        """``const``, ``app``, ``pi``, ``lam``, ``bvar``, ..."""
        return str(self.node[0])

    @property
    def key(self) -> Key:
        """See `Terms.key`."""
        return self.terms.key(self.index, self.depth)

    @cached_property
    def spine(self) -> tuple[Name | None, tuple[Term, ...]]:
        """Name of the head constant (None where the head is something else), and the arguments."""
        arguments: list[Term] = []
        node = self.node
        while node[0] == "app":
            arguments.append(Term(self.terms, node[2], self.depth))
            node = self.terms.export.exprs[node[1]]
        return (node[1] if node[0] == "const" else None), tuple(reversed(arguments))

    @property
    def head(self) -> Name | None:
        """Name of the head constant."""
        return self.spine[0]

    @property
    def arguments(self) -> tuple[Term, ...]:
        """Arguments of an application."""
        return self.spine[1]

    @property
    def binder(self) -> tuple[str, Term, Term, int]:
        """Of a ``pi`` or ``lam``: the variable's name, its type, the body one deeper, and the binder kind (0 plain)."""
        _, name, type_, body, info = self.node
        text = ".".join(map(str, name))
        return text, Term(self.terms, type_, self.depth), Term(self.terms, body, self.depth + 1), info

    @property
    def dependent(self) -> bool:
        """Whether a ``pi``'s body uses its variable."""
        return self.binder[2].uses(self.depth)

    def uses(self, level: int) -> bool:
        """Whether the variable bound at depth ``level`` occurs."""
        return any(each.kind == "bvar" and each.level == level for each in self.below())

    @property
    def level(self) -> int:
        """Of a bound variable: the depth that it is bound at."""
        return self.depth - 1 - int(self.node[1])

    @property
    def variables(self) -> frozenset[int]:
        """Depths of all free variables."""
        return frozenset(e.level for e in self.below() if e.kind == "bvar" and e.level < self.depth)

    @property
    def literal(self) -> int | None:
        """The value of a numeral (``OfNat.ofNat _ n _`` or a raw one)."""
        if self.kind == "nat":
            return int(self.node[1])
        if self.head == ("OfNat", "ofNat") and len(self.arguments) == 3:
            return self.arguments[1].literal
        return None

    def is_const(self, *name: str) -> bool:
        """Whether it is exactly this constant."""
        return self.kind == "const" and self.node[1] == name

    def below(self) -> Iterator[Term]:
        """All subterms, itself first, each once per place, at most `MAX_STEPS`."""
        stack = [self]
        for _ in range(MAX_STEPS):
            if not stack:
                return
            term = stack.pop()
            yield term
            stack += reversed(term.children)

    @property
    def children(self) -> tuple[Term, ...]:
        """The expressions directly below."""
        node, at = self.node, self.depth
        match node[0]:
            case "app":
                return (Term(self.terms, node[1], at), Term(self.terms, node[2], at))
            case "lam" | "pi":
                return (Term(self.terms, node[2], at), Term(self.terms, node[3], at + 1))
            case "let":
                return (*(Term(self.terms, node[i], at) for i in (2, 3)), Term(self.terms, node[4], at + 1))
            case "proj":
                return (Term(self.terms, node[3], at),)
        return ()


def is_data_type(type_: Term) -> bool:
    """Whether a binder of this type binds data (or a type), not a hypothesis; told by its form."""
    if type_.kind == "sort":
        return True
    if type_.kind == "pi":
        return is_data_type(type_.binder[2])
    if type_.head is None:
        return type_.kind == "bvar"  # a type variable, say
    if type_.head in DATA_TYPES:
        return True
    declared = type_.terms.export.declarations.get(type_.head)
    if declared is None:
        return False
    result = type_.terms.term(declared.type)
    while result.kind == "pi":
        result = result.binder[2]
    return result.kind == "sort" and type_.terms.export.levels[result.node[1]] != ("zero",)


def implication(term: Term) -> bool:
    """Whether it is ``P → Q`` with a hypothesis ``P``."""
    return term.kind == "pi" and not is_data_type(term.binder[1])


def conjuncts(term: Term) -> Iterator[Term]:
    """The parts of a conjunction, itself where it is none."""
    if term.head == ("And",) and len(term.arguments) == 2:
        for part in term.arguments:
            yield from conjuncts(part)
    else:
        yield term
