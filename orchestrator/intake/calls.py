"""What the definitions of a challenge are called with, and what is known where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from orchestrator.intake.places import Place, places
from orchestrator.intake.subject import Subject
from orchestrator.intake.terms import Term
from orchestrator.lean.judge.data import Name


class Calls:
    """Every call in a statement and its definitions."""

    def __init__(self, subject: Subject) -> None:
        self._parameters: dict[Name, int] = {}
        self._calls: dict[Name, list[Place]] = {}
        self._named: Counter[Name] = Counter()
        for where, body in subject.bodies:
            while body.kind == "lam":
                self._parameters[where] = self._parameters.get(where, 0) + 1
                body = body.binder[2]
        for where, body in subject.bodies:
            for place in places(body, where):
                head, arguments = place.term.spine
                if head is None or head not in self._parameters:
                    continue
                self._named[head] += place.term.kind == "const"
                if len(arguments) == self._parameters[head]:
                    self._calls.setdefault(head, []).append(place)

    def always(
        self, where: Name, parts: tuple[Term, ...], holds: Callable[[Place, tuple[Term, ...]], bool], seen: int = 0
    ) -> bool:
        """Whether something holds of parameters of a definition (and numerals) wherever it is called, by what is known
        there, or where its caller is called in turn."""
        calls = self._calls.get(where, [])
        if not calls or len(calls) < self._named[where] or seen > len(self._calls):  # it is handed on, say to `map`
            return False
        if not all(self._passed(where, part) for part in parts):
            return False
        for place in calls:
            given = tuple(place.term.arguments[part.level] if part.kind == "bvar" else part for part in parts)
            if not (holds(place, given) or self.always(place.where, given, holds, seen + 1)):
                return False
        return True

    def _passed(self, where: Name, part: Term) -> bool:
        """Whether it is a numeral or a parameter."""
        return part.literal is not None or (part.kind == "bvar" and part.level < self._parameters[where])

    def positive(self, place: Place, number: Term) -> bool:
        """Whether a number in a definition is positive by what its callers know: a parameter, or what they say of each
        member of a list that they give."""
        if self.always(place.where, (number,), lambda there, given: there.positive(given[0])):
            return True
        for fact in place.facts:
            if fact.head != ("Membership", "mem") or len(fact.arguments) != 5:
                continue
            says = partial(_says, fact.arguments[4], number)
            if self.always(place.where, (fact.arguments[3],), says):
                return True
        return False

    def at_most(self, place: Place, small: Term, large: Term) -> bool:
        """Whether ``small ≤ large`` in a definition by what its callers know."""
        return self.always(place.where, (small, large), lambda there, given: there.at_most(*given))


def _says(member: Term, number: Term, place: Place, given: tuple[Term, ...]) -> bool:
    """Whether a caller says that ``number``, which is about a member of the list that it gives, is positive."""
    written = list(_items(given[0]))
    if written and all(item is not None and _part(member, number, item) > 0 for item in written):
        return True
    found = place.known.of_members(given[0].key, member.key)
    return any(bound.positive and bound.high == number.key for bound in found)


def _items(term: Term) -> Iterator[Term | None]:
    """The members of a list that is written out, and None where it goes on otherwise."""
    while term.head == ("List", "cons") and len(term.arguments) == 3:
        yield term.arguments[1]
        term = term.arguments[2]
    if term.head != ("List", "nil"):
        yield None


def _part(member: Term, number: Term, item: Term) -> int:
    """What ``number`` is for one member, if it is the member or a component of the pair; else 0."""
    for component, place in ((("Prod", "fst"), 2), (("Prod", "snd"), 3)):
        if number.head == component and number.arguments[-1].key == member.key:
            return (item.arguments[place].literal or 0) if item.head == ("Prod", "mk") else 0
    return (item.literal or 0) if number.key == member.key else 0
