"""Looking for a counterexample to ``∀ n, P n`` with decidable ``P``, by evaluation in the kernel over growing ranges.

A range is shown to *hold*, so that a check that ends in a limit never passes for a counterexample.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.lean.checker import Goal
from orchestrator.provers.tactics.shapes import Binder, flat, head, leading_binders
from orchestrator.provers.tactics.trial import OpenPlace

FIRST_WIDTH = 8
MAX_WIDTH = 128
LAST_VALUE = 1024
RANGE_SECONDS = 1.5
"""Limit for one range: values may grow so fast that the next range would take forever."""
QUICK_SECONDS = 0.15
"""After a range that took less the next is twice as wide, after one that took more than twice this half as wide."""


@dataclass(frozen=True, slots=True)
class Range:
    """The values ``first <= n < last``."""

    first: int
    last: int

    @property
    def width(self) -> int:
        """How many values."""
        return self.last - self.first


class CounterexampleSearch:
    """Steps through the naturals at a goal ``¬ ∀ n, ...``, then halves the first range that does not hold.

    How wide the ranges are depends on time; which value is found, the smallest, does not.
    """

    def __init__(self, place: OpenPlace) -> None:
        self._place = place
        binders = refuted_binders(place.goal)
        self._type = binders[0].type if binders else ""
        self._width = FIRST_WIDTH
        self._next = 0
        self._failing: Range | None = None
        self.over = binders is None
        """Whether there is nothing left to try."""
        self.proof: str | None = None

    @property
    def level(self) -> int | None:
        """As for `orchestrator.provers.tactics.attempts.Attempt`."""
        if self.over:
            return None
        return 0 if self._failing is not None or self._next == 0 else 1 if self._next < 128 else 2

    async def step(self) -> None:
        """One check: a further range, a half of a failing one, or the proof by the value that was found."""
        if self._failing is None:
            await self._advance()
        elif self._failing.width > 1:
            await self._halve(self._failing)
        else:
            script = refute_at(self._failing.first, self._type)
            self.proof = script if (await self._place.attempt(script)).closed else None
            self.over = True

    async def _advance(self) -> None:
        values = Range(self._next, min(self._next + self._width, LAST_VALUE))
        trial = await self._place.elaborates(holds_on(values, self._type), RANGE_SECONDS)
        if trial.closed:
            self._next = values.last
            factor = 2.0 if trial.seconds < QUICK_SECONDS else 0.5 if trial.seconds > 2 * QUICK_SECONDS else 1.0
            self._width = max(1, min(MAX_WIDTH, int(self._width * factor)))
        else:
            self._failing = values
        self.over = trial.timed_out or self._next >= LAST_VALUE

    async def _halve(self, failing: Range) -> None:
        middle = (failing.first + failing.last) // 2
        lower, upper = Range(failing.first, middle), Range(middle, failing.last)
        trial = await self._place.elaborates(holds_on(lower, self._type), RANGE_SECONDS)
        self._failing = upper if trial.closed else lower
        self.over = trial.timed_out


def holds_on(values: Range, type_text: str) -> str:
    """At ``¬ ∀ n, P n``: show ``P n`` for all values of a range; the goal itself stays open."""
    term = "n" if not values.first else f"({values.first} + n)"
    if type_text == "Int":
        term = f"(Int.ofNat {term})"
    statement = f"type_of% (fun (n : Nat) (_ : n < {values.width}) => h {term})"
    return f"intro h\nhave : {statement} := by\n  first | decide +kernel | fail\nsorry"


def refute_at(value: int, type_text: str) -> str:
    """Refutes ``∀ n, P n`` at one value, as a person would write it."""
    term = f"({value} : Int)" if type_text == "Int" else str(value)
    return f"exact fun h => absurd (h {term}) (by decide +kernel)"


def refute_below(binders: tuple[Binder, ...], bound: int) -> str:
    """Refutes a statement on several naturals by values below ``bound``, hypotheses in between passed on."""
    names: list[str] = []
    arguments: list[str] = []
    last = max(index for index, binder in enumerate(binders) if not binder.is_hypothesis)
    for index, binder in enumerate(binders[: last + 1]):
        name = f"p{index}" if binder.is_hypothesis else f"x{index}"
        arguments.append(name)
        names.append(name if binder.is_hypothesis else f"({name} : Nat) (_ : {name} < {bound})")
    return f"refine fun h => absurd (fun {' '.join(names)} => h {' '.join(arguments)}) ?_\ndecide +kernel"


def refuted_binders(goal: Goal) -> tuple[Binder, ...] | None:
    """The leading binders of the statement that the goal refutes, if it refutes one over the numbers.

    A refuted definition (``¬ Covers l``) may hide such a statement: one unknown variable is assumed.
    """
    target = flat(goal.target)
    if head(target) != "not":
        return None
    inner = target[1:].strip()
    if inner.startswith("(") and inner.endswith(")"):
        inner = inner[1:-1]
    binders, _ = leading_binders(inner)
    if not binders:
        return (Binder("n", ""),) if head(inner) == "other" else None
    first = binders[0]
    return binders if first.type in ("Nat", "Int", "") and not first.is_hypothesis else None
