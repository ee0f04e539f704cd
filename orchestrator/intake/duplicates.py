"""Which statements are the same: digests of their normal forms, in which names of one's own do not count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from typing import Final

from orchestrator.intake.normal_form import Apply, Lambda, Leaf, Quantified, TooLarge, Tree, Var, normal_form
from orchestrator.intake.terms import Key, Term, Terms
from orchestrator.lean.judge.data import Export, Name

MOST_HASHES: Final = 200_000
MOST_ORDERS: Final = 24
"""Orders of variables that nothing tells apart; of more the first one counts."""


def statement_digest(export: Export, statement: Term) -> str:
    """SHA-256 (hex) of a statement's normal form; of one that is too large for that, of the statement as it is."""
    contents = _Contents(export, statement.terms)
    try:
        return _Trees(contents.constant).digest(normal_form(statement, export), {}, 0)
    except (TooLarge, RecursionError):
        return contents.digest(statement.key)


class _Trees:
    """Digests of normal forms; the order of a quantifier's variables does not depend on how they stand."""

    def __init__(self, constant: Callable[[Name], str]) -> None:
        self._constant = constant
        self._hashes = 0

    def digest(self, tree: Tree, names: Mapping[int, str], depth: int) -> str:
        """``names`` are what the variables that are bound outside are called."""
        self._hashes += 1
        if self._hashes > MOST_HASHES:
            raise TooLarge
        match tree:
            case Var(number):
                return names.get(number, "proof")
            case Leaf(value):
                return _sha(["leaf", value])
            case Apply(head, arguments, any_order):
                first = self._constant(head) if isinstance(head, tuple) else self.digest(head, names, depth)
                rest = self._all(arguments, names, depth)
                return _sha(["apply", first, sorted(rest) if any_order else rest])
            case Lambda(variable, type_, body):
                inner = {**names, variable: f"bound {depth}"}
                return _sha(["lambda", self.digest(type_, names, depth), self.digest(body, inner, depth + 1)])
            case Quantified():
                return self._quantified(tree, names, depth)

    def _all(self, trees: Sequence[Tree], names: Mapping[int, str], depth: int) -> list[str]:
        return [self.digest(each, names, depth) for each in trees]

    def _below(self, tree: Quantified, names: Mapping[int, str], depth: int) -> list[object]:
        last = "" if tree.last is None else self.digest(tree.last, names, depth)
        return [sorted(set(self._all(tree.parts, names, depth))), last]

    def _quantified(self, tree: Quantified, names: Mapping[int, str], depth: int) -> str:
        types = dict(tree.variables)
        inner = depth + len(types)
        roles = dict.fromkeys(types, "variable")
        roles = {one: self.digest(types[one], {**names, **roles}, inner) for one in types}
        if len(types) > 1:  # what each does in the parts, without saying which of its neighbours is which
            seen = [(one, {**names, **roles, one: f"this {roles[one]}"}) for one in types]
            roles = {one: _sha(self._below(tree, called, inner)) for one, called in seen}
        groups: dict[str, list[int]] = {}
        for one in types:
            groups.setdefault(roles[one], []).append(one)
        found = []
        for order in _orders([groups[role] for role in sorted(groups)]):
            called = {**names, **{one: f"bound {depth + place}" for place, one in enumerate(order)}}
            bound = [self.digest(types[one], called, inner) for one in order]
            found.append(_sha(["exists" if tree.last is None else "all", bound, *self._below(tree, called, inner)]))
        return min(found)


def _orders(groups: list[list[int]]) -> list[list[int]]:
    """The orders in which the variables of each group may stand."""
    made: list[list[int]] = [[]]
    for group in groups:
        longer = [[*before, *each] for before in made for each in permutations(group)] if len(group) < 5 else []
        made = longer if 0 < len(longer) <= MOST_ORDERS else [[*before, *group] for before in made]
    return made


class _Contents:
    """Digests of statements as they are, and of the file's own constants by what they are."""

    def __init__(self, export: Export, terms: Terms) -> None:
        self._export = export
        self._terms = terms
        self._names: dict[Name, str] = {}
        self._keys: dict[int, str] = {}
        self._open = 0
        """How many constants are being looked into."""

    def digest(self, key: Key) -> str:
        """Keys share their parts, so each part is hashed once."""
        known = self._keys.get(id(key))
        if known is None:
            if key[0] == "const":
                known = self.constant(key[1])  # type: ignore[arg-type]
            else:
                parts = [
                    self.digest(part)
                    if isinstance(part, tuple) and part and isinstance(part[0], str) and part[0] in _KINDS
                    else repr(part)
                    for part in key[1:]
                ]
                known = _sha([key[0], *parts])
            self._keys[id(key)] = known
        return known

    def constant(self, name: Name) -> str:
        """Digest of a constant: of the library's by its name, of the file's own by its contents."""
        declared = self._export.declarations.get(name)
        if declared is None:
            return _sha(["library", list(name)])
        if name not in self._names:
            self._names[name] = _sha(["itself", self._open])  # inductive types speak of themselves
            self._open += 1
            parts = [self.digest(self._terms.key(root, 0)) for root in declared.roots]
            parts += [self.constant(each) for each in declared.constructors]
            self._open -= 1
            self._names[name] = _sha([declared.kind.value, *parts])
        return self._names[name]


_KINDS = frozenset({"var", "app", "lam", "pi", "let", "proj", "const", "sort", "nat", "str"})


def _sha(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, default=list).encode()).hexdigest()
