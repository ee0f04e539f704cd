"""A normal form of elaborated statements, in which common ways to write one thing are one.

What is the same after it: names of variables and of the file's own definitions; definitions without recursion,
unfolded; the order of quantifiers of one kind, of hypotheses and of the parts of ``∧ ∨ ↔ = + *``; ``P ∧ Q → R`` and
``P → Q → R``; ``(∃ x, P x) → Q`` and ``∀ x, P x → Q``; ``>``, ``≥``, ``≠`` and ``<``, ``≤``, ``=``; of naturals
``a + 1 ≤ b`` and ``a < b``, ``x ∈ List.range n`` and ``x < n``; which instance decides. Not the same: what needs a
proof, such as an index that is shifted, or a recursive definition that is written otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from orchestrator.intake.terms import DATA_TYPES, Term
from orchestrator.lean.judge.data import Declaration, Export, Kind, Name

MOST_STEPS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Var:
    """A bound variable, by a number of its own."""

    number: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A numeral, a text or a sort."""

    value: int | str


@dataclass(frozen=True, slots=True)
class Apply:
    """A head at arguments; a constant has none. ``any_order``: the arguments may stand in any order."""

    head: Name | Tree
    arguments: tuple[Tree, ...] = ()
    any_order: bool = False


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function."""

    variable: int
    type: Tree
    body: Tree


@dataclass(frozen=True, slots=True)
class Quantified:
    """``∀ variables, parts → last``, or ``∃ variables, parts`` (``last`` is None); the parts in any order."""

    variables: tuple[tuple[int, Tree], ...]
    parts: tuple[Tree, ...]
    last: Tree | None


Tree = Var | Leaf | Apply | Lambda | Quantified

_NAT: Final = Apply(("Nat",))
_ZERO: Final = Leaf(0)
_ANY_ORDER: Final[dict[Name, int]] = {("Iff",): 0, ("Eq",): 1, ("Nat", "gcd"): 0, ("Nat", "lcm"): 0}
"""Symmetric constants, with how many arguments stand before those that may change places."""
_FLAT: Final[frozenset[Name]] = frozenset({("And",), ("Or",), ("HAdd", "hAdd"), ("HMul", "hMul")})
_LESS: Final[Name] = ("LT", "lt")
_AT_MOST: Final[Name] = ("LE", "le")
_FLIPPED: Final[dict[Name, Name]] = {("GT", "gt"): _LESS, ("GE", "ge"): _AT_MOST}
_RECURSIVE: Final = frozenset({"rec", "brecOn", "recOn", "fix", "binductionOn", "below"})


class TooLarge(Exception):
    """The normal form of a statement takes more steps than are spent on it."""


def normal_form(statement: Term, export: Export) -> Tree:
    """The normal form of a closed statement; raises `TooLarge`."""
    return _Reader(export).read(statement.index, ())


class _Reader:
    def __init__(self, export: Export) -> None:
        self._export = export
        self._fresh = count()
        self._steps = 0
        self._unfolded: dict[Name, bool] = {}

    def read(self, index: int, bound: tuple[Tree, ...], arguments: tuple[Tree, ...] = ()) -> Tree:
        """The expression at ``index`` with values for its loose variables, applied to arguments."""
        self._step()
        node = self._export.exprs[index]
        match node[0]:
            case "app":
                return self.read(node[1], bound, (self.read(node[2], bound), *arguments))
            case "lam" if arguments:
                return self.read(node[3], (*bound, arguments[0]), arguments[1:])
            case "lam":
                type_, variable = self.read(node[2], bound), next(self._fresh)
                return Lambda(variable, type_, self.read(node[3], (*bound, Var(variable))))
            case "pi":
                type_, variable = self.read(node[2], bound), next(self._fresh)
                return self._for_all(variable, type_, self.read(node[3], (*bound, Var(variable))))
            case "let":
                return self.read(node[4], (*bound, self.read(node[3], bound)), arguments)
            case "bvar":
                return self._applied(bound[-1 - node[1]], arguments)
            case "const":
                return self._constant(node[1], arguments)
            case "proj":
                name: Name = (*node[1], node[2])
                return self._applied(Apply(name, (self.read(node[3], bound),)), arguments)
            case "nat":
                return Leaf(int(node[1]))
            case "sort":
                return Leaf("sort")
        return Leaf(str(node[1]))

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooLarge

    def _applied(self, head: Tree, arguments: tuple[Tree, ...]) -> Tree:
        while arguments and isinstance(head, Lambda):
            head, arguments = self._with(head.body, head.variable, arguments[0]), arguments[1:]
        if not arguments:
            return head
        if isinstance(head, Apply) and not head.any_order:
            return Apply(head.head, (*head.arguments, *arguments))
        return Apply(head, arguments)

    def _with(self, tree: Tree, variable: int, value: Tree) -> Tree:
        """``tree`` with a value for a variable."""
        self._step()
        match tree:
            case Var(number):
                return value if number == variable else tree
            case Leaf():
                return tree
            case Apply(head, arguments):
                inner = tuple(self._with(each, variable, value) for each in arguments)
                if isinstance(head, tuple):
                    return replace(tree, arguments=inner)
                return self._applied(self._with(head, variable, value), inner)
            case Lambda():
                type_, body = (self._with(each, variable, value) for each in (tree.type, tree.body))
                return Lambda(tree.variable, type_, body)
            case Quantified(variables, parts, last):
                return Quantified(
                    tuple((each, self._with(type_, variable, value)) for each, type_ in variables),
                    tuple(self._with(each, variable, value) for each in parts),
                    None if last is None else self._with(last, variable, value),
                )

    def _constant(self, name: Name, arguments: tuple[Tree, ...]) -> Tree:
        declared = self._export.declarations.get(name)
        if declared is not None and declared.value is not None and self._unfolds(declared, declared.value):
            return self.read(declared.value, (), arguments)
        return self._application(name, tuple(each for each in arguments if not _is_instance(each)))

    def _unfolds(self, declared: Declaration, value: int) -> bool:
        """Whether it is a definition without recursion."""
        if declared.name not in self._unfolded:
            named = [node[1] for node in self._export.nodes_below([value]) if node[0] == "const"]
            recursive = any(name and name[-1] in _RECURSIVE for name in named)
            self._unfolded[declared.name] = declared.kind is Kind.DEFINITION and not recursive
        return self._unfolded[declared.name]

    def _application(self, name: Name, arguments: tuple[Tree, ...]) -> Tree:
        """A constant that stays, at its arguments without instances."""
        if name in _FLIPPED and len(arguments) == 3:
            name, arguments = _FLIPPED[name], (arguments[0], arguments[2], arguments[1])
        match name, arguments:
            case ("OfNat", "ofNat"), (Apply(("Nat",)), Leaf() as number):
                return number
            case ("Membership", "mem"), (_, _, Apply(("List", "range"), (end,)), one):
                return _order(_LESS, one, end)
            case ((("LT", "lt") | ("LE", "le")), (Apply(("Nat",)), small, large)):
                return _order(name, small, large)
            case ("Ne",), (Apply(("Nat",)), one, other) if _ZERO in (one, other):
                return _order(_LESS, _ZERO, one if other == _ZERO else other)
            case ("Ne",), (_, _, _):
                return self._for_all(next(self._fresh), self._application(("Eq",), arguments), Apply(("False",)))
            case ("Not",), (denied,):
                return self._for_all(next(self._fresh), denied, Apply(("False",)))
            case ("Exists",), (_, Lambda() as predicate):
                return _exists(predicate)
        if name in _FLAT and len(arguments) >= 2:
            flat = tuple(part for each in arguments[-2:] for part in _parts(each, name))
            return Apply(name, flat, any_order=True)
        if len(arguments) == _ANY_ORDER.get(name, -3) + 2:
            return Apply(name, arguments[-2:], any_order=True)
        return Apply(name, arguments)

    def _for_all(self, variable: int, type_: Tree, body: Tree) -> Tree:
        """``∀ x : type, body`` as one quantifier with what stands below it."""
        variables: tuple[tuple[int, Tree], ...] = ()
        parts: tuple[Tree, ...] = ()
        if self._is_data(type_):
            variables = ((variable, type_),)
        elif isinstance(type_, Quantified) and type_.last is None:
            variables, parts = type_.variables, type_.parts
        else:
            parts = _parts(type_, ("And",))
        if isinstance(body, Quantified) and body.last is not None:
            return Quantified((*variables, *body.variables), (*parts, *body.parts), body.last)
        return Quantified(variables, parts, body)

    def _is_data(self, type_: Tree) -> bool:
        """Whether it is the type of data, told by its form."""
        if isinstance(type_, Quantified):
            return type_.last is not None and self._is_data(type_.last)
        if not isinstance(type_, Apply) or not isinstance(type_.head, tuple):
            return isinstance(type_, Var) or type_ == Leaf("sort")
        if type_.head in DATA_TYPES:
            return True
        declared = self._export.declarations.get(type_.head)
        if declared is None or declared.kind is not Kind.INDUCTIVE:
            return False
        node = self._export.exprs[declared.type]
        while node[0] == "pi":
            node = self._export.exprs[node[3]]
        return node[0] == "sort" and self._export.levels[node[1]] != ("zero",)


def _is_instance(tree: Tree) -> bool:
    """Told by its name, as Lean makes it."""
    if not isinstance(tree, Apply) or not isinstance(tree.head, tuple) or not tree.head:
        return False
    return str(tree.head[-1]).startswith(("inst", "decidable", "decEq"))


def _parts(tree: Tree, name: Name) -> tuple[Tree, ...]:
    """The parts of a conjunction (or another flat operation), itself where it is none."""
    return tree.arguments if isinstance(tree, Apply) and tree.any_order and tree.head == name else (tree,)


def _order(name: Name, small: Tree, large: Tree) -> Tree:
    """``≤`` and ``<`` of naturals, with a one moved to where it makes the other relation."""
    if name == _AT_MOST and (less := _less_one(small)) is not None:
        return Apply(_LESS, (_NAT, less, large))
    if name == _LESS and (less := _less_one(large)) is not None:
        return Apply(_AT_MOST, (_NAT, small, less))
    return Apply(name, (_NAT, small, large))


def _less_one(tree: Tree) -> Tree | None:
    """``x`` of ``x + 1``, and one less than a numeral above 0."""
    if isinstance(tree, Leaf) and isinstance(tree.value, int) and tree.value > 0:
        return Leaf(tree.value - 1)
    if isinstance(tree, Apply) and tree.head == ("HAdd", "hAdd") and Leaf(1) in tree.arguments:
        rest = list(tree.arguments)
        rest.remove(Leaf(1))
        return rest[0] if len(rest) == 1 else replace(tree, arguments=tuple(rest))
    return None


def _exists(predicate: Lambda) -> Quantified:
    """``∃ x, P x`` as one quantifier with those below it."""
    variables = [(predicate.variable, predicate.type)]
    parts: list[Tree] = []
    for part in _parts(predicate.body, ("And",)):
        if isinstance(part, Quantified) and part.last is None:
            variables += part.variables
            parts += part.parts
        else:
            parts.append(part)
    return Quantified(tuple(variables), tuple(parts), None)
