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
        self._levels: list[bytes] = []
        for node in export.levels:
            self._levels.append(_hash("level", *(self._level_part(node[0], part) for part in node[1:]), kind=node[0]))
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

    def _level_part(self, kind: str, part: int | Name) -> bytes:
        return _name(part) if isinstance(part, tuple) else self._levels[part]

    def _expression(self, node: Node) -> bytes:
        kind, exprs, levels = node[0], self._exprs, self._levels
        match kind:
            case "bvar" | "nat" | "str":
                return _hash(str(node[1]).encode(), kind=kind)
            case "sort":
                return _hash(levels[node[1]], kind=kind)
            case "const":
                return _hash(_name(node[1]), *(levels[each] for each in node[2]), kind=kind)
            case "app":
                return _hash(exprs[node[1]], exprs[node[2]], kind=kind)
            case "lam" | "pi":
                return _hash(exprs[node[2]], exprs[node[3]], kind=kind)
            case "let":
                return _hash(exprs[node[2]], exprs[node[3]], exprs[node[4]], kind=kind)
            case _:
                return _hash(_name(node[1]), str(node[2]).encode(), exprs[node[3]], kind=kind)


def _name(name: Name) -> bytes:
    return json.dumps(name).encode()


def _hash(*parts: bytes | str, kind: str) -> bytes:
    hasher = hashlib.blake2b(kind.encode(), digest_size=32)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hasher.update(len(data).to_bytes(8, "little"))
        hasher.update(data)
    return hasher.digest()
