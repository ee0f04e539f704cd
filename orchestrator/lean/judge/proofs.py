"""Which arguments of an expected term are proofs, so that two of them need not be compared.

Kernels have proof irrelevance: two proofs of one proposition are the same term to them. So where a constant is applied,
and its type says that an argument's own type is a proposition, the two sides may differ in that argument and still say
the same. Lean makes such differences by itself: a helper lemma changes how a frozen ``by simp`` succeeds, or which
instance of a class in ``Prop`` is found.

What is asked is asked of the expected side, which no submission can touch, and answered from declared types alone:
nothing is unfolded or computed. "No" means "not seen to be a proof", and then terms are compared to the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestrator.lean.judge.data import Export, Name

MAX_DEPTH = 200
"""How deep types of types are followed."""


@dataclass(frozen=True, slots=True)
class _Levels:
    """Values of universe parameters: ids of levels that are read with the values ``outer``."""

    ids: Mapping[Name, int] = field(default_factory=dict)
    outer: _Levels | None = None


@dataclass(frozen=True, slots=True)
class _Type:
    """An expression below the binders ``context`` (innermost last), with values for its universe parameters."""

    id: int
    levels: _Levels
    context: tuple[_Type, ...] = ()


class Proofs:
    """Answers for one export, which must have `Export.library`; what it has not is never seen to be a proof."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._known: dict[int, bool] = {}

    def is_argument(self, application: int) -> bool:
        """Whether the argument of an application (an expression id) is a proof, as its function is a constant."""
        if application not in self._known:
            self._known[application] = self._is_argument(application)
        return self._known[application]

    def is_proposition(self, type_: int) -> bool:
        """Whether a type without loose variables, or with some that do not matter, is a proposition."""
        return self._is_proposition(_Type(type_, _Levels()), MAX_DEPTH)

    def _is_argument(self, application: int) -> bool:
        head, before = self._spine(self._export.exprs[application][1])
        type_ = self._of_head(_Type(head, _Levels()))
        for _ in range(before):
            type_ = None if type_ is None else self._after(type_)
        if type_ is None or self._export.exprs[type_.id][0] != "pi":
            return False
        return self._is_proposition(self._domain(type_), MAX_DEPTH)

    def _spine(self, expression: int) -> tuple[int, int]:
        """The head of an application and how many arguments it has."""
        arguments = 0
        while (node := self._export.exprs[expression])[0] == "app":
            expression, arguments = node[1], arguments + 1
        return expression, arguments

    def _of_head(self, head: _Type) -> _Type | None:
        """The declared type of a constant, or that of a variable whose binder is known."""
        node = self._export.exprs[head.id]
        if node[0] == "bvar":
            return head.context[-1 - node[1]] if node[1] < len(head.context) else None
        if node[0] != "const":
            return None
        declared = self._export.declarations.get(node[1]) or self._export.library.get(node[1])
        if declared is None or len(declared.levels) != len(node[2]):
            return None
        return _Type(declared.type, _Levels(dict(zip(declared.levels, node[2], strict=True)), head.levels))

    def _domain(self, pi: _Type) -> _Type:
        return _Type(self._export.exprs[pi.id][2], pi.levels, pi.context)

    def _after(self, type_: _Type) -> _Type | None:
        """What a function's type says of its value; the argument is left a variable."""
        node = self._export.exprs[type_.id]
        return _Type(node[3], type_.levels, (*type_.context, self._domain(type_))) if node[0] == "pi" else None

    def _is_proposition(self, type_: _Type, depth: int) -> bool:
        while (after := self._after(type_)) is not None:  # a function to a proposition's proofs is a proof
            type_ = after
        head, arguments = self._spine(type_.id)
        sort = self._of_head(_Type(head, type_.levels, type_.context))
        for _ in range(arguments):
            sort = None if sort is None else self._after(sort)
        node = None if sort is None else self._export.exprs[sort.id]
        if sort is None or node is None or node[0] != "sort":
            return False
        return self._is_zero(node[1], sort.levels, depth)

    def _is_zero(self, level: int, values: _Levels, depth: int) -> bool:
        """Whether a level is zero whatever the export's own universe parameters are."""
        node = self._export.levels[level]
        if depth == 0:
            return False
        match node[0]:
            case "zero":
                return True
            case "param":
                if values.outer is None or node[1] not in values.ids:
                    return False
                return self._is_zero(values.ids[node[1]], values.outer, depth - 1)
            case "max":
                return all(self._is_zero(each, values, depth - 1) for each in node[1:])
            case "imax":
                return self._is_zero(node[2], values, depth - 1)
            case _:
                return False
