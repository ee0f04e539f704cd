"""Tactic scripts tried at one open goal, many in one request: the `TacticTrials` protocol.

A try is quick and says what Lean's elaborator makes of a script at the goal. It is never evidence: whether a proof
holds is seen by putting it into its file and checking that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from orchestrator.lean.terms import Constant, GoalTerm


class TryStatus(StrEnum):
    """What came of one script."""

    CLOSED = "closed"
    """No goal is left and no error was logged."""
    OPEN = "open"
    """It ran and left goals."""
    FAILED = "failed"
    LIMIT = "limit"
    """It passed its heartbeats, its seconds, or another limit of Lean's."""
    SYNTAX = "syntax"
    """It does not parse."""


@dataclass(frozen=True, slots=True)
class Try:
    """One script's result. ``goals`` are those it left, if asked for; ``seconds`` are of processor time."""

    script: str
    status: TryStatus
    seconds: float = 0.0
    heartbeats: int = 0
    goals: tuple[GoalTerm, ...] = ()
    messages: tuple[str, ...] = ()
    """What a script that closed the goal said, as library searches do; why one failed, where that was asked for."""


class SearchEnd(StrEnum):
    """Why a search for values ended."""

    FOUND = "found"
    ALL = "all"
    """There are no more rows."""
    STEPS = "steps"
    """It spent its steps, or came to a number or a recursion that is too large."""
    UNSUPPORTED = "unsupported"
    """The function uses something that is not computed here."""


@dataclass(frozen=True, slots=True)
class ValueSearch:
    """A search for the first row of values at which a local definition of the goal, a Boolean function, is ``wanted``.

    Of each argument ``pools`` has the name of a local list of values, or None for all natural numbers. A step is about
    a tenth of a microsecond of processor time; what is found is no evidence and has to be shown by a script.
    """

    test: str
    pools: tuple[str | None, ...]
    wanted: bool
    steps: int


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """How a search ended: after how many rows and steps, and with the place of each value in its pool if found."""

    end: SearchEnd
    row: tuple[int, ...] = ()
    rows: int = 0
    steps: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TryRequest:
    """Scripts for the goal of the ``sorry`` at the code point ``at`` of ``source``.

    ``path`` leads to another goal: scripts, each with the number of the goal it left to go on from. ``heartbeats``
    (thousands of small allocations) and ``try_seconds`` (of processor time) bound each try, ``wall_seconds`` all of
    them together. ``goals`` asks for what tries leave open, ``facts`` for the goal itself and its constants;
    ``until_closed`` ends after the first script that closes the goal.
    """

    source: str
    at: int
    scripts: tuple[str, ...]
    path: tuple[tuple[str, int], ...] = ()
    heartbeats: int = 1000
    try_seconds: float = 1.0
    wall_seconds: float = 60.0
    goals: bool = False
    facts: bool = False
    premises: int = 0
    """With ``facts``: how many library theorems to name that speak of what the goal speaks of."""
    until_closed: bool = True
    explain: bool = False
    """Whether a script that fails is to say why, which may take longer than to fail."""
    is_tactic: bool = True
    """Whether the ``sorry`` is a tactic; a checker that knows its states does not need it."""
    search: ValueSearch | None = None


@dataclass(frozen=True, slots=True)
class TryAnswer:
    """Results in the order of the scripts; fewer than scripts where time ran out or the goal was closed.

    ``place`` is False where no goal stands there (or the path does not lead to one). ``seconds`` is the processor
    time of everything, ``lost_hosts`` how many Lean processes it cost.
    """

    place: bool
    tries: tuple[Try, ...] = ()
    goals: tuple[GoalTerm, ...] = ()
    constants: Mapping[str, Constant] = field(default_factory=dict)
    premises: tuple[str, ...] = ()
    """Library theorems for the goal, the most promising first."""
    found: SearchAnswer | None = None
    seconds: float = 0.0
    lost_hosts: int = 0
    supported: bool = True
    """False from a worker whose checker cannot try scripts."""


@runtime_checkable
class TacticTrials(Protocol):
    """A checker that can also try scripts at a goal; same promises as `orchestrator.lean.checker.Checker`."""

    async def try_scripts(self, request: TryRequest) -> TryAnswer:
        """Try the scripts of a request in order, each from the same state."""
        ...

    async def warm_up(self) -> None:
        """Have Lean's automation run once, so that the first goal does not pay for it; nothing the second time."""
        ...
