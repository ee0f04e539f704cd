"""Subterms in their places: what is assumed around each, and what follows from that in one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from orchestrator.intake.terms import MAX_STEPS, Key, Term, conjuncts, is_data_type
from orchestrator.lean.judge.data import Name


@dataclass(frozen=True)
class Place:
    """A subterm with the hypotheses that hold where it stands, and the constant it is part of.

    ``below`` has the variables that run over a ``List.range``, by the depth they are bound at, with its end.
    """

    term: Term
    facts: tuple[Term, ...]
    where: Name
    below: tuple[tuple[int, Term], ...] = ()

    def at_most(self, small: Term, large: Term) -> bool:
        """Whether what is known here says ``small ≤ large`` in one step."""
        if at_most(self.facts, small, large):
            return True
        ends = [end for level, end in self.below if small.kind == "bvar" and small.level == level]
        ends += [
            fact.arguments[3].arguments[0]
            for fact in self.facts
            if fact.head == ("Membership", "mem")
            and len(fact.arguments) == 5
            and fact.arguments[4].key == small.key
            and fact.arguments[3].head == _RANGE
        ]
        return any(end.key == large.key or _is_successor(end, large) for end in ends)

    def positive(self, number: Term) -> bool:
        """Whether it is a positive numeral, a sum or power that shows that it is, or what is known here says so."""
        if number.literal is not None:
            return number.literal > 0
        if number.head in (("HPow", "hPow"), ("HAdd", "hAdd")) and len(number.arguments) == 6:
            literals = [part.literal or 0 for part in number.arguments[4:]]
            return max(literals) > 0 if number.head == ("HAdd", "hAdd") else literals[0] > 0
        return _told(self.facts, None, 1, number) or any(_strictly_above(fact, number) for fact in self.facts)


def places(term: Term, where: Name, facts: tuple[Term, ...] = ()) -> Iterator[Place]:
    """Every subterm with what is assumed around it: hypotheses of implications, the other parts of conjunctions."""
    stack: list[Place] = [Place(term, facts, where)]
    for _ in range(MAX_STEPS):
        if not stack:
            return
        place = stack.pop()
        yield place
        stack += reversed([Place(child, known, where, below) for child, known, below in _inside(place)])


def _inside(place: Place) -> Iterator[tuple[Term, tuple[Term, ...], tuple[tuple[int, Term], ...]]]:
    """The parts of a place's term, with what is known in each."""
    current, known, below = place.term, place.facts, place.below
    if current.kind == "pi":
        _, type_, body, _ = current.binder
        yield type_, known, below
        yield body, known if is_data_type(type_) else (*known, *conjuncts(type_)), below
    elif current.head == ("And",) and len(current.arguments) == 2:
        left, right = current.arguments
        yield left, (*known, *conjuncts(right)), below
        yield right, (*known, *conjuncts(left)), below
    elif current.head in (("ite",), ("dite",)) and len(current.arguments) == 5:
        condition, yes, no = current.arguments[1], current.arguments[3], current.arguments[4]
        yield condition, known, below
        yield yes, (*known, *conjuncts(condition)), below
        yield no, known, below
    elif current.head == ("Decidable", "decide") and len(current.arguments) == 2:
        yield current.arguments[0], known, below  # the instance repeats the proposition without what is known
    elif current.kind == "app" and (ends := [each for each in current.arguments if each.head == _RANGE]):
        for each in current.arguments:
            if each.kind == "lam" and each.binder[2].kind != "lam":
                yield each.binder[2], known, (*below, (each.depth, ends[0].arguments[0]))
            else:
                yield each, known, below
    else:
        yield from ((child, known, below) for child in current.children)


_RANGE: Final = ("List", "range")


def _is_successor(term: Term, of: Term) -> bool:
    """Whether it is ``of + 1``."""
    return term.head == ("HAdd", "hAdd") and term.arguments[4].key == of.key and term.arguments[5].literal == 1


_ORDER: Final[dict[Name, tuple[int, int, bool]]] = {
    ("LT", "lt"): (0, 1, True),
    ("LE", "le"): (0, 1, False),
    ("GT", "gt"): (1, 0, True),
    ("GE", "ge"): (1, 0, False),
}
ORDERS: Final = frozenset(_ORDER)
"""The relations ``<``, ``≤``, ``>`` and ``≥``."""


def _strictly_above(fact: Term, number: Term) -> bool:
    """Whether it says ``k < number`` for some ``k``."""
    shape = _ORDER.get(fact.head) if fact.head else None
    if shape is None or len(fact.arguments) != 4:
        return False
    return shape[2] and fact.arguments[2 + shape[1]].key == number.key


def at_most(facts: tuple[Term, ...], small: Term, large: Term) -> bool:
    """Whether the facts say ``small ≤ large`` in one step (also for a numeral below another bound)."""
    wanted = small.literal
    if wanted == 0 or (wanted is not None and large.literal is not None and wanted <= large.literal):
        return True
    if large.head == ("HAdd", "hAdd") and len(large.arguments) == 6:
        for part in large.arguments[4:]:
            if part.key == small.key or (wanted is not None and part.literal is not None and wanted <= part.literal):
                return True
    if large.head == ("HMul", "hMul") and len(large.arguments) == 6 and wanted is not None:
        for many, of in (large.arguments[4:], large.arguments[:3:-1]):
            if many.literal is not None and wanted <= many.literal and _told(facts, None, 1, of):
                return True
    return _told(facts, small.key, wanted, large)


def _told(facts: tuple[Term, ...], small: Key | None, wanted: int | None, large: Term) -> bool:
    """Whether a fact says ``small ≤ large``, or bounds ``large`` from below by the numeral ``wanted`` or more."""
    for fact in facts:
        if fact.head == ("Ne",) and wanted == 1 and len(fact.arguments) == 3:
            left, right = fact.arguments[1:]
            if (left.key == large.key and right.literal == 0) or (right.key == large.key and left.literal == 0):
                return True
        shape = _ORDER.get(fact.head) if fact.head else None
        if shape is None or len(fact.arguments) != 4:
            continue
        low, high = fact.arguments[2 + shape[0]], fact.arguments[2 + shape[1]]
        if high.key != large.key:
            continue
        bound = low.literal
        if low.key == small or (wanted is not None and bound is not None and wanted <= bound + int(shape[2])):
            return True
    return False
