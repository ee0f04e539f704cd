"""Subterms in their places: what is taken for granted around each, and what follows from that in a step or two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from orchestrator.intake.terms import MAX_STEPS, Key, Term, is_data_type
from orchestrator.lean.judge.data import Kind, Name

_BOTH: Final = frozenset({("And",), ("and",), ("Bool", "and")})
_EITHER: Final = frozenset({("Or",), ("or",), ("Bool", "or")})
_DENIED: Final = frozenset({("Not",), ("not",), ("Bool", "not")})
_RANGE: Final = ("List", "range")
_UNFOLDED: Final = 3
"""So many definitions inside each other are opened to see what a predicate says of its arguments."""
_ORDER: Final[dict[Name, tuple[int, int, bool]]] = {
    ("LT", "lt"): (0, 1, True),
    ("LE", "le"): (0, 1, False),
    ("GT", "gt"): (1, 0, True),
    ("GE", "ge"): (1, 0, False),
}
ORDERS: Final = frozenset(_ORDER)
"""The relations ``<``, ``≤``, ``>`` and ``≥``."""


@dataclass(frozen=True, slots=True)
class Bound:
    """That ``low`` is at most ``high``, or below it if ``strict``; ``value`` is the lower one, if it is a numeral."""

    low: Key
    value: int | None
    high: Key
    strict: bool

    @property
    def positive(self) -> bool:
        """Whether it says that ``high`` is not 0: of natural numbers, whatever is above another."""
        return self.strict or (self.value is not None and self.value > 0)

    def renamed(self, names: Mapping[int, Key]) -> Bound:
        """With other terms for the variables that are bound at some depths."""
        return replace(self, low=renamed(self.low, names), high=renamed(self.high, names))


@dataclass(frozen=True, eq=False)
class Known:
    """What holds at a place, and what does not."""

    facts: tuple[Term, ...] = ()
    refuted: tuple[Term, ...] = ()

    def also(self, term: Term, holds: bool = True) -> Known:
        """With one more proposition (or Boolean), taken apart: the parts of a conjunction hold, those of a disjunction
        that does not hold do not."""
        facts, refuted, stack = list(self.facts), list(self.refuted), [(term, holds)]
        while stack:
            each, truth = stack.pop()
            parts = each.arguments
            if each.head in (_BOTH if truth else _EITHER) and len(parts) == 2:
                stack += [(part, truth) for part in reversed(parts)]
            elif each.head in _DENIED and len(parts) == 1:
                stack.append((parts[0], not truth))
            elif each.head == ("Decidable", "decide") and len(parts) == 2:
                stack.append((parts[0], truth))
            elif (value := _truth_value(each)) is not None:
                stack.append((parts[1], truth == value))
            else:
                (facts if truth else refuted).append(each)
        return Known(tuple(facts), tuple(refuted))

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        """Every bound that this says, also by the definition of a predicate, and of each member of a list."""
        found = [bound for fact in self.facts for bound in _bounds(fact, True)]
        found += [bound for fact in self.refuted for bound in _bounds(fact, False)]
        for fact in self.facts:
            if fact.head == _MEMBER and len(fact.arguments) == 5:
                found += self.of_members(fact.arguments[3].key, fact.arguments[4].key)
        return tuple(found)

    def of_members(self, items: Key, member: Key) -> Iterator[Bound]:
        """What ``∀ x ∈ items, ...`` says of a member."""
        for fact in self.facts:
            level = fact.depth
            if fact.kind != "pi" or not is_data_type(fact.binder[1]):
                continue
            rest = fact.binder[2]
            if rest.kind != "pi" or (among := rest.binder[1]).head != _MEMBER or len(among.arguments) != 5:
                continue
            if among.arguments[3].key == items and among.arguments[4].key == ("var", level):
                for said in Known().also(rest.binder[2]).facts:
                    yield from (bound.renamed({level: member}) for bound in _bounds(said, True))

    def at_most(self, small: Term, large: Term) -> bool:
        """Whether a bound says ``small ≤ large``."""
        wanted = small.literal
        return any(
            bound.low == small.key
            or (wanted is not None and bound.value is not None and wanted <= bound.value + int(bound.strict))
            for bound in self.bounds
            if bound.high == large.key
        )


@dataclass(frozen=True)
class Place:
    """A subterm with what is known where it stands, and the constant it is part of.

    ``below`` has the variables that run over a ``List.range``, by the depth they are bound at, with its end.
    """

    term: Term
    known: Known
    where: Name
    below: tuple[tuple[int, Term], ...] = ()

    @property
    def facts(self) -> tuple[Term, ...]:
        """The propositions that hold."""
        return self.known.facts

    def at_most(self, small: Term, large: Term) -> bool:
        """Whether what is known here says ``small ≤ large`` in a step (also for a numeral below another bound)."""
        wanted = small.literal
        if wanted == 0 or (wanted is not None and large.literal is not None and wanted <= large.literal):
            return True
        if wanted == 1 and self.positive(large):
            return True
        if large.head == ("HAdd", "hAdd") and len(large.arguments) == 6:
            for part in large.arguments[4:]:
                if part.key == small.key or (
                    wanted is not None and part.literal is not None and wanted <= part.literal
                ):
                    return True
        if large.head == ("HMul", "hMul") and len(large.arguments) == 6 and wanted is not None:
            for many, of in (large.arguments[4:], large.arguments[:3:-1]):
                if many.literal is not None and wanted <= many.literal and self.positive(of):
                    return True
        return self.known.at_most(small, large) or self._within_range(small, large)

    def _within_range(self, small: Term, large: Term) -> bool:
        ends = [end for level, end in self.below if small.kind == "bvar" and small.level == level]
        ends += [
            fact.arguments[3].arguments[0]
            for fact in self.facts
            if fact.head == _MEMBER
            and len(fact.arguments) == 5
            and fact.arguments[4].key == small.key
            and fact.arguments[3].head == _RANGE
        ]
        return any(end.key == large.key or _is_successor(end, large) for end in ends)

    def positive(self, number: Term) -> bool:
        """Whether it is a positive numeral, a sum, product or power that shows that it is, or what is known says so."""
        if number.literal is not None:
            return number.literal > 0
        if len(number.arguments) == 6:
            left, right = number.arguments[4:]
            if number.head == ("HAdd", "hAdd") and max(left.literal or 0, right.literal or 0) > 0:
                return True
            if number.head == ("HPow", "hPow") and self.positive(left):
                return True
            if number.head == ("HMul", "hMul") and self.positive(left) and self.positive(right):
                return True
        return any(bound.positive and bound.high == number.key for bound in self.known.bounds)


def places(term: Term, where: Name) -> Iterator[Place]:
    """Every subterm with what is known around it: hypotheses of implications, the other parts of conjunctions, that
    the other parts of disjunctions do not hold, the condition of a case."""
    stack: list[Place] = [Place(term, Known(), where)]
    for _ in range(MAX_STEPS):
        if not stack:
            return
        place = stack.pop()
        yield place
        stack += reversed([Place(child, known, where, below) for child, known, below in _inside(place)])


def _inside(place: Place) -> Iterator[tuple[Term, Known, tuple[tuple[int, Term], ...]]]:
    """The parts of a place's term, with what is known in each."""
    current, known, below = place.term, place.known, place.below
    if current.kind == "pi":
        _, type_, body, _ = current.binder
        yield type_, known, below
        yield body, known if is_data_type(type_) else known.also(type_), below
    elif current.head in _BOTH | _EITHER and len(current.arguments) == 2:
        left, right = current.arguments
        holds = current.head in _BOTH
        yield left, known.also(right, holds), below
        yield right, known.also(left, holds), below
    elif current.head in (("ite",), ("dite",)) and len(current.arguments) == 5:
        condition, yes, no = current.arguments[1], current.arguments[3], current.arguments[4]
        yield condition, known, below
        yield yes, known.also(condition), below
        yield no, known.also(condition, False), below
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


_MEMBER: Final = ("Membership", "mem")


def renamed(key: Key, names: Mapping[int, Key]) -> Key:
    """A key with other terms for some variables."""
    if key and key[0] == "var":
        return names.get(key[1], key) if isinstance(key[1], int) else key
    return tuple(renamed(part, names) if isinstance(part, tuple) and key[0] != "const" else part for part in key)


def _truth_value(term: Term) -> bool | None:
    """Of ``b = true`` and ``b = false``: which."""
    if term.head != ("Eq",) or len(term.arguments) != 3 or not term.arguments[0].is_const("Bool"):
        return None
    for name, value in (("true", True), ("false", False)):
        if term.arguments[2].is_const("Bool", name):
            return value
    return None


def _bounds(fact: Term, holds: bool, opened: int = 0) -> Iterator[Bound]:
    """The bounds that a proposition says which holds, or does not."""
    parts = fact.arguments
    shape = _ORDER.get(fact.head) if fact.head else None
    if shape is not None and len(parts) == 4:
        low, high, strict = parts[2 + shape[0]], parts[2 + shape[1]], shape[2]
        if not holds:
            low, high, strict = high, low, not strict
        yield Bound(low.key, low.literal, high.key, strict)
    elif fact.head in (("Eq",), ("Ne",)) and len(parts) == 3:
        equal = holds == (fact.head == ("Eq",))
        for one, other in (parts[1:], parts[:0:-1]):
            if equal:
                yield Bound(one.key, one.literal, other.key, False)
            elif one.literal == 0:
                yield Bound(one.key, 0, other.key, True)
    elif holds and opened < _UNFOLDED and fact.head is not None:
        yield from _by_definition(fact, fact.head, opened)


def _by_definition(fact: Term, predicate: Name, opened: int) -> Iterator[Bound]:
    """The bounds that a predicate of the challenge says of its arguments."""
    declared = fact.terms.export.declarations.get(predicate)
    if declared is None or declared.kind is not Kind.DEFINITION or declared.value is None:
        return
    body = fact.terms.term(declared.value)
    while body.kind == "lam":
        body = body.binder[2]
    if body.depth != len(fact.arguments):
        return
    names = {level: argument.key for level, argument in enumerate(fact.arguments)}
    known = Known().also(body)
    for holds, said in ((True, known.facts), (False, known.refuted)):
        for each in said:
            yield from (bound.renamed(names) for bound in _bounds(each, holds, opened + 1))


def _is_successor(term: Term, of: Term) -> bool:
    """Whether it is ``of + 1``."""
    return term.head == ("HAdd", "hAdd") and term.arguments[4].key == of.key and term.arguments[5].literal == 1
