"""What a search tells those who watch it, as it happens; the lasting record is the run's log in the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class RunEventKind(StrEnum):
    """What has just happened to a run."""

    STARTED = "started"
    ATTEMPT = "attempt"
    """An attempt began; `RunEvent.text` says which prover and direction."""
    RESULT = "result"
    """An attempt's outcome was admitted."""
    JUDGING = "judging"
    VERDICT = "verdict"
    TROUBLE = "trouble"
    """An infrastructure failure; the work is done again where that is allowed."""
    PAUSED = "paused"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One thing that happened; ``text`` is one line for people."""

    kind: RunEventKind
    problem_id: str
    run_id: str
    text: str = ""


Listener = Callable[[RunEvent], None]
"""Called in the event loop of the search; must not block or raise."""


def ignore_events(event: RunEvent) -> None:
    """A `Listener` for searches that nobody watches."""
