"""Events: the log of a run, numbered without gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from orchestrator.problems.identity import JsonObject


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something a person or program following the run should see."""

    kind: str
    payload: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a run's log; ``seq`` counts from 1 without gaps."""

    run_id: str
    seq: int
    kind: str
    payload: JsonObject
    created_at: datetime


class Events(Protocol):
    """The logs of runs."""

    async def append(self, run_id: str, event: NewEvent) -> None:
        """Append to the run's log."""
        ...

    async def since(self, run_id: str, seq: int = 0, *, limit: int = 1000) -> tuple[Event, ...]:
        """Events with a greater sequence number, in order; none with a smaller number can appear later."""
        ...
