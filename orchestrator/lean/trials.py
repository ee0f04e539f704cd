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
    """What a script that closed the goal said, as library searches do."""


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
    wall_seconds: float = 10.0
    goals: bool = False
    facts: bool = False
    premises: int = 0
    """With ``facts``: how many library theorems to name that speak of what the goal speaks of."""
    until_closed: bool = True
    is_tactic: bool = True
    """Whether the ``sorry`` is a tactic; a checker that knows its states does not need it."""


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
