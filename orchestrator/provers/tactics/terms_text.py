"""Lean text for expressions of a goal, so that a script can speak of a subterm. What has no plain text gives None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.lean.terms import Constant, LocalHypothesis, Terms

MAX_CHARACTERS = 240
_BINARY = {
    "HAdd.hAdd": "+", "HSub.hSub": "-", "HMul.hMul": "*", "HDiv.hDiv": "/", "HMod.hMod": "%", "HPow.hPow": "^",
    "HAppend.hAppend": "++", "Eq": "=", "LE.le": "≤", "LT.lt": "<", "GE.ge": "≥", "GT.gt": ">", "Ne": "≠", "And": "∧",
    "Or": "∨", "Iff": "↔", "Dvd.dvd": "∣", "BEq.beq": "==", "List.cons": "::", "HOr.hOr": "|||", "HAnd.hAnd": "&&&",
}  # fmt: skip
_LAST_ARGUMENT = {"OfNat.ofNat": 1, "Nat.cast": 2, "IntCast.intCast": 2, "Int.ofNat": 0, "Neg.neg": 2, "Not": 0}


@dataclass(frozen=True)
class Printer:
    """Prints expressions over ``terms``, naming ``hypotheses`` by their names.

    ``explicit`` says, per constant, which of its arguments are written.
    """

    terms: Terms
    names: Mapping[int, str]
    explicit: Mapping[str, tuple[bool, ...]]

    @classmethod
    def of(cls, terms: Terms, hypotheses: tuple[LocalHypothesis, ...], constants: Mapping[str, Constant]) -> Printer:
        """A printer for one goal; hypotheses that a script cannot name have no text."""
        names = {h.id: h.name for h in hypotheses if not h.hidden}
        return cls(terms, names, {name: tuple(kind == 0 for _, kind in c.binders) for name, c in constants.items()})

    def text(self, expr: int, replaced: Mapping[int, str] | None = None) -> str | None:
        """The text of an expression, in parentheses where needed, with some subterms ``replaced``."""
        found = self._text(expr, (), replaced or {})
        return found if found is not None and len(found) <= MAX_CHARACTERS else None

    def _text(self, expr: int, bound: tuple[str, ...], replaced: Mapping[int, str]) -> str | None:
        if expr in replaced:
            return replaced[expr]
        row = self.terms.exprs[expr]
        match row[0]:
            case "fvar":
                return self.names.get(row[1])
            case "bvar":
                return bound[-1 - row[1]] if row[1] < len(bound) else None
            case "nat":
                return str(row[1])
            case "lam":
                name = f"z{len(bound)}"
                body = self._text(row[3], (*bound, name), replaced)
                return None if body is None else f"(fun {name} => {body})"
            case "pi":
                return self._arrow(row, bound, replaced)
            case "sort":
                return "Prop" if row[1] == 0 else None
            case "const" | "app":
                return self._application(expr, bound, replaced)
            case _:
                return None

    def _arrow(self, row: tuple[object, ...], bound: tuple[str, ...], replaced: Mapping[int, str]) -> str | None:
        assert isinstance(row[2], int)
        assert isinstance(row[3], int)
        domain = self._text(row[2], bound, replaced)
        name = f"z{len(bound)}"
        body = self._text(row[3], (*bound, name), replaced)
        if domain is None or body is None:
            return None
        return f"({domain} → {body})" if not _mentions(body, name) else f"(∀ {name} : {domain}, {body})"

    def _application(self, expr: int, bound: tuple[str, ...], replaced: Mapping[int, str]) -> str | None:
        name, arguments = self.terms.call(expr)
        if not name:
            function, arguments = self.terms.spine(expr)
            return self._applied(self._text(function, bound, replaced), arguments, bound, replaced)
        if (value := self.terms.numeral(expr)) is not None:
            return str(value) if value >= 0 else f"({value})"
        if name in _LAST_ARGUMENT and len(arguments) == _LAST_ARGUMENT[name] + 1:
            inner = self._text(arguments[-1], bound, replaced)
            sign = {"Neg.neg": "-", "Not": "¬ "}.get(name)
            return inner if sign is None or inner is None else f"({sign}{inner})"
        if name in _BINARY and len(arguments) >= 2 and all(self._written(name, len(arguments))[-2:]):
            left, right = (self._text(argument, bound, replaced) for argument in arguments[-2:])
            return None if left is None or right is None else f"({left} {_BINARY[name]} {right})"
        if name == "Exists" and len(arguments) == 2 and self.terms.kind(arguments[1]) == "lam":
            row = self.terms.exprs[arguments[1]]
            variable = f"z{len(bound)}"
            body = self._text(row[3], (*bound, variable), replaced)
            return None if body is None else f"(∃ {variable}, {body})"
        written = [a for a, shown in zip(arguments, self._written(name, len(arguments)), strict=True) if shown]
        return self._applied(name, tuple(written), bound, replaced)

    def _applied(
        self, function: str | None, arguments: tuple[int, ...], bound: tuple[str, ...], replaced: Mapping[int, str]
    ) -> str | None:
        texts = [self._text(argument, bound, replaced) for argument in arguments]
        if function is None or any(text is None for text in texts):
            return None
        return f"({' '.join([function, *map(str, texts)])})" if texts else function

    def _written(self, name: str, count: int) -> tuple[bool, ...]:
        known = self.explicit.get(name, ())
        return (*known, *(True for _ in range(count - len(known))))[:count]


def _mentions(text: str, name: str) -> bool:
    return name in text.replace("(", " ").replace(")", " ").replace(",", " ").split()
