"""What a lint says: one line in plain words, with a grade, a reason and what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from orchestrator.intake.subject import Probes, Subject


class Grade(StrEnum):
    """How bad it is."""

    FINE = "fine"
    DECIDED = "decided"
    """A few seconds of tactics prove or refute the statement: no fault in itself, but no open problem as it stands."""
    SUSPICIOUS = "suspicious"
    """Often a mistake; a person must look."""
    BROKEN = "broken"
    """The statement cannot be what its source means, whatever that is."""
    NOT_LOOKED = "not looked at"
    """It could not be looked at here, with the reason."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed. ``line`` is in the challenge's file, from 1; ``todo`` is empty where nothing is to be done."""

    lint: str
    grade: Grade
    why: str
    todo: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Lint:
    """A lint: ``look`` returns what it found, nothing where all is well; ``fine`` is what is then said."""

    name: str
    fine: str
    look: Callable[[Subject, Probes], Awaitable[Sequence[Finding]]]
    needs_lean: bool = True
    """Whether it looks at the elaborated statement or asks Lean, rather than at the text alone."""
