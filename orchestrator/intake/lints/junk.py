"""Functions that give a made-up value where they have none to give."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.lean.judge.data import Name

NAME = "made-up values"
_FUNCTIONS: dict[Name, str] = {
    ("Int", "toNat"): "Int.toNat of a negative number is 0",
    ("Int", "natAbs"): "Int.natAbs forgets the sign",
    ("Nat", "log2"): "Nat.log2 0 is 0",
    ("Option", "getD"): "Option.getD gives its default",
    ("List", "getD"): "List.getD gives its default beyond the end",
    ("List", "headD"): "List.headD of an empty list is its default",
    ("List", "getLastD"): "List.getLastD of an empty list is its default",
    ("Array", "getD"): "Array.getD gives its default beyond the end",
    ("GetElem?", "getElem!"): "xs[i]! beyond the end is the type's default",
    ("List", "get!"): "List.get! beyond the end is the type's default",
    ("List", "get!Internal"): "xs[i]! beyond the end is the type's default",
    ("List", "head!"): "List.head! of an empty list is the type's default",
    ("List", "getLast!"): "List.getLast! of an empty list is the type's default",
    ("List", "tail!"): "List.tail! of an empty list is empty",
    ("Option", "get!"): "Option.get! of none is the type's default",
    ("Inhabited", "default"): "default stands for some value of the type",
    ("Classical", "epsilon"): "Classical.epsilon is any value where none fits",
    ("String", "toNat!"): "String.toNat! of other text is 0",
    ("Fin", "ofNat"): "a number too large for Fin wraps around",
    ("List", "idxOf"): "List.idxOf of what is not there is the length",
    ("List", "max?"): "the maximum of an empty list is none",
    ("Classical", "choose"): "the value chosen is not known",
}


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Uses of such functions in the statement and its definitions."""
    found = {}
    for where, body in subject.bodies:
        name = ".".join(map(str, where))
        for term in body.below():
            if term.kind == "const" and term.node[1] in _FUNCTIONS:
                function = term.node[1]
                found[name, function] = Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"{name} uses a value that may be made up: {_FUNCTIONS[function]}",
                    "say in a hypothesis that the case does not arise, or what is meant there",
                    subject.line_of(where, str(function[-1]).rstrip("!?") + r"|\]!"),
                )
    return list(found.values())


LINT = Lint(NAME, "no function that makes a value up", look)
