"""Refuting ``∀ x ..., hypotheses → P`` by small values of whatever types it quantifies over.

Boxes of values are evaluated in the kernel at once, where the statement is decidable at them; the first box that does
not hold is halved until one value is left for each variable, and that is the proof: ``exact fun h => absurd (h 3 [0])
(by decide +kernel)``. Where it is not decidable, single values are tried, the hypotheses proved by core automation.
Type variables become `Bool`, `Nat` and `Fin 3`; propositions and predicates are taken from Boolean functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from orchestrator.lean.terms import Terms
from orchestrator.lean.trials import TryStatus
from orchestrator.provers.tactics.closers import CHEAP, KERNEL, LONG, MIDDLE, arguments
from orchestrator.provers.tactics.small_types import PROP, TYPE, TYPE_CHOICES, Type, Values, read_type
from orchestrator.provers.tactics.trial import OpenPlace, Path
from orchestrator.provers.tactics.vocabulary import Vocabulary

BOX_SIZES = (32, 200, 1000, 4000)
LARGE = 1000
LARGE_HEARTBEATS = 8000
"""For boxes from this size on."""
INNER = 64
"""Rows of values behind the last hypothesis that cannot be evaluated."""
MAX_CHOICES = 4
SINGLES = 120
SINGLES_AT_ONCE = 6
SINGLE_HEARTBEATS = 600
"""A simplification that goes in circles must not keep the other values from their turn."""
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


Box = tuple[tuple[int, int], ...]
"""For each slot the first value's number and how many values."""


class Refuter:
    """See `orchestrator.provers.tactics.attempts.Attempt`; for goals ``¬ ∀ ...``."""

    def __init__(self, place: OpenPlace, known: Vocabulary, path: Path = ()) -> None:
        self._place = place
        self._known = known
        self._path = path
        self.proof: str | None = None
        self.by = ""
        self._steps = self._plan(list(islice(statements(known), MAX_CHOICES)))
        self._box: tuple[Statement, Box] | None = None
        self.over = False

    def _plan(self, choices: list[Statement]) -> list[tuple[str, Statement, int]]:
        """Boxes of growing size; where the first shows that a statement cannot be evaluated, single values instead."""
        return [("box", choice, size) for size in BOX_SIZES for choice in choices]

    async def step(self) -> None:
        """One request: a box, a half of one that does not hold, or a dozen single values."""
        if self._box is not None:
            await self._halve(*self._box)
        elif not self._steps:
            self.over = True
        else:
            what, statement, size = self._steps.pop(0)
            if what == "box":
                await self._try_box(statement, size)
            else:
                await self._singles(statement, size)
        self.over = self.over or (not self._steps and self._box is None)

    async def _try_box(self, statement: Statement, size: int) -> None:
        at = BOX_SIZES.index(size)
        slabs = _slabs(_box(statement, size), _box(statement, BOX_SIZES[at - 1]) if at else None)
        if not slabs:
            return
        heartbeats = LONG if size < LARGE else LARGE_HEARTBEATS
        scripts = [refute_box(statement, slab) for slab in slabs]
        answer = await self._place.tries(scripts, "values", path=self._path, heartbeats=heartbeats)
        status = answer.tries[-1].status if answer.tries else TryStatus.LIMIT
        if status is TryStatus.CLOSED:
            self._box = (statement, slabs[len(answer.tries) - 1])
        elif status is not TryStatus.FAILED or (not at and not await self._decidable(statement)):
            self._steps = [s for s in self._steps if s[1] is not statement]
            if status is not TryStatus.LIMIT:
                self._steps += [("single", statement, start) for start in range(0, SINGLES, SINGLES_AT_ONCE)]
                self._steps.sort(key=lambda step: (step[0] == "single", step[2]))

    async def _decidable(self, statement: Statement) -> bool:
        answer = await self._place.tries([decidable(statement)], "values", path=self._path, heartbeats=CHEAP)
        return bool(answer.tries) and answer.tries[0].status is TryStatus.OPEN

    async def _halve(self, statement: Statement, box: Box) -> None:
        widest = max(range(len(box)), key=lambda i: box[i][1])
        first, width = box[widest]
        if width <= 1:
            await self._finish(statement, tuple(value_at(s, b[0]) for s, b in zip(statement.slots, box, strict=True)))
            return
        lower = (*box[:widest], (first, width // 2), *box[widest + 1 :])
        upper = (*box[:widest], (first + width // 2, width - width // 2), *box[widest + 1 :])
        script = refute_box(statement, lower)
        answer = await self._place.tries([script], "values", path=self._path, heartbeats=LARGE_HEARTBEATS)
        closed = bool(answer.tries) and answer.tries[0].status is TryStatus.CLOSED
        self._box = (statement, lower if closed else upper)

    async def _finish(self, statement: Statement, values: tuple[str, ...]) -> None:
        at = statement.apply(values, None)
        opening = f"fun {' '.join(f'p{i}' for i in range(statement.between))} => " if statement.between else ""
        by_decide = statement.apply(values, "(by decide)")
        scripts = [
            f"exact fun h => absurd {at} (by decide)" if not statement.between else "",
            f"exact fun h => absurd {at} (by {KERNEL})" if not statement.between else "",
            f"exact fun h => absurd {by_decide} (by decide)",
            f"exact fun h => absurd ({opening}{at}) (by {KERNEL})",
        ]
        await self._settle([script for script in scripts if script], "values")
        self._box = None
        self._steps = [] if self.proof else [s for s in self._steps if s[1] is not statement]

    async def _singles(self, statement: Statement, start: int) -> None:
        rows = list(islice(rows_of(statement), start, start + SINGLES_AT_ONCE))
        await self._settle([single(self._known, statement, row) for row in rows], "single values")

    async def _settle(self, scripts: list[str], by: str) -> None:
        if not scripts:
            return
        heartbeats = MIDDLE if by == "values" else SINGLE_HEARTBEATS
        answer = await self._place.tries(scripts, by, path=self._path, heartbeats=heartbeats)
        for item in answer.tries:
            if item.status is TryStatus.CLOSED:
                self.proof, self.by = _after(self._path, item.script), by
                return


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


def _box(statement: Statement, size: int) -> Box:
    """The first values of each slot, about ``size`` rows in all; what short slots leave goes to the longer ones."""
    left, widths = float(size), {}
    for done, i in enumerate(sorted(range(len(statement.slots)), key=lambda i: _length(statement.slots[i]))):
        share = left ** (1 / (len(statement.slots) - done))
        widths[i] = max(1, min(_length(statement.slots[i]), round(share)))
        left /= widths[i]
    return tuple((0, widths[i]) for i in range(len(statement.slots)))


def _slabs(box: Box, tried: Box | None) -> list[Box]:
    """What a box has that the smaller one ``tried`` has not, cut along each slot in turn."""
    if tried is None:
        return [box]
    return [
        (*tried[:i], (tried[i][1], box[i][1] - tried[i][1]), *box[i + 1 :])
        for i in range(len(box))
        if box[i][1] > tried[i][1]
    ]


def _length(slot: Slot) -> int:
    return 10**6 if slot.numbers else len(slot.values)


def value_at(slot: Slot, number: int) -> str:
    """The text of a slot's value with this number."""
    return str(number) if slot.numbers else slot.values[number]


def _listed(slot: Slot, first: int, width: int) -> str:
    if slot.numbers and width > 1:
        return f"List.range {width}" if first == 0 else f"List.range' {first} {width}"
    return f"[{', '.join(value_at(slot, first + i) for i in range(width))}]"


def _evaluated(statement: Statement, box: Box) -> str:
    """A term of type: the statement at every row of the box."""
    binders: list[str] = []
    hypotheses = iter(f"p{i}" for i in range(len(statement.arguments)))
    last = max((i for i, a in enumerate(statement.arguments) if a is not None), default=-1)
    for argument in statement.arguments[: last + 1]:
        if argument is None:
            binders.append(next(hypotheses))
        elif isinstance(argument, int):
            slot, name = statement.slots[argument], f"x{argument}"
            binders.append(
                f"({name} : {slot.kind}) (_ : {name} ∈ ({_listed(slot, *box[argument])} : List {slot.kind}))"
            )
    body = statement.apply(tuple(f"x{i}" for i in range(len(statement.slots))), None)
    return f"(fun {' '.join(binders)} => {body})" if binders else body


def refute_box(statement: Statement, box: Box) -> str:
    """Refutes the statement by evaluating it at all rows of a box."""
    return f"exact fun h => absurd {_evaluated(statement, box)} (by {KERNEL})"


def decidable(statement: Statement) -> str:
    """Runs, leaving the goal as it is, where the statement can be evaluated at values."""
    one = tuple((0, 1) for _ in statement.slots)
    return f"intro h\nhave : Decidable (type_of% {_evaluated(statement, one)}) := inferInstance\nskip"


def rows_of(statement: Statement) -> Iterator[tuple[str, ...]]:
    """Values for all slots, those with small numbers first."""
    pools = [slot.alone[:10] or tuple(slot.wrap.format(v) for v in slot.values[:10]) for slot in statement.slots]
    outer = statement.arguments[: statement.undecided]
    pools = [pool if i in outer else pool[:1] for i, pool in enumerate(pools)]
    rows = product(*(range(len(pool)) for pool in pools))
    for row in sorted(islice(rows, 200_000), key=lambda row: (sum(row), max(row, default=0), row)):
        yield tuple(pool[i] for pool, i in zip(pools, row, strict=True))


def single(known: Vocabulary, statement: Statement, row: tuple[str, ...]) -> str:
    """Refutes the statement at one row of values, what it asks for proved by core automation."""
    simp = arguments(known.simp)
    easy = f"first | rfl | decide | (simp{simp}; done) | (intros; omega) | (intros; simp_all{simp}; done)"
    if (split := statement.undecided) is not None:
        return _after_hypotheses(statement, row, split, easy)
    at_values = "have h0 := h 0; have h1 := h 1; first | omega | (simp_all; done)"
    use = (
        f"first | omega | (simp{simp} at h; done) | (simp{simp} at h; omega) | (revert h; {KERNEL}) "
        f"| ({at_values}) | (rcases h with h | h <;> ({at_values}))"
    )
    return f"intro h\nreplace h := {statement.apply(row, f'(by {easy})', wrapped=False)}\n{use}"


def _after_hypotheses(statement: Statement, row: tuple[str, ...], split: int, easy: str) -> str:
    """The statement at the values before ``split``, then all values behind it in a box."""
    outer, inner = statement.arguments[:split], statement.arguments[split:]
    rest = Statement(statement.slots, inner)
    used = {a for a in inner if isinstance(a, int)}
    width = max(2, round(INNER ** (1 / len(used))))
    box = tuple((0, min(width, _length(s)) if i in used else 1) for i, s in enumerate(statement.slots))
    at = Statement(statement.slots, outer).apply(row, f"(by {easy})", wrapped=False)
    return f"intro h\nreplace h := {at}\nexact absurd {_evaluated(rest, box)} (by {KERNEL})"


def _after(path: Path, script: str) -> str:
    return "\n".join([*(step for step, _ in path), script])


__all__ = ["Refuter", "Slot", "Statement", "decidable", "refute_box", "rows_of", "single", "statements", "value_at"]
