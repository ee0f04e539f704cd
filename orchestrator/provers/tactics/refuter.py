"""Refuting ``∀ x ..., hypotheses → P`` by small values of whatever types it quantifies over.

Where the statement is decidable at values it is run at as many of them as there are steps for (`evaluation.py`); the
first row at which it fails is the proof: ``exact fun h => absurd (h 3 [0]) (by decide +kernel)``. What cannot be run so
is evaluated in the kernel, boxes of values at once; a box that does not hold is halved until one value is left for each
variable. Where it is not decidable, single values are tried, the hypotheses proved by core automation.
Type variables become `Bool`, `Nat` and `Fin 3`; propositions and predicates are taken from Boolean functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from orchestrator.lean.trials import SearchEnd, TryStatus, ValueSearch
from orchestrator.provers.tactics.closers import CHEAP, KERNEL, LONG, MIDDLE, arguments
from orchestrator.provers.tactics.evaluation import STEPS, TEST, decision_procedures, evaluating
from orchestrator.provers.tactics.statements import Slot, Statement, listings, pools_of, statements, value_at
from orchestrator.provers.tactics.trial import STEPS_A_WORK, OpenPlace, Path
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
        self._steps = [("search", choice, 0) for choice in islice(statements(known), MAX_CHOICES)]
        self._derived = list(decision_procedures(known))
        self._box: tuple[Statement, Box] | None = None
        self.over = False

    @property
    def ahead(self) -> float:
        """What the next step costs if it is a search that spends all its steps, as `OpenPlace.work` counts."""
        if self._box is not None or not self._steps or self._steps[0][0] != "search":
            return 0.0
        return STEPS[self._steps[0][2]] / STEPS_A_WORK

    async def step(self) -> None:
        """One request: a box, a half of one that does not hold, or a dozen single values."""
        if self._box is not None:
            await self._halve(*self._box)
        elif not self._steps:
            self.over = True
        else:
            what, statement, size = self._steps.pop(0)
            if what == "search":
                await self._search(statement, size)
            elif what == "box":
                await self._try_box(statement, size)
            else:
                await self._singles(statement, size)
        self.over = self.over or (not self._steps and self._box is None)

    async def _search(self, statement: Statement, stage: int) -> None:
        """Run the statement at as many rows as the stage has steps for; in the kernel where that cannot be done."""
        wanted = ValueSearch(TEST, pools_of(statement.slots), False, STEPS[stage])
        for before in ([], self._derived) if self._derived else ([],):
            answer = await self._place.search((*self._path, (running(statement, before), 0)), wanted)
            if answer is not None:
                break
        if answer is None or answer.end is SearchEnd.UNSUPPORTED:
            self._steps += [("box", statement, size) for size in BOX_SIZES]
        elif answer.end is SearchEnd.FOUND:
            await self._finish(statement, tuple(map(value_at, statement.slots, answer.row)))
        elif answer.end is SearchEnd.STEPS and stage + 1 < len(STEPS):
            self._steps.append(("search", statement, stage + 1))

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
        at, by_decide = statement.at(values), statement.apply(values, "(by decide)")
        scripts = [
            f"exact fun h => absurd {at} (by decide)" if not statement.between else "",
            f"exact fun h => absurd {at} (by {KERNEL})" if not statement.between else "",
            f"exact fun h => absurd {by_decide} (by decide)",
            f"exact fun h => absurd {at} (by {KERNEL})",
        ]
        if self._derived:
            unfold = f"simp only [{self._known.simp}]; {KERNEL}"
            scripts += [f"exact fun h => absurd {at} (by {unfold})"]
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


def running(statement: Statement, before: Iterable[str]) -> str:
    """The state in which the statement is a Boolean function of its slots."""
    names = tuple(f"x{i}" for i in range(len(statement.slots)))
    typed = [(name, slot.kind) for name, slot in zip(names, statement.slots, strict=True)]
    return "\n".join(
        ["intro h", evaluating(typed, f"type_of% {statement.at(names)}", before), *listings(statement.slots)]
    )


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
