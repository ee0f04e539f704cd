"""Problems of the catalogue and the frozen texts of their challenges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from orchestrator.problems.identity import JsonObject

CATALOGUE: Final = "catalogue"
LOCAL: Final = "local"
LOCAL_PREFIX: Final = "local/"
"""Files that are not the catalogue's live below it, whatever id they give themselves."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of the catalogue, such as ``erdos/242``."""

    id: str
    registrar: str
    """Who the id belongs to; empty for one that was stored before ids belonged to anybody."""
    source: str
    title: str
    current_id: int | None
    """The statement version that the registrar named last; what is said of a problem is said of this one."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StatementVersion:
    """One frozen text of a problem's challenge; immutable. Verdicts are about a version, never about a name."""

    id: int
    problem_id: str
    sha256: str
    text: str
    metadata: JsonObject
    created_at: datetime


class Problems(Protocol):
    """Problems and statement versions."""

    async def register(
        self,
        problem_id: str,
        *,
        registrar: str,
        source: str,
        title: str,
        text: str,
        metadata: JsonObject | None = None,
    ) -> StatementVersion:
        """The version of ``problem_id`` with this frozen text; it (and the problem) is stored if new.

        An id belongs to the registrar that stored it first. The version that its owner registers is the problem's
        current one from then on. Any other registrar is given a version only if its text is stored already.

        Args:
            problem_id: begins with `LOCAL_PREFIX` for the registrar `LOCAL`, and for no other.
            registrar: `CATALOGUE`, `LOCAL` (files of a user), or ``import:`` and the name of an importer.

        Raises:
            IdTaken: the id belongs to another registrar, and this text is none of its versions.
            UserError: the id is not of the registrar's namespace.
            SourceError: the text holds characters that cannot be stored.
        """
        ...

    async def get(self, problem_id: str) -> Problem:
        """A problem; `UnknownId` names ids that look alike."""
        ...

    async def statement(self, statement_id: int) -> StatementVersion:
        """A statement version."""
        ...
