"""Inductive types that Lean's kernel takes and should not.

Kernels before Lean 4.34 let a metaprogram declare inductive types from which `False` follows (leanprover/lean4#14576,
#14582, #14613, #14616, #14632, #14806, #14807). What those types have in common is that the kernel decides by reduction
what must not depend on it: whether a type is a proposition, and which fields are recursive. Here syntax decides. An
inductive type of a submission must

- live in a sort that is spelt out, and be a proposition always or never;
- occur in its own constructors only with its own parameters and universes;
- occur there only as a field, as the result of functions, and in parameters of inductive types of whose fields the same
  holds. Definitions of the submission are unfolded to see that, but no recursor is ever run.

Types that ``inductive`` and ``structure`` make are so; of the library's, only `PUnit` and `PEmpty`, which have no
fields, live in a sort that may be Prop. One thing more needs a kernel: that the parameters of nested
types are well-typed (`illTyped` in ``js/replay.cjs``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from orchestrator.lean.judge.axioms import Closure, Library
from orchestrator.lean.judge.data import Declaration, Export, Kind, Name, Node, show_name
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.vocabulary import Code

MAX_STEPS: Final = 2_000_000
"""Bound on the work for one submission, in visited nodes."""
BINDERS_PER_STEP: Final = 16
"""So many binders are passed on the way to a variable's value in the time that a node takes."""
KERNEL_NAMES: Final = "_nested"
"""Names below this one are the kernel's own, for the copies that it makes of nested types."""
_IDENTITIES: Final[dict[Name, int]] = {("optParam",): 2, ("autoParam",): 2, ("outParam",): 1, ("semiOutParam",): 1}
"""Library definitions that stand for their first argument, with their number of arguments."""

_Env: TypeAlias = "tuple[_Term | int, _Env] | None"
"""Values of bound variables, innermost first: a term, or the number of a variable that stands for itself."""


class _Term(NamedTuple):
    """An expression in an environment."""

    expr: int
    env: _Env


@dataclass(frozen=True, slots=True)
class _Sought:
    """What may occur in plain places only: the type that is declared with its family, or some variables."""

    type: Name
    names: frozenset[Name] = frozenset()
    variables: frozenset[int] = frozenset()


def check_inductives(export: Export, below: Closure, library: Library) -> None:
    """Every inductive type below the target is one that kernels old and new understand alike.

    Raises:
        Rejection: E_KERNEL; E_RESOURCE where it is too much work to tell.
    """
    for name in (*below.own, *below.library):
        if name[0] == KERNEL_NAMES:
            raise Rejection(Code.E_KERNEL, f"{show_name(name)} is a name that the kernel keeps for itself")
    checker = _Checker(export, library)
    try:
        for name in below.own:
            if export.declarations[name].kind is Kind.INDUCTIVE:
                checker.check(export.declarations[name])
    except RecursionError:
        raise Rejection(Code.E_RESOURCE, "an inductive type nests too deeply to be checked") from None


class _Checker:
    def __init__(self, export: Export, library: Library) -> None:
        self._export = export
        self._library = library
        self._steps = 0
        self._variables = 0
        self._nested: set[tuple[Name, frozenset[int]]] = set()
        self._least = _least_values(export)

    def check(self, declared: Declaration) -> None:
        """One inductive type with its constructors."""
        members = [self._export.declarations.get(name) for name in declared.family]
        names = [*declared.family, *(name for member in members if member for name in member.constructors)]
        if len(set(names)) < len(names):
            raise _refusal(declared.name, "declares a name twice")
        self._check_sort(declared)
        for constructor in self._constructors(declared):
            self._check_uniform(declared, constructor)
            _, fields = self._open(declared, constructor.type, declared.numbers[0])
            self._check_fields(fields, _Sought(declared.name, names=frozenset(declared.family)))

    def _constructors(self, declared: Declaration) -> list[Declaration]:
        """Those that are there: where one is missing, the replay says so."""
        found = (self._export.declarations.get(name) for name in declared.constructors)
        return [constructor for constructor in found if constructor is not None]

    def _check_sort(self, declared: Declaration) -> None:
        _, sort = self._open(declared, declared.type, declared.numbers[0] + declared.numbers[1])
        node, _, _ = self._exposed(sort)
        if node[0] != "sort":
            raise _refusal(declared.name, "lives in a sort that is not spelt out")
        if node[1] != 0 and self._least[node[1]] == 0:
            raise _refusal(declared.name, "lives in a sort that may or may not be Prop")

    def _open(self, declared: Declaration, type_: int, count: int) -> tuple[list[int], _Term]:
        """Variables for the first ``count`` arguments of a function type, and the rest of it."""
        variables: list[int] = []
        term = _Term(type_, None)
        for _ in range(count):
            node, env, _ = self._exposed(term)
            if node[0] != "pi":
                raise _refusal(declared.name, "has fewer parameters than it says")
            variables.append(self._variable())
            term = _Term(node[3], (variables[-1], env))
        return variables, term

    def _check_fields(self, term: _Term, sought: _Sought) -> None:
        """Field by field down to the result type."""
        while True:
            node, env, _ = self._exposed(term)
            if node[0] != "pi":
                self._check_plain(term, sought)
                return
            self._check_plain(_Term(node[2], env), sought)
            term = _Term(node[3], (self._variable(), env))

    def _check_plain(self, term: _Term, sought: _Sought) -> None:
        """What is sought occurs in ``term`` in plain places only."""
        while self._occurs(term, sought):
            node, env, arguments = self._exposed(term)
            if node[0] in ("pi", "lam") and not arguments:
                if self._occurs(_Term(node[2], env), sought):
                    raise _refusal(sought.type, "occurs left of an arrow in a constructor")
                term = _Term(node[3], (self._variable(), env))
                continue
            inside = [index for index, argument in enumerate(arguments) if self._occurs(argument, sought)]
            if node[0] == "const" and node[1] not in sought.names and self._is_inductive(node[1]):
                for index in inside:
                    self._check_plain(arguments[index], sought)
                self._check_nested(sought.type, node[1], inside)
            elif inside or node[0] not in ("const", "variable"):
                raise _refusal(sought.type, "occurs in a constructor where only reduction could tell what it means")
            return

    def _check_nested(self, type_: Name, outer: Name, positions: Sequence[int]) -> None:
        """The parameters at ``positions`` occur in the fields of ``outer`` in plain places only."""
        key = (outer, frozenset(positions))
        declared = self._export.declarations.get(outer)
        if declared is None or key in self._nested:
            return
        self._nested.add(key)
        for constructor in self._constructors(declared):
            variables, fields = self._open(declared, constructor.type, declared.numbers[0])
            marked = frozenset(variables[index] for index in positions if index < len(variables))
            self._check_fields(fields, _Sought(type_, variables=marked))

    def _check_uniform(self, declared: Declaration, constructor: Declaration) -> None:
        """The type and its family occur with the constructor's own parameters and universes, reduced or not."""
        exprs, params = self._export.exprs, declared.numbers[0]
        levels = [("param", level) for level in declared.levels]
        seen: set[tuple[int, int]] = set()
        todo = [(constructor.type, 0)]
        while todo:
            expr, depth = todo.pop()
            if (expr, depth) in seen:
                continue
            seen.add((expr, depth))
            self._step()
            head, arguments = exprs[expr], list[int]()
            while head[0] == "app":
                self._step()
                arguments.append(head[2])
                head = exprs[head[1]]
            arguments.reverse()
            if head[0] in ("const", "proj") and head[1] in declared.family:
                self._step(params + (len(head[2]) if head[0] == "const" else 0))
                own = [("bvar", depth - 1 - index) for index in range(params)]
                if (
                    head[0] == "proj"
                    or [self._export.levels[level] for level in head[2]] != levels
                    or [exprs[argument] for argument in arguments[:params]] != own
                ):
                    raise _refusal(declared.name, "occurs in a constructor with other parameters or universes")
                todo += [(argument, depth) for argument in arguments[params:]]
            else:
                todo += _below(exprs[expr], depth)

    def _is_inductive(self, name: Name) -> bool:
        declared = self._export.declarations.get(name)
        kind = self._library.kinds.get(name) if declared is None else declared.kind
        return kind == Kind.INDUCTIVE

    def _exposed(self, term: _Term) -> tuple[Node, _Env, list[_Term]]:
        """Head and arguments after β, ζ and unfolding own definitions; a variable's head is ``("variable", n)``."""
        (expr, env), stack = term, list[_Term]()
        while True:
            self._step()
            node = self._export.exprs[expr]
            match node[0]:
                case "app":
                    stack.append(_Term(node[2], env))
                    expr = node[1]
                case "lam" if stack:
                    expr, env = node[3], (stack.pop(), env)
                case "let":
                    expr, env = node[4], (_Term(node[3], env), env)
                case "bvar":
                    value = self._lookup(env, node[1])
                    if isinstance(value, int):
                        return ("variable", value), None, stack[::-1]
                    expr, env = value
                case "const" if (unfolded := self._unfolding(node[1], stack)) is not None:
                    expr, env = unfolded
                case _:
                    return node, env, stack[::-1]

    def _unfolding(self, name: Name, stack: list[_Term]) -> _Term | None:
        """What a constant stands for, its arguments on the stack (those that it ignores are taken away)."""
        declared = self._export.declarations.get(name)
        if declared is not None:
            value = declared.value if declared.kind is Kind.DEFINITION else None
            return None if value is None else _Term(value, None)
        count = _IDENTITIES.get(name, 0)
        if not 0 < count <= len(stack):
            return None
        first = stack[-1]
        del stack[-count:]
        return first

    def _occurs(self, term: _Term, sought: _Sought) -> bool:
        seen: set[tuple[int, int, int]] = set()
        todo: list[tuple[int, int, _Env]] = [(term.expr, 0, term.env)]
        while todo:
            expr, depth, env = todo.pop()
            if (expr, depth, id(env)) in seen:
                continue
            seen.add((expr, depth, id(env)))
            self._step()
            node = self._export.exprs[expr]
            if node[0] in ("const", "proj") and node[1] in sought.names:
                return True
            if node[0] == "bvar" and node[1] >= depth:
                value = self._lookup(env, node[1] - depth)
                if isinstance(value, int):
                    if value in sought.variables:
                        return True
                else:
                    todo.append((value.expr, 0, value.env))
            todo += [(below, deeper, env) for below, deeper in _below(node, depth)]
        return False

    def _variable(self) -> int:
        self._variables += 1
        return self._variables

    def _lookup(self, env: _Env, index: int) -> _Term | int:
        """The value of a bound variable; a loose one is nobody's."""
        self._step(1 + index // BINDERS_PER_STEP)
        while env is not None:
            value, env = env
            if index == 0:
                return value
            index -= 1
        return 0

    def _step(self, count: int = 1) -> None:
        self._steps += count
        if self._steps > MAX_STEPS:
            raise Rejection(Code.E_RESOURCE, "the inductive types are too large to be checked")


def _refusal(name: Name, why: str) -> Rejection:
    return Rejection(Code.E_KERNEL, f"the inductive type {show_name(name)} {why}, which kernels do not agree on")


def _below(node: Node, depth: int) -> list[tuple[int, int]]:
    """Subexpressions, each with the number of binders above it."""
    match node[0]:
        case "app":
            return [(node[1], depth), (node[2], depth)]
        case "lam" | "pi":
            return [(node[2], depth), (node[3], depth + 1)]
        case "let":
            return [(node[2], depth), (node[3], depth), (node[4], depth + 1)]
        case "proj":
            return [(node[3], depth)]
        case _:
            return []


def _least_values(export: Export) -> list[int]:
    """What each level is where all its parameters are zero, hence the least it can be."""
    values: list[int] = []
    for node in export.levels:
        match node[0]:
            case "succ":
                values.append(values[node[1]] + 1)
            case "max":
                values.append(max(values[node[1]], values[node[2]]))
            case "imax":
                values.append(0 if values[node[2]] == 0 else max(values[node[1]], values[node[2]]))
            case _:
                values.append(0)
    return values
