"""Bounds on what the judge's own process holds of an export, each passed by a little."""

from __future__ import annotations

from typing import Any

import pytest

from orchestrator.lean.judge import data
from orchestrator.lean.judge.axioms import closure
from orchestrator.lean.judge.data import MalformedExport, parse_export

Json = dict[str, Any]
NODES = 2000


def shared(theorems: int) -> Json:
    """As many theorems ``a.i``, and as many ``b.i`` that all have one proof, which names every ``a.i``."""
    names: list[Any] = [[0, "True"], [1, "intro"], [0, "a"], [0, "b"]]
    exprs: list[Any] = [["const", 1, []], ["const", 2, []]]
    declarations: list[Json] = []

    def declare(prefix: int, value: int) -> list[int]:
        made = []
        for index in range(theorems):
            names.append([prefix, index])
            declarations.append({"kind": "theorem", "name": len(names), "levels": [], "type": 0, "value": value})
            exprs.append(["const", len(names), []])
            made.append(len(exprs) - 1)
        return made

    def applied(arguments: list[int]) -> int:
        function = 1
        for argument in arguments:
            exprs.append(["app", function, argument])
            function = len(exprs) - 1
        return function

    every = declare(4, applied(declare(3, 1)))
    names.append([0, "target"])
    target = {"kind": "theorem", "name": len(names), "levels": [], "type": 0, "value": applied(every)}
    return {"names": names, "levels": [], "exprs": exprs, "declarations": [*declarations, target]}


def test_declarations_are_charged() -> None:
    most = NODES // data.NODES_PER_DECLARATION
    assert len(parse_export(shared((most - 1) // 2), NODES).declarations) == most - 1
    with pytest.raises(MalformedExport, match="items in lists"):
        parse_export(shared(most // 2), NODES)


def test_constants_are_counted_for_each_declaration_that_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    export = parse_export(shared(30), 10 * NODES)
    monkeypatch.setattr(data, "MAX_USES", 30 * 30)
    with pytest.raises(MalformedExport, match="name more than 900 constants"):
        closure(export, ("target",))
    monkeypatch.undo()
    assert len(closure(export, ("target",)).own) == 61


@pytest.mark.parametrize(("kind", "text"), [("str", "ab"), ("nat", "12")])
def test_literals_are_charged_by_their_length(kind: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "MAX_TEXT", 100)
    answer: Json = {"names": [], "levels": [], "declarations": [], "exprs": [[kind, text * 25], [kind, text * 25]]}
    assert len(parse_export(answer, NODES).exprs) == 2
    answer["exprs"][1][1] += "3"
    with pytest.raises(MalformedExport, match="more than 100 characters"):
        parse_export(answer, NODES)
