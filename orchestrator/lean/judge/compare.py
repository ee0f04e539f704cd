"""Does the submission's target say what the challenge says? Compared as structures, declaration by declaration.

Two sides: what the challenge alone elaborates to (*expected*), and what the submission exported (*found*). The target's
types are walked side by side; wherever they name constants that are not the library's, the two constants are compared
in turn, and so on through the statement's whole transitive closure.

What must agree, and what may differ:

- Library constants agree by name; both sides import the same library.
- Inductive types, constructors, recursors, opaque constants and axioms agree by name *and* content. Content alone
  would not do: with two copies of one structure, ``A = B`` could be answered by ``A = A``.
- Definitions agree by content (type and value), whatever their names. They unfold, so nothing can be hidden in a name;
  and Lean names auxiliary definitions (``match_1``) after whatever command needed them first, so that an honest helper
  lemma before a frozen definition changes such names.
- Theorems agree by type; proofs are irrelevant. So are proofs inside terms, where the type of a constant says that its
  argument is one (`orchestrator.lean.judge.proofs`).
- Where in its file a `panic!` (`unreachable!`, `assert!`) stands is left out: it is an argument of which the value is
  independent by definition, and an honest line above a frozen definition changes it.
- Universe parameters agree by position, binder names and binder kinds not at all: neither has meaning for the kernel.

A ``sorry`` in the expected closure is a hole for an answer: it agrees with anything, which is then judged by
`orchestrator.lean.judge.answers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from orchestrator.lean.judge.axioms import SORRY
from orchestrator.lean.judge.data import Declaration, Export, Kind, Name, Node, show_name
from orchestrator.lean.judge.proofs import Proofs
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.lean.judge.shown import show
from orchestrator.vocabulary import Code, Direction

NOT: Name = ("Not",)
FALSE: Name = ("False",)
_BY_NAME = frozenset({Kind.INDUCTIVE, Kind.CONSTRUCTOR, Kind.RECURSOR, Kind.OPAQUE, Kind.AXIOM, Kind.QUOTIENT})
_PANIC_PLACES: Final[dict[Name, tuple[int, ...]]] = {
    ("panicWithPosWithDecl",): (2, 3, 4, 5),
    ("panicWithPos",): (2, 3, 4),
}
"""Which arguments are module, declaration, line and column: after the type and its instance, before the message."""
_PLACES_END: Final = 6


@dataclass(frozen=True, slots=True)
class Filled:
    """An answer: the hole's expression id on the expected side and what the submission has in its place."""

    hole: int
    answer: int


class Comparison:
    """One comparison of a submission with what is expected of it. Call `kind`, `statement`, then `context`."""

    def __init__(
        self, expected: Export, found: Export, *, expected_target: Name, target: Name, direction: Direction, holes: bool
    ) -> None:
        self.expected = expected
        self.found = found
        self.theirs = found.declarations[target]
        self.ours = expected.declarations[expected_target]
        self.direction = direction
        self.holes = holes
        self.filled: dict[int, int] = {}
        self._proofs = Proofs(expected)
        self._pairs: dict[tuple[Name, Name], Code] = {}
        self._todo: list[tuple[Name, Name]] = []

    def kind(self) -> None:
        """The target is a theorem.

        Raises:
            Rejection: E_KIND.
        """
        if self.theirs.kind is not Kind.THEOREM:
            unsafe = "" if self.theirs.safe else "unsafe "
            raise Rejection(
                Code.E_KIND, f"{show_name(self.theirs.name)} is no theorem but of kind {unsafe}{self.theirs.kind}"
            )

    def statement(self) -> None:
        """The target's type and universe parameters are the expected ones (the negation's, for a disproof).

        Raises:
            Rejection: E_STATEMENT.
        """
        ours, theirs, type_ = self.ours, self.theirs, self.theirs.type
        name = show_name(theirs.name)
        if self.direction == Direction.PROVE:
            parameters = (list(ours.levels), list(theirs.levels))
        else:
            denied = self._denied(type_)
            if denied is None:
                raise Rejection(Code.E_STATEMENT, f"{name} is not the negation of the challenge's statement")
            type_ = denied
            # `type_of%` invents parameter names, so their order says nothing: match them as they occur.
            parameters = (_level_order(self.expected, ours.type), _level_order(self.found, type_))
        if len(parameters[0]) != len(parameters[1]):
            counts = f"{len(parameters[1])} universe parameters where the challenge has {len(parameters[0])}"
            raise Rejection(Code.E_STATEMENT, f"{name} has {counts}")
        levels = dict(zip(*parameters, strict=True))
        if not self._same(ours.type, type_, levels, Code.E_STATEMENT):
            stated, asked = show(self.found, type_), show(self.expected, ours.type)
            if stated == asked and self._only_ordered_otherwise(type_):
                order = ", ".join(map(show_name, ours.levels))
                why = f"its universe parameters stand in another order than the challenge's, which has {{{order}}}: "
                why += f"write `theorem {name}.{{...}}` with the same types in that order"
            elif stated == asked:
                why = f"the difference is one of universe levels, or beyond what is shown here: {stated}"
            else:
                why = f"the submission has {stated}, the challenge {asked}"
            raise Rejection(Code.E_STATEMENT, f"{name} states something else: {why}{self._if_negation(type_)}")

    def _denied(self, type_: int) -> int | None:
        """What a type is the negation of: ``¬ T``, or what the library's `Not` stands for, ``T → False``."""
        match self.found.exprs[type_]:
            case ("app", function, denied) if self.found.exprs[function] == ("const", NOT, ()):
                return int(denied)
            case ("pi", _, denied, value, *_) if self.found.exprs[value] == ("const", FALSE, ()):
                return int(denied)
            case _:
                return None

    def _only_ordered_otherwise(self, type_: int) -> bool:
        """Whether the types agree if universe parameters are matched as they occur, not by position."""
        parameters = (_level_order(self.expected, self.ours.type), _level_order(self.found, type_))
        if len(parameters[0]) != len(parameters[1]):
            return False
        return self._same(self.ours.type, type_, dict(zip(*parameters, strict=True)), Code.E_STATEMENT)

    def _if_negation(self, type_: int) -> str:
        """How to submit what is the negation of what was asked for."""
        if self._denied(type_) is None:
            return ""
        disproof = show_name((*self.theirs.name[:-1], f"{self.theirs.name[-1]}_disproof"))
        return f"; a disproof is a theorem of its own, `{disproof} : ¬ (type_of% @{show_name(self.theirs.name)})`"

    def context(self) -> tuple[Filled, ...]:
        """Every constant that the statement rests on is the expected one; returns the answers in the holes.

        Raises:
            Rejection: E_CONTEXT, or E_STATEMENT where the constants had different names to begin with.
        """
        while self._todo:
            ours, theirs = self._todo.pop()
            code = self._pairs[ours, theirs]
            if not self._same_constant(self.expected.declarations[ours], self.found.declarations[theirs], code):
                differs = f"differs from the challenge's {show_name(ours)}"
                other = f"stands where the challenge has {show_name(ours)}"
                what = f"{show_name(theirs)} {differs if ours == theirs else other}"
                raise Rejection(code, f"{what}, on which the statement rests")
        return tuple(Filled(hole, answer) for hole, answer in self.filled.items())

    def _same_constant(self, ours: Declaration, theirs: Declaration, code: Code) -> bool:
        if ours.kind is not theirs.kind or ours.safe is not theirs.safe or len(ours.levels) != len(theirs.levels):
            return False
        if ours.kind in _BY_NAME and ours.name != theirs.name:
            return False
        levels = dict(zip(ours.levels, theirs.levels, strict=True))
        if not self._same(ours.type, theirs.type, levels, code):
            return False
        if ours.kind is Kind.THEOREM or (ours.kind is Kind.DEFINITION and self._proofs.is_proposition(ours.type)):
            return True
        if ours.value is not None and theirs.value is not None:
            return self._same(ours.value, theirs.value, levels, code)
        return self._same_family(ours, theirs, levels, code)

    def _same_family(self, ours: Declaration, theirs: Declaration, levels: dict[Name, Name], code: Code) -> bool:
        facts = [(each.family, each.constructors, each.numbers, len(each.rules)) for each in (ours, theirs)]
        if facts[0] != facts[1]:
            return False
        for mine, other in zip(ours.rules, theirs.rules, strict=True):
            if mine[:2] != other[:2] or not self._same(mine[2], other[2], levels, code):
                return False
        return all(self._same_name(name, name, code) for name in (*ours.family, *ours.constructors))

    def _same(self, ours: int, theirs: int, levels: dict[Name, Name], code: Code) -> bool:
        """Whether two expressions agree, constants of their own put off; remembers what fills the holes."""
        seen: set[tuple[int, int]] = set()
        same_level = _LevelComparison(self.expected, self.found, levels)
        todo = [(ours, theirs)]
        while todo:
            pair = todo.pop()
            if pair in seen:
                continue
            seen.add(pair)
            mine, other = self.expected.exprs[pair[0]], self.found.exprs[pair[1]]
            if self.holes and self._is_hole(mine):
                if self.filled.setdefault(pair[0], pair[1]) != pair[1]:
                    return False
                continue
            below = self._same_node(pair[0], mine, other, same_level, code)
            if below is None:
                return False
            todo.extend(below)
        return True

    def _same_node(
        self, id_: int, mine: Node, other: Node, same_level: _LevelComparison, code: Code
    ) -> Iterable[tuple[int, int]] | None:
        """The pairs of subexpressions that are left to compare, or None where the nodes differ."""
        kind = mine[0]
        if kind != other[0]:
            return None
        match kind:
            case "app":
                function = (mine[1], other[1])  # if these agree, both arguments stand in the same place
                irrelevant = self._is_place_of_panic(mine) or self._proofs.is_argument(id_)
                return (function,) if irrelevant else (function, (mine[2], other[2]))
            case "lam" | "pi":
                return ((mine[2], other[2]), (mine[3], other[3]))
            case "let":
                value = () if self._proofs.is_proposition(mine[2]) else ((mine[3], other[3]),)
                return ((mine[2], other[2]), *value, (mine[4], other[4]))
            case "const":
                agree = self._same_name(mine[1], other[1], code) and len(mine[2]) == len(other[2])
                return () if agree and all(map(same_level, mine[2], other[2])) else None
            case "sort":
                return () if same_level(mine[1], other[1]) else None
            case "proj":
                agree = mine[2] == other[2] and self._same_name(mine[1], other[1], code)
                return ((mine[3], other[3]),) if agree else None
            case _:  # bvar, nat, str
                return () if mine == other else None

    def _same_name(self, ours: Name, theirs: Name, code: Code) -> bool:
        """Whether two constants may agree; their contents are compared by `context`."""
        local = (ours in self.expected.declarations, theirs in self.found.declarations)
        if local == (False, False):
            return ours == theirs
        if local != (True, True):
            return False
        if self.expected.declarations[ours].kind in _BY_NAME and ours != theirs:
            return False
        if (ours, theirs) not in self._pairs:
            self._pairs[ours, theirs] = Code.E_CONTEXT if ours == theirs else code
            self._todo.append((ours, theirs))
        return True

    def _is_place_of_panic(self, node: Node) -> bool:
        """Whether the argument of this expected application says where a panic stands."""
        exprs = self.expected.exprs
        before = 0
        while node[0] == "app" and before <= _PLACES_END:
            node = exprs[node[1]]
            before += 1
        return bool(node[0] == "const" and before - 1 in _PANIC_PLACES.get(node[1], ()))

    def _is_hole(self, node: Node) -> bool:
        """Whether an expected expression is ``sorryAx (Name → α) b label`` (`Lean.Meta.mkLabeledSorry`)."""
        exprs = self.expected.exprs
        for _ in range(3):
            if node[0] != "app":
                return False
            node = exprs[node[1]]
        return bool(node[0] == "const" and node[1] == SORRY)


class _LevelComparison:
    """Whether levels of the two sides agree under a renaming of parameters."""

    def __init__(self, expected: Export, found: Export, renaming: dict[Name, Name]) -> None:
        self._expected, self._found, self._renaming = expected, found, renaming
        self._equal: set[tuple[int, int]] = set()

    def __call__(self, ours: int, theirs: int) -> bool:
        todo = [(ours, theirs)]
        visited: set[tuple[int, int]] = set()
        while todo:
            pair = todo.pop()
            if pair in self._equal or pair in visited:
                continue
            visited.add(pair)
            mine, other = self._expected.levels[pair[0]], self._found.levels[pair[1]]
            if mine[0] != other[0]:
                return False
            if mine[0] == "param":
                if self._renaming.get(mine[1]) != other[1]:
                    return False
            else:
                todo.extend(zip(mine[1:], other[1:], strict=True))
        self._equal |= visited
        return True


def _level_order(export: Export, root: int) -> list[Name]:
    """Universe parameters in the order of their first occurrence in an expression."""
    order: dict[Name, None] = {}
    for node in export.nodes_below([root]):
        roots = node[2] if node[0] == "const" else (node[1],) if node[0] == "sort" else ()
        for level in roots:
            order.update(dict.fromkeys(_parameters(export, level)))
    return list(order)


def _parameters(export: Export, root: int) -> Iterator[Name]:
    stack, seen = [root], set()
    while stack:
        index = stack.pop()
        if index in seen:
            continue
        seen.add(index)
        node = export.levels[index]
        if node[0] == "param":
            yield node[1]
        else:
            stack.extend(reversed(node[1:]))
