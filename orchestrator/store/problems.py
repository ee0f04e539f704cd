"""Problems of the catalogue and the frozen texts of their challenges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.problems.identity import JsonObject


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of the catalogue, such as ``erdos/242``."""

    id: str
    source: str
    title: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StatementVersion:
    """One frozen text of a problem's challenge; immutable. The newest version of a problem is its current one."""

    id: int
    problem_id: str
    sha256: str
    text: str
    metadata: JsonObject
    created_at: datetime


class Problems(Protocol):
    """Problems and statement versions."""

    async def register(
        self, problem_id: str, *, source: str, title: str, text: str, metadata: JsonObject | None = None
    ) -> StatementVersion:
        """The version of ``problem_id`` with this frozen text; it (and the problem) is stored if new.

        Raises:
            SourceError: the text holds characters that cannot be stored.
        """
        ...

    async def get(self, problem_id: str) -> Problem:
        """A problem; `UnknownId` names ids that look alike."""
        ...

    async def statement(self, statement_id: int) -> StatementVersion:
        """A statement version."""
        ...
