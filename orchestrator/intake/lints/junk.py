"""Functions that give a made-up value where they have none to give."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.places import ORDERS, Place, places
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Key, Term
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
        sizes = {side.key for term in body.below() if term.head in ORDERS for side in term.arguments[2:]}
        calls = [p for p in places(body, where) if len(p.term.arguments) == _ARGUMENTS.get(p.term.head or (), -1)]
        odd = {p.term.head for p in calls if not (_is_size(p.term, sizes) or _within(p))}
        meant = {p.term.head for p in calls} - odd
        for term in body.below():
            if term.kind == "const" and term.node[1] in _FUNCTIONS and term.node[1] not in meant:
                function = term.node[1]
                found[name, function] = Finding(
                    NAME,
                    Grade.SUSPICIOUS,
                    f"{name} uses a value that may be made up: {_FUNCTIONS[function]}",
                    "say in a hypothesis that the case does not arise, or what is meant there",
                    subject.line_of(where, str(function[-1]).rstrip("!?") + r"|\]!"),
                )
    return list(found.values())


_ARGUMENTS: Final[dict[Name, int]] = {("Int", "natAbs"): 1, ("List", "getD"): 4}
"""How many arguments the functions have that are looked at closer."""
_LENGTH: Final = ("List", "length")


def _is_size(term: Term, sizes: Collection[Key]) -> bool:
    """Whether it is an absolute value that is compared with another number: its sign is not what is asked."""
    return term.head == ("Int", "natAbs") and term.key in sizes


def _within(place: Place) -> bool:
    """Whether it takes an element of a list at an index that what is known there puts below the list's length."""
    term = place.term
    if term.head != ("List", "getD"):
        return False
    items, index = term.arguments[1:3]
    if index.head == ("HMod", "hMod") and _is_length(index.arguments[5], items):
        return True
    if index.head == ("HAdd", "hAdd") and index.arguments[5].literal == 1:
        before = index.arguments[4]
        return any(
            bound.head == ("HSub", "hSub") and bound.arguments[5].literal == 1 and _is_length(bound.arguments[4], items)
            for bound in _bounds(place, before)
        )
    return any(
        _is_length(bound, items) or (bound.head == ("HSub", "hSub") and _is_length(bound.arguments[4], items))
        for bound in _bounds(place, index)
    )


def _bounds(place: Place, number: Term) -> list[Term]:
    """What the number is below, as far as that is known at a place."""
    found = [end for level, end in place.below if number.kind == "bvar" and number.level == level]
    for fact in place.facts:
        if fact.head == ("LT", "lt") and len(fact.arguments) == 4 and fact.arguments[2].key == number.key:
            found.append(fact.arguments[3])
    return found


def _is_length(term: Term, items: Term) -> bool:
    return term.head == _LENGTH and term.arguments[-1].key == items.key


LINT = Lint(NAME, "no function that makes a value up", look)
