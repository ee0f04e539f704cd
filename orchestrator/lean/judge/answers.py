"""Answers: what a submission put where the challenge asks for a value.

The kernel can say that ``answer ↔ P`` is proved; it cannot say that ``answer`` is an answer. ``answer := P`` proves it
by `Iff.rfl`. So a truth value must *be* the constant `True` or `False`, other values must be literals of a closed
grammar that the challenge names, and everything else is shown to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from orchestrator.lean.judge.data import Export, Name, Node, show_name
from orchestrator.problems.metadata import AnswerGrammar

SHOWN_CHARACTERS: Final = 400
MAX_SHARED_ITEMS: Final = 10_000
"""How many more items than nodes a list literal may have: its tails may be shared."""
_CONSTANTS: Final[Mapping[AnswerGrammar, frozenset[Name]]] = {
    AnswerGrammar.PROP: frozenset({("True",), ("False",)}),
    AnswerGrammar.BOOL: frozenset({("Bool", "true"), ("Bool", "false")}),
}
_NAT: Final[Name] = ("Nat",)
_INT: Final[Name] = ("Int",)

_Tails: TypeAlias = "tuple[tuple[int, _Tails], _Tails] | None"
"""Values of bound variables, innermost first, each with those that it sees itself."""


def is_settled(export: Export, answer: int, grammar: AnswerGrammar) -> bool:
    """Whether an answer is one that nobody needs to look at.

    Only library constants count, and a literal is written with the library's own `OfNat` instances: a submission's
    instance could give a numeral another meaning, and its own ``True`` is not `True`.
    """
    reader = Reader(export)
    if any(name in export.declarations for name in export.constants_below([answer])):
        return False
    match grammar:
        case AnswerGrammar.PROP | AnswerGrammar.BOOL:
            node = export.exprs[answer]
            return bool(node[0] == "const" and node[1] in _CONSTANTS[grammar] and not node[2])
        case AnswerGrammar.NAT:
            return reader.natural(answer) is not None
        case AnswerGrammar.INT:
            return reader.integer(answer) is not None
        case AnswerGrammar.LIST_NAT:
            return reader.items(answer, _NAT) is not None
        case AnswerGrammar.LIST_INT:
            return reader.items(answer, _INT) is not None
        case AnswerGrammar.REVIEW:
            return False


class Reader:
    """Recognises literals in exported terms."""

    def __init__(self, export: Export) -> None:
        self._export = export

    def spine(self, index: int) -> tuple[Node, list[int]]:
        """Head and arguments of an application."""
        arguments: list[int] = []
        node = self._export.exprs[index]
        while node[0] == "app":
            arguments.append(node[2])
            node = self._export.exprs[node[1]]
        return node, arguments[::-1]

    def applied(self, index: int, head: Name, count: int) -> list[int] | None:
        """The arguments if the term is ``head`` applied to ``count`` of them."""
        node, arguments = self.spine(index)
        return arguments if node[0] == "const" and node[1] == head and len(arguments) == count else None

    def constant(self, index: int, name: Name) -> bool:
        node = self._export.exprs[index]
        return bool(node[0] == "const" and node[1] == name)

    def written(self, index: int) -> str | None:
        """A literal of any of the closed grammars as a person writes it, or None if the term is none."""
        node = self._export.exprs[index]
        if node[0] == "const" and any(node[1] in names for names in _CONSTANTS.values()):
            return show_name(node[1]) if node[1] not in self._export.declarations else None
        for read in (self.natural, self.integer):
            if (literal := read(index)) is not None:
                return literal
        for item in (_NAT, _INT):
            if (items := self.items(index, item, SHOWN_CHARACTERS)) is not None:
                return f"[{', '.join(items)}]"
        return None

    def natural(self, index: int) -> str | None:
        """``n`` as Lean elaborates it, ``OfNat.ofNat Nat n (instOfNatNat n)``, or a raw literal."""
        node = self._export.exprs[index]
        return str(node[1]) if node[0] == "nat" else self._numeral(index, _NAT, ("instOfNatNat",))

    def integer(self, index: int) -> str | None:
        """``n`` or ``-n``."""
        negated = self.applied(index, ("Neg", "neg"), 3)
        if negated is None:
            return self._numeral(index, _INT, ("instOfNat",))
        if not self.constant(negated[0], _INT) or not self.constant(negated[1], ("Int", "instNegInt")):
            return None
        digits = self._numeral(negated[2], _INT, ("instOfNat",))
        return None if digits is None else f"-{digits}"

    def _numeral(self, index: int, type_: Name, instance: Name) -> str | None:
        parts = self.applied(index, ("OfNat", "ofNat"), 3)
        if parts is None or not self.constant(parts[0], type_):
            return None
        literal = self._export.exprs[parts[1]]
        if literal[0] != "nat" or self.applied(parts[2], instance, 1) != [parts[1]]:
            return None
        return str(literal[1])

    def items(self, index: int, item: Name, most: int | None = None) -> list[str] | None:
        """``[a, b, ...]`` of literals; None if the term is no such list, or one that takes too many steps to read.

        Lean gives the tails of a long list names (``let y := [c, d]; a :: b :: y``); those are read, too. After
        ``most`` steps, where that many items are as good as all, what was read until then is returned.
        """
        read = self.natural if item == _NAT else self.integer
        exprs, items = self._export.exprs, list[str]()
        tails: _Tails = None
        steps = len(exprs) + MAX_SHARED_ITEMS if most is None else most
        while steps > 0:
            steps -= 1
            node = exprs[index]
            if node[0] == "let" and (arguments := self.applied(node[2], ("List",), 1)) is not None:
                if not self.constant(arguments[0], item):
                    return None
                tails, index = ((node[3], tails), tails), node[4]
            elif node[0] == "bvar":
                steps -= node[1]
                if node[1] > steps or (tail := _nth(tails, node[1])) is None:
                    return None
                index, tails = tail
            elif (cons := self.applied(index, ("List", "cons"), 3)) is not None:
                literal = read(cons[1])
                if literal is None or not self.constant(cons[0], item):
                    return None
                items.append(literal)
                index = cons[2]
            else:
                nil = self.applied(index, ("List", "nil"), 1)
                return items if nil is not None and self.constant(nil[0], item) else None
        return items if most is not None and items else None


def _nth(tails: _Tails, index: int) -> tuple[int, _Tails] | None:
    """The value of a bound variable and of those around it."""
    while tails is not None and index:
        tails, index = tails[1], index - 1
    return None if tails is None else tails[0]


def hole_line(expected: Export, hole: int) -> int | None:
    """The line of the ``sorry`` behind a hole: the first number in its label (`Lean.Meta.mkLabeledSorry`)."""
    node = expected.exprs[hole]
    if node[0] != "app":
        return None
    reader = Reader(expected)
    for each in expected.nodes_below([node[2]]):
        if each[0] != "app":
            continue
        inner = expected.exprs[each[1]]
        if (
            inner[0] == "app"
            and reader.constant(inner[1], ("Lean", "Name", "num"))
            and reader.constant(inner[2], ("Lean", "Name", "anonymous"))
        ):
            parts = reader.applied(each[2], ("OfNat", "ofNat"), 3)
            literal = expected.exprs[parts[1]] if parts else expected.exprs[each[2]]
            return int(literal[1]) if literal[0] == "nat" and len(literal[1]) < 9 else None
    return None
