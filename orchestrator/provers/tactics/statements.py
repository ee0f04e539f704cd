"""Statements that small values can refute, ``¬ ∀ x ..., hypotheses → P``, with the values of each variable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from orchestrator.lean.terms import Terms
from orchestrator.provers.tactics.evaluation import listing, pool
from orchestrator.provers.tactics.small_types import PROP, TYPE, TYPE_CHOICES, Type, Values, pool_of, read_type
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_BINDERS = 24


@dataclass(frozen=True, slots=True)
class Slot:
    """A binder that gets a value. ``kind`` is the type of the listed values, ``wrap`` makes the argument of one."""

    kind: str
    values: tuple[str, ...]
    wrap: str = "{}"
    alone: tuple[str, ...] = ()
    """The values as propositions, to be tried one by one, where ``wrap`` makes them of Booleans."""
    numbers: bool = False
    """Whether it ranges over all naturals, ``values`` being only the first of them."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A refutable statement with its type variables chosen.

    ``arguments`` has, for each binder, the text of a chosen type, ``inferInstance``, the number of its slot, or None
    for a hypothesis.
    """

    slots: tuple[Slot, ...]
    arguments: tuple[str | int | None, ...]

    def apply(self, values: tuple[str, ...], proof: str | None, wrapped: bool = True) -> str:
        """``@h`` at these values; hypotheses get ``proof``, or end the application where it is None."""
        written = ["@h"]
        given = self.arguments
        if proof is None:  # what follows the last value stays a hypothesis of the result
            last = max((i for i, a in enumerate(given) if a is not None), default=-1)
            given = given[: last + 1]
        names = iter(f"p{i}" for i in range(len(given)))
        for argument in given:
            if argument is None:
                written.append(proof if proof is not None else next(names))
            elif isinstance(argument, int):
                wrap = self.slots[argument].wrap if wrapped else "{}"
                written.append(wrap.format(values[argument]))
            else:
                written.append(argument)
        return f"({' '.join(written)})"

    def at(self, values: tuple[str, ...]) -> str:
        """``@h`` at these values, as a function of proofs of the hypotheses before the last value."""
        applied = self.apply(values, None)
        proofs = " ".join(f"p{i}" for i in range(self.between))
        return f"(fun {proofs} => {applied})" if proofs else applied

    @property
    def undecided(self) -> int | None:
        """Where values begin again after the first hypotheses; None where none do."""
        first = next((i for i, a in enumerate(self.arguments) if a is None), None)
        rest = self.arguments[first:] if first is not None else ()
        again = next((i for i, a in enumerate(rest) if isinstance(a, int)), None)
        return None if first is None or again is None else first + again

    @property
    def between(self) -> int:
        """Hypotheses before the last value."""
        last = max((i for i, a in enumerate(self.arguments) if a is not None), default=-1)
        return sum(a is None for a in self.arguments[: last + 1])


def statements(known: Vocabulary) -> Iterator[Statement]:
    """The statement that the goal refutes, for each choice of its type variables; nothing where it is no ``¬ ∀``."""
    name, arguments_ = known.goal.terms.call(known.goal.target)
    if name != "Not" or len(arguments_) != 1:
        return
    terms, expr = known.goal.terms, arguments_[0]
    binders: list[tuple[int, int]] = []
    while terms.kind(expr) == "pi" and len(binders) < MAX_BINDERS:
        binders.append((terms.exprs[expr][2], terms.exprs[expr][4]))
        expr = terms.exprs[expr][3]
    sorts = sum(terms.kind(type_) == "sort" and terms.exprs[type_][1] != 0 for type_, _ in binders)
    seen: set[Statement] = set()
    rows = sorted(product(range(len(TYPE_CHOICES)), repeat=sorts), key=lambda row: (len(set(row)), row))
    for row in rows:
        made = _statement(terms, known, binders, iter([TYPE_CHOICES[i] for i in row]))
        if made is not None and made not in seen:
            seen.add(made)
            yield made


def _statement(
    terms: Terms, known: Vocabulary, binders: list[tuple[int, int]], choices: Iterator[Type]
) -> Statement | None:
    values = Values(known.constants)
    bound: list[Type | None] = []
    given: list[str | int | None] = []
    slots: list[Slot] = []
    for expr, binder in binders:
        type_ = read_type(terms, expr, bound)
        if type_ == TYPE:
            chosen = next(choices)
            bound.append(chosen)
            given.append(chosen.text)
            continue
        bound.append(None)
        if binder == 3:
            given.append("inferInstance")
        elif type_ is not None and (slot := _slot(values, type_)) is not None:
            given.append(len(slots))
            slots.append(slot)
        elif _is_statement(known, terms, expr):
            given.append(None)
        else:
            return None
    return Statement(tuple(slots), tuple(given)) if given else None


def _is_statement(known: Vocabulary, terms: Terms, expr: int) -> bool:
    """Whether a binder's type is a proposition that no value is looked for: anything that is not known to be data."""
    while terms.kind(expr) == "pi":
        expr = terms.exprs[expr][3]
    if terms.kind(expr) == "sort":
        return False
    constant = known.constants.get(terms.head(expr))
    return constant is None or not constant.is_type


def _slot(values: Values, type_: Type) -> Slot | None:
    """Values for a binder; propositions and predicates come from Booleans."""
    domains: list[Type] = []
    result = type_
    while result.name == "→":
        domains.append(result.arguments[0])
        result = result.arguments[1]
    if result == PROP:
        as_bool = Type("Bool")
        for domain in reversed(domains):
            as_bool = Type("→", (domain, as_bool))
        names = " ".join(f"a{i}" for i in range(len(domains)))
        wrap = f"(fun {names} => {{}} {names} = true)" if domains else "({} = true)"
        found = values.of(as_bool)
        alone = tuple(map(_as_proposition, found)) if all(d.name in ("Nat", "Int") for d in domains) else ()
        return Slot(as_bool.text, found, wrap, alone) if found else None
    found = values.of(type_)
    return Slot(type_.text, found, numbers=type_.name == "Nat") if found else None


def _as_proposition(test: str) -> str:
    """A Boolean test over numbers, as a person writes it."""
    for boolean, proposition in (
        (" == ", " = "),
        (" != ", " ≠ "),
        ("decide ", ""),
        ("true", "True"),
        ("false", "False"),
    ):
        test = test.replace(boolean, proposition)
    return test


def value_at(slot: Slot, number: int) -> str:
    """The text of a slot's value with this number."""
    if slot.numbers:
        return str(number)
    return slot.values[number] if number < len(slot.values) else pool_of(slot.kind, slot.values)[1][number]


def pools_of(slots: Sequence[Slot]) -> tuple[str | None, ...]:
    """What a search takes the values of each slot from."""
    return tuple(None if slot.numbers else pool(i) for i, slot in enumerate(slots))


def listings(slots: Sequence[Slot]) -> list[str]:
    """Makes the pools that `pools_of` names."""
    return [
        listing(i, slot.kind, pool_of(slot.kind, slot.values)[0]) for i, slot in enumerate(slots) if not slot.numbers
    ]
