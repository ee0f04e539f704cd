"""Which statements are the same: digests of elaborated statements in which names of one's own do not count."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from orchestrator.intake.terms import Key, Term, Terms
from orchestrator.lean.judge.data import Export, Name


def statement_digest(export: Export, statement: Term) -> str:
    """SHA-256 (hex) of a statement with the file's own constants replaced by what they are."""
    return _Contents(export, statement.terms).digest(statement.key)


class _Contents:
    def __init__(self, export: Export, terms: Terms) -> None:
        self._export = export
        self._terms = terms
        self._names: dict[Name, str] = {}
        self._keys: dict[int, str] = {}

    def digest(self, key: Key) -> str:
        """Keys share their parts, so each part is hashed once."""
        known = self._keys.get(id(key))
        if known is None:
            if key[0] == "const":
                known = self._constant(key[1])  # type: ignore[arg-type]
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

    def _constant(self, name: Name) -> str:
        declared = self._export.declarations.get(name)
        if declared is None:
            return _sha(["library", list(name)])
        if name not in self._names:
            self._names[name] = _sha(["itself", len(self._names)])  # inductive types speak of themselves
            parts = [self.digest(self._terms.key(root, 0)) for root in declared.roots]
            parts += [self._constant(each) for each in declared.constructors]
            self._names[name] = _sha([declared.kind.value, *parts])
        return self._names[name]


_KINDS = frozenset({"var", "app", "lam", "pi", "let", "proj", "const", "sort", "nat", "str"})


def _sha(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, default=list).encode()).hexdigest()


class KnownStatements:
    """Digests of statements that were triaged before, in one file of the cache folder, by the Lean that elaborated."""

    def __init__(self, folder: Path, toolchain: str) -> None:
        self._path = folder / "triage" / f"{toolchain}.json"
        self._known: dict[str, dict[str, str]] = {}
        try:
            found = json.loads(self._path.read_text())
            self._known = {str(k): {str(i): str(s) for i, s in v.items()} for k, v in found.items()}
        except (OSError, ValueError, AttributeError):
            self._known = {}  # a cache: what cannot be read is made again

    def others(self, digest: str, identifier: str) -> list[str]:
        """Ids of other problems with this statement."""
        return sorted(other for other in self._known.get(digest, {}) if other != identifier)

    def add(self, digest: str, identifier: str, sha256: str) -> None:
        """Remember a statement; an earlier version of the same problem is forgotten."""
        for problems in self._known.values():
            problems.pop(identifier, None)
        self._known.setdefault(digest, {})[identifier] = sha256
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps({d: p for d, p in self._known.items() if p}))
        partial.replace(self._path)
