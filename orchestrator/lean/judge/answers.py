"""Answers: what a submission put where the challenge asks for a value.

The kernel can say that ``answer ↔ P`` is proved; it cannot say that ``answer`` is an answer. ``answer := P`` proves it
by `Iff.rfl`. So a truth value must *be* the constant `True` or `False`, other values must be literals of a closed
grammar that the challenge names, and everything else is shown to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from orchestrator.lean.judge.data import Export, Name, Node, show_name
from orchestrator.problems.metadata import AnswerGrammar

SHOWN_CHARACTERS: Final = 400
_CONSTANTS: Final[Mapping[AnswerGrammar, frozenset[Name]]] = {
    AnswerGrammar.PROP: frozenset({("True",), ("False",)}),
    AnswerGrammar.BOOL: frozenset({("Bool", "true"), ("Bool", "false")}),
}
_NAT: Final[Name] = ("Nat",)
_INT: Final[Name] = ("Int",)


def is_settled(export: Export, answer: int, grammar: AnswerGrammar) -> bool:
    """Whether an answer is one that nobody needs to look at.

    Only library constants count, and a literal is written with the library's own `OfNat` instances: a submission's
    instance could give a numeral another meaning, and its own ``True`` is not `True`.
    """
    reader = _Reader(export)
    if any(name in export.declarations for name in export.constants_below([answer])):
        return False
    match grammar:
        case AnswerGrammar.PROP | AnswerGrammar.BOOL:
            node = export.exprs[answer]
            return bool(node[0] == "const" and node[1] in _CONSTANTS[grammar] and not node[2])
        case AnswerGrammar.NAT:
            return reader.is_nat(answer)
        case AnswerGrammar.INT:
            return reader.is_int(answer)
        case AnswerGrammar.LIST_NAT:
            return reader.is_list(answer, _NAT)
        case AnswerGrammar.LIST_INT:
            return reader.is_list(answer, _INT)
        case AnswerGrammar.REVIEW:
            return False


class _Reader:
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

    def is_nat(self, index: int) -> bool:
        """``n`` as Lean elaborates it, ``OfNat.ofNat Nat n (instOfNatNat n)``, or a raw literal."""
        if self._export.exprs[index][0] == "nat":
            return True
        parts = self.applied(index, ("OfNat", "ofNat"), 3)
        if parts is None or not self.constant(parts[0], _NAT):
            return False
        return self._literal_instance(parts, ("instOfNatNat",))

    def is_int(self, index: int) -> bool:
        """``n`` or ``-n``."""
        negated = self.applied(index, ("Neg", "neg"), 3)
        if negated is not None and self.constant(negated[0], _INT) and self.constant(negated[1], ("Int", "instNegInt")):
            index = negated[2]
        parts = self.applied(index, ("OfNat", "ofNat"), 3)
        return parts is not None and self.constant(parts[0], _INT) and self._literal_instance(parts, ("instOfNat",))

    def _literal_instance(self, parts: Sequence[int], instance: Name) -> bool:
        inner = self.applied(parts[2], instance, 1)
        return self._export.exprs[parts[1]][0] == "nat" and inner == [parts[1]]

    def is_list(self, index: int, item: Name) -> bool:
        """``[a, b, ...]`` of literals."""
        read = self.is_nat if item == _NAT else self.is_int
        while (cons := self.applied(index, ("List", "cons"), 3)) is not None:
            if not self.constant(cons[0], item) or not read(cons[1]):
                return False
            index = cons[2]
        nil = self.applied(index, ("List", "nil"), 1)
        return nil is not None and self.constant(nil[0], item)


def show(export: Export, index: int) -> str:
    """An answer for people: applications of constants and literals, cut to a bounded length."""
    pieces: list[str] = []
    size = 0
    stack: list[int | str] = [index]
    while stack and size < SHOWN_CHARACTERS:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            size += len(item)
            continue
        stack.extend(reversed(_parts(export, export.exprs[item])))
    return "".join(pieces) + (" ..." if stack else "")


def _parts(export: Export, node: Node) -> list[int | str]:
    match node[0]:
        case "const":
            return [show_name(node[1])]
        case "app":
            return ["(", node[1], " ", node[2], ")"]
        case "lam" | "pi":
            sign = "fun" if node[0] == "lam" else "∀"
            return [f"({sign} {show_name(node[1])} : ", node[2], ", ", node[3], ")"]
        case "let":
            return [f"(let {show_name(node[1])} : ", node[2], " := ", node[3], "; ", node[4], ")"]
        case "proj":
            return [node[3], f".{node[2] + 1}"]
        case "bvar":
            return [f"#{node[1]}"]
        case "sort":
            return ["Sort" if node[1] else "Prop"]
        case "str":
            return [repr(node[1][:SHOWN_CHARACTERS])]
        case _:
            return [str(node[1])[:SHOWN_CHARACTERS]]


def hole_line(expected: Export, hole: int) -> int | None:
    """The line of the ``sorry`` behind a hole: the first number in its label (`Lean.Meta.mkLabeledSorry`)."""
    node = expected.exprs[hole]
    if node[0] != "app":
        return None
    reader = _Reader(expected)
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
