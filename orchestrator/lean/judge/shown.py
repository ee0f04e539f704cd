"""Terms of exported data as a person reads them, of bounded length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from orchestrator.lean.judge.answers import SHOWN_CHARACTERS, Reader
from orchestrator.lean.judge.data import Export, Name, Node, printable, show_name

_INFIX: Final[Mapping[Name, str]] = {
    ("HAdd", "hAdd"): "+",
    ("HSub", "hSub"): "-",
    ("HMul", "hMul"): "*",
    ("HDiv", "hDiv"): "/",
    ("HMod", "hMod"): "%",
    ("HPow", "hPow"): "^",
    ("LE", "le"): "≤",
    ("LT", "lt"): "<",
    ("Eq",): "=",
    ("Ne",): "≠",
    ("And",): "∧",
    ("Or",): "∨",
    ("Iff",): "↔",
}
_EXPLICIT: Final = {("Eq",): 1, ("Ne",): 1, ("And",): 0, ("Or",): 0, ("Iff",): 0}
"""How many arguments these hide before the two that are written; of the others see `_INSTANCES`."""
_INSTANCES: Final[Mapping[Name, frozenset[Name]]] = {
    ("HAdd", "hAdd"): frozenset({("instHAdd",), ("instAddNat",), ("Int", "instAddInt")}),
    ("HSub", "hSub"): frozenset({("instHSub",), ("instSubNat",), ("Int", "instSubInt")}),
    ("HMul", "hMul"): frozenset({("instHMul",), ("instMulNat",), ("Int", "instMulInt")}),
    ("HDiv", "hDiv"): frozenset({("instHDiv",), ("Nat", "instDivNat"), ("Int", "instDivInt")}),
    ("HMod", "hMod"): frozenset({("instHMod",), ("Nat", "instModNat"), ("Int", "instModInt")}),
    ("HPow", "hPow"): frozenset({("instHPow",), ("instPowNat",), ("instNatPowNat",), ("Monoid", "Pow")}),
    ("LE", "le"): frozenset({("instLENat",), ("Int", "instLEInt")}),
    ("LT", "lt"): frozenset({("instLTNat",), ("Int", "instLTInt")}),
}
_NUMBERS: Final = frozenset({("Nat",), ("Int",)})

_MOST_LOOKED_AT: Final = 2_000

Scope: TypeAlias = "tuple[str, Scope] | None"
"""Names of the bound variables, innermost first."""
_Piece: TypeAlias = "tuple[int, Scope] | str"


def scope_of(export: Export, sought: int) -> Scope:
    """The binders around a subexpression where it first occurs in a declaration's type or value."""
    todo: list[tuple[int, Scope]] = []
    for declaration in export.declarations.values():
        todo += [(root, None) for root in (declaration.type, declaration.value) if root is not None]
    seen: set[int] = set()
    while todo:
        index, scope = todo.pop()
        if index == sought:
            return scope
        if index not in seen:
            seen.add(index)
            todo += _below(export.exprs[index], scope)
    return None


def _below(node: Node, scope: Scope) -> Iterable[tuple[int, Scope]]:
    match node[0]:
        case "app":
            return ((node[1], scope), (node[2], scope))
        case "lam" | "pi":
            return ((node[2], scope), (node[3], (_bound(node[1], scope), scope)))
        case "let":
            return ((node[2], scope), (node[3], scope), (node[4], (_bound(node[1], scope), scope)))
        case "proj":
            return ((node[3], scope),)
        case _:
            return ()


def show(export: Export, index: int, limit: int = SHOWN_CHARACTERS, scope: Scope = None) -> str:
    """A term for people, of bounded length: as it is written in Lean, with every argument that is not plainly implied.

    Operators are shown for the library's own functions with the library's own instances only: a submission (or a
    certificate's author) could give any other notation another meaning.

    Args:
        export: what the term is part of.
        index: of the term.
        limit: most characters.
        scope: names of the variables that the term stands below.
    """
    pieces: list[str] = []
    size = 0
    stack: list[_Piece] = [(index, scope)]
    while stack and size < limit:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            size += len(item)
        else:
            stack.extend(reversed(_parts(export, *item)))
    shown = "".join(pieces)
    if len(shown) > limit or stack:
        return f"{shown[:limit]} ..."
    return shown[1:-1] if _is_wrapped(shown) else shown


def _is_wrapped(text: str) -> bool:
    """Whether one pair of parentheses is around all of a text."""
    depth = 0
    for position, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return sign == ")" and position == len(text) - 1
    return False


def _bound(name: Name, scope: Scope) -> str:
    """How a bound variable is shown: as it was called, numbered where that is taken."""
    plain = show_name(name[: name.index("_@")] if "_@" in name else name).partition(" (")[0]
    taken = set[str]()
    while scope is not None and len(taken) < SHOWN_CHARACTERS:
        taken.add(scope[0])
        scope = scope[1]
    shown, number = plain, 1
    while shown in taken:
        shown, number = f"{plain}_{number}", number + 1
    return shown


def _variable(index: int, scope: Scope) -> str:
    around, left = scope, index
    while around is not None and left:
        around, left = around[1], left - 1
    return f"#{index}" if around is None else around[0]


def _parts(export: Export, index: int, scope: Scope) -> list[_Piece]:
    written = Reader(export).written(index)
    if written is not None:
        return [written]
    node = export.exprs[index]
    match node[0]:
        case "const":
            return [show_name(node[1])]
        case "app":
            return _application(export, index, scope)
        case "lam":
            name = _bound(node[1], scope)
            return [f"(fun {name} : ", (node[2], scope), " => ", (node[3], (name, scope)), ")"]
        case "pi":
            name = _bound(node[1], scope)
            if not _occurs(export, node[3]):
                return ["(", (node[2], scope), " → ", (node[3], (name, scope)), ")"]
            return [f"(∀ {name} : ", (node[2], scope), ", ", (node[3], (name, scope)), ")"]
        case "let":
            name = _bound(node[1], scope)
            return [f"(let {name} : ", (node[2], scope), " := ", (node[3], scope), "; ", (node[4], (name, scope)), ")"]
        case "proj":
            return [(node[3], scope), f".{node[2] + 1}"]
        case "bvar":
            return [_variable(node[1], scope)]
        case "sort":
            return ["Prop" if not node[1] else "Type" if export.levels[node[1]] == ("succ", 0) else "Sort"]
        case "str":
            return [f'"{printable(node[1][:SHOWN_CHARACTERS])}"']
        case _:
            return [str(node[1])[:SHOWN_CHARACTERS]]


def _occurs(export: Export, body: int) -> bool:
    """Whether the variable that is bound just outside occurs in ``body``; also true where that is too long to find."""
    todo, seen = [(body, 0)], set[tuple[int, int]]()
    while todo:
        pair = todo.pop()
        if pair in seen:
            continue
        seen.add(pair)
        index, depth = pair
        node = export.exprs[index]
        if node == ("bvar", depth) or len(seen) > _MOST_LOOKED_AT:
            return True
        match node[0]:
            case "app":
                todo += [(node[1], depth), (node[2], depth)]
            case "lam" | "pi":
                todo += [(node[2], depth), (node[3], depth + 1)]
            case "let":
                todo += [(node[2], depth), (node[3], depth), (node[4], depth + 1)]
            case "proj":
                todo.append((node[3], depth))
    return False


def _application(export: Export, index: int, scope: Scope) -> list[_Piece]:
    head, arguments = Reader(export).spine(index)
    operator = _INFIX.get(head[1]) if head[0] == "const" else None
    if operator is not None and _is_plain(export, head[1], arguments):
        return ["(", (arguments[-2], scope), f" {operator} ", (arguments[-1], scope), ")"]
    if head[0] == "const" and head[1] == ("Not",) and len(arguments) == 1 and head[1] not in export.declarations:
        return ["¬", (arguments[0], scope)]
    shown: list[_Piece] = ["("]
    function = index
    while export.exprs[function][0] == "app":
        function = export.exprs[function][1]
    shown.append((function, scope))
    for argument in arguments:
        shown += [" ", (argument, scope)]
    return [*shown, ")"]


def _is_plain(export: Export, head: Name, arguments: list[int]) -> bool:
    """Whether the operator says all: the library's function, on numbers by the library's instances."""
    if head in export.declarations:
        return False
    if head in _EXPLICIT:
        return len(arguments) == _EXPLICIT[head] + 2
    hidden = arguments[:-2]
    if len(hidden) != (2 if head in (("LE", "le"), ("LT", "lt")) else 4):
        return False
    used = frozenset(export.constants_below(hidden))
    return not any(name in export.declarations for name in used) and used <= _INSTANCES[head] | _NUMBERS
