"""Builds exports by hand, the way a hostile process could: nothing here is checked by Lean."""

from __future__ import annotations

from typing import Any

from orchestrator.lean.judge.data import Export, Name, parse_export


class Terms:
    """Tables of one export under construction; every method returns the id of what it made."""

    def __init__(self) -> None:
        self.names: list[list[Any]] = []
        self.levels: list[list[Any]] = []
        self.exprs: list[list[Any]] = []
        self.declarations: list[dict[str, Any]] = []

    def _intern(self, table: list[list[Any]], node: list[Any], first: int) -> int:
        if node not in table:
            table.append(node)
        return table.index(node) + first

    def name(self, *parts: str | int) -> int:
        index = 0
        for part in parts:
            index = self._intern(self.names, [index, part], 1)
        return index

    def param(self, name: str) -> int:
        return self._intern(self.levels, ["param", self.name(name)], 1)

    def succ(self, level: int) -> int:
        return self._intern(self.levels, ["succ", level], 1)

    def level(self, *node: Any) -> int:
        return self._intern(self.levels, list(node), 1)

    def expr(self, *node: Any) -> int:
        return self._intern(self.exprs, list(node), 0)

    def sort(self, level: int = 0) -> int:
        return self.expr("sort", level)

    def const(self, name: str, *levels: int) -> int:
        return self.expr("const", self.name(*name.split(".")), list(levels))

    def app(self, function: int, *arguments: int) -> int:
        for argument in arguments:
            function = self.expr("app", function, argument)
        return function

    def pi(self, domain: int, body: int, binder: str = "x") -> int:
        return self.expr("pi", self.name(binder), domain, body, 0)

    def lam(self, domain: int, body: int, binder: str = "x") -> int:
        return self.expr("lam", self.name(binder), domain, body, 0)

    def bvar(self, index: int) -> int:
        return self.expr("bvar", index)

    def natural(self, value: int) -> int:
        """``value`` as Lean elaborates a numeral of type `Nat`."""
        literal = self.expr("nat", str(value))
        instance = self.app(self.const("instOfNatNat"), literal)
        return self.app(self.const("OfNat.ofNat", 0), self.const("Nat"), literal, instance)

    def equal(self, type_: int, left: int, right: int) -> int:
        return self.app(self.const("Eq", self.succ(0)), type_, left, right)

    def hole(self, type_: int, line: int) -> int:
        """``sorry`` of a type, labelled as elaborated from ``line``."""
        name = self.const("Lean.Name")
        label = self.app(self.const("Lean.Name.num"), self.const("Lean.Name.anonymous"), self.natural(line))
        sorry = self.const("sorryAx", self.succ(0))
        return self.app(sorry, self.pi(name, type_), self.const("Bool.false"), label)

    def declare(self, kind: str, name: str, type_: int, value: int | None = None, **more: Any) -> int:
        own = self.name(*name.split("."))
        levels = [self.name(each) for each in more.pop("levels", ())]
        raw: dict[str, Any] = {"kind": kind, "name": own, "levels": levels, "type": type_}
        if value is not None:
            raw["value"] = value
        defaults: dict[str, dict[str, Any]] = {
            "axiom": {"unsafe": False},
            "def": {"hints": 1, "safety": "safe"},
            "opaque": {"unsafe": False},
            "inductive": {"params": 0, "indices": 0, "nested": 0, "recursive": False, "unsafe": False, "all": [own]},
            "constructor": {"index": 0, "params": 0, "fields": 0, "unsafe": False},
            "recursor": {"params": 0, "indices": 0, "motives": 1, "minors": 0, "k": False, "unsafe": False},
        }
        self.declarations.append({**raw, **defaults.get(kind, {}), **more})
        return own

    def data(self) -> dict[str, Any]:
        return {"names": self.names, "levels": self.levels, "exprs": self.exprs, "declarations": self.declarations}

    def export(self, max_nodes: int = 10_000) -> Export:
        return parse_export(self.data(), max_nodes)


TARGET: Name = ("target",)
