"""Content digests of declarations, equal exactly when the kernel cannot tell the declarations apart.

Binder names and binder kinds, reducibility hints and the recorded grouping of definitions carry no meaning for the
kernel and are left out; everything else is in, names by their parts.
"""

from __future__ import annotations

import hashlib
import json

from orchestrator.lean.judge.data import Declaration, Export, Name, Node


class Digests:
    """Digests of one export's expressions and declarations, in one pass over its tables."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._begun: dict[tuple[str, Name], hashlib.blake2b] = {}
        self._levels: list[bytes] = []
        for node in export.levels:
            self._levels.append(self._level(node))
        self._exprs: list[bytes] = []
        for node in export.exprs:
            self._exprs.append(self._expression(node))

    def expression(self, index: int) -> str:
        """Digest (hex) of one expression."""
        return self._exprs[index].hex()

    def declaration(self, declaration: Declaration) -> str:
        """Digest (hex) of one declaration with its name."""
        content = [
            declaration.kind.value,
            declaration.name,
            declaration.levels,
            self.expression(declaration.type),
            None if declaration.value is None else self.expression(declaration.value),
            declaration.safe,
            declaration.family,
            declaration.constructors,
            declaration.numbers,
            [(constructor, fields, self.expression(body)) for constructor, fields, body in declaration.rules],
        ]
        return hashlib.blake2b(json.dumps(content).encode(), digest_size=32).hexdigest()

    def _level(self, node: Node) -> bytes:
        if node[0] == "param":
            return self._named("param", node[1], before=(b"level",))
        return _hash("level", *(self._levels[each] for each in node[1:]), kind=node[0])

    def _expression(self, node: Node) -> bytes:
        kind, exprs, levels = node[0], self._exprs, self._levels
        match kind:
            case "bvar" | "nat" | "str":
                return _hash(str(node[1]).encode(), kind=kind)
            case "sort":
                return _hash(levels[node[1]], kind=kind)
            case "const":
                return self._named(kind, node[1], *(levels[each] for each in node[2]))
            case "app":
                return _hash(exprs[node[1]], exprs[node[2]], kind=kind)
            case "lam" | "pi":
                return _hash(exprs[node[2]], exprs[node[3]], kind=kind)
            case "let":
                return _hash(exprs[node[2]], exprs[node[3]], exprs[node[4]], kind=kind)
            case _:
                return self._named(kind, node[1], str(node[2]).encode(), exprs[node[3]])

    def _named(self, kind: str, name: Name, *rest: bytes, before: tuple[bytes, ...] = ()) -> bytes:
        """Names may be long and stand in many nodes, so each is hashed once for each kind of node."""
        begun = self._begun.get((kind, name))
        if begun is None:
            begun = hashlib.blake2b(kind.encode(), digest_size=32)
            for part in (*before, json.dumps(name).encode()):
                _update(begun, part)
            self._begun[kind, name] = begun
        hasher = begun.copy()
        for part in rest:
            _update(hasher, part)
        return hasher.digest()


def _hash(*parts: bytes | str, kind: str) -> bytes:
    hasher = hashlib.blake2b(kind.encode(), digest_size=32)
    for part in parts:
        _update(hasher, part.encode() if isinstance(part, str) else part)
    return hasher.digest()


def _update(hasher: hashlib.blake2b, data: bytes) -> None:
    hasher.update(len(data).to_bytes(8, "little"))
    hasher.update(data)
