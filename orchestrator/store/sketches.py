"""Sketches: region texts by content, what they came from, and the goals that they leave open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.lean.checker import Hypothesis
from orchestrator.store.goals import GoalResult
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.vocabulary import Direction, GoalStatus, ParentRole


@dataclass(frozen=True, slots=True)
class NewSketch:
    """The texts of a challenge's regions in file order, with the plan in words and the sketches it came from."""

    direction: Direction
    regions: tuple[str, ...]
    plan: str = ""
    parent: str | None = None
    inspirations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """Content-addressed (`identity.sketch_digest`) and immutable; the first author's plan and lineage stay with it."""

    digest: str
    statement_id: int
    direction: Direction
    regions: tuple[str, ...]
    plan: str
    attempt_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LineageEdge:
    """``sketch`` came from ``parent``; ``depth`` is the distance of ``sketch`` from the one asked about."""

    sketch: str
    parent: str
    role: ParentRole
    depth: int


@dataclass(frozen=True, slots=True)
class SketchGoal:
    """An open goal at its place (from 0) in a sketch, with every finding about it, oldest first."""

    position: int
    digest: str
    toolchain: str
    target: str
    hypotheses: tuple[Hypothesis, ...]
    pretty: str
    results: tuple[GoalResult, ...] = ()

    @property
    def status(self) -> GoalStatus:
        """The strongest finding so far."""
        found = {result.status for result in self.results}
        return next((s for s in (GoalStatus.PROVED, GoalStatus.DISPROVED) if s in found), GoalStatus.UNKNOWN)


class Sketches(Protocol):
    """Sketches; an attempt's own come with its outcome (`Attempts.finish`)."""

    async def add(self, statement_id: int, sketch: NewSketch) -> Sketch:
        """Store a sketch that no attempt made (the initial one); raises `UnknownId` for a parent that is not stored."""
        ...

    async def get(self, digest: str) -> Sketch:
        """The sketch with this full digest; raises `UnknownId`."""
        ...

    async def accepted(self, statement_id: int) -> Sketch | None:
        """The sketch that the judge accepted last for this statement, at trust `replayed` or above; None if none."""
        ...

    async def of_run(
        self, run_id: str, *, newest_first: bool = False, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[Sketch]:
        """The sketches that the run's attempts made, in the order in which they were first stored."""
        ...

    async def lineage(self, digest: str) -> tuple[LineageEdge, ...]:
        """All ancestors of a sketch as edges, breadth first, the edited parent before inspirations."""
        ...

    async def goals(self, digest: str) -> tuple[SketchGoal, ...]:
        """The open goals of a sketch with what is known of them, in file order."""
        ...
