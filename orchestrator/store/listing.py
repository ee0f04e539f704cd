"""Lists and sums for pages that people look at: narrow rows, bounded numbers of statements, never a whole table.

What `Views` puts together for one thing in a terminal, `Listing` gives for many things at once: filtered problems,
the lineage and the goals of a run, what is spent. All of it is about current statements only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.lean.checker import Hypothesis
from orchestrator.problems.identity import JsonObject
from orchestrator.store.campaigns import Campaign
from orchestrator.store.goals import GoalResult
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.problems import StatementVersion
from orchestrator.store.runs import Run
from orchestrator.store.verdicts import Verdict
from orchestrator.vocabulary import (
    Direction,
    FailureKind,
    GoalStatus,
    ProblemState,
    RunOutcome,
    RunStatus,
    VerdictKind,
)


@dataclass(frozen=True, slots=True)
class ProblemFilter:
    """Which problems; what is None or empty does not count.

    ``source`` is the part of the id before the slash, ``text`` is looked for in id and title without regard to case,
    ``known`` is what the challenge's header says of the problem; ``informal`` and ``formal`` are where its reports and
    this database say that the mathematics and the Lean stand, ``contradictions`` whether those cannot all be right.
    """

    source: str | None = None
    state: ProblemState | None = None
    known: str | None = None
    informal: str | None = None
    formal: str | None = None
    tag: str | None = None
    text: str | None = None
    contradictions: bool = False


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem with where its current statement stands."""

    id: str
    title: str
    statement_id: int
    statement_sha256: str
    metadata: JsonObject
    state: ProblemState
    informal: str
    formal: str
    runs: int
    micro_usd: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over everything."""

    problems: Mapping[ProblemState, int]
    runs: Mapping[RunStatus, int]
    micro_usd: int


Ranking = tuple[tuple[str, ...], ...]
"""How a rater ranked the sketches of a match: digests, best group first; those of one group are equal."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Sketches in the order of their times, each with when its goals were proved (None: not yet); when goals were."""

    sketches: Sequence[tuple[datetime, Sequence[datetime | None]]]
    proved: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class SketchLine:
    """A sketch of a run's lineage; ``verdict`` is the best that the judge said of it."""

    digest: str
    direction: Direction
    parent: str | None
    inspirations: tuple[str, ...]
    plan: str
    open_goals: int
    verdict: VerdictKind | None
    attempt_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal of a run: in how many of its sketches it is open, how often and how long it was tried by all."""

    digest: str
    toolchain: str
    target: str
    hypotheses: tuple[Hypothesis, ...]
    status: GoalStatus
    blocks: int
    tries: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SpendLine:
    """What one model cost."""

    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    micro_usd: int


class Listing(Protocol):
    """See the module."""

    async def problems(
        self, which: ProblemFilter, *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[ProblemLine]:
        """Problems by id."""
        ...

    async def problem(self, problem_id: str) -> ProblemLine:
        """One problem; `UnknownId` names ids that look alike."""
        ...

    async def statements(
        self, problem_id: str, *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[StatementVersion]:
        """The statement versions of a problem, newest first; the first of all is the current one."""
        ...

    async def facets(self) -> tuple[Sequence[str], Sequence[str]]:
        """All sources and all tags, sorted."""
        ...

    async def totals(self) -> Totals:
        """Sums over everything; one statement over the runs, none over attempts or events."""
        ...

    async def decided(self, limit: int) -> Sequence[tuple[str, str, Run]]:
        """The runs that decided a problem last, newest first, with the problem's id and title."""
        ...

    async def runs(
        self,
        *,
        problem_id: str | None = None,
        campaign_id: str | None = None,
        status: RunStatus | None = None,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[Run]:
        """Runs that every given condition holds for, newest first."""
        ...

    async def decision(self, statement_id: int) -> tuple[Verdict, Direction] | None:
        """The last accepted verdict on a sketch of this statement, at trust `replayed` or above."""
        ...

    async def verdict(self, verdict_id: int) -> tuple[Verdict, Direction]:
        """A verdict with its certificate, and what its sketch argues for; raises `UnknownId`."""
        ...

    async def verdicts(
        self,
        *,
        run_id: str | None = None,
        sketch: str | None = None,
        after: str | None = None,
        limit: int = DEFAULT_PAGE,
    ) -> Page[tuple[Verdict, Direction, bool]]:
        """Verdicts, newest first, without their certificates; the last part says whether there is one."""
        ...

    async def sketches(self, run_id: str, *, after: str | None = None, limit: int = DEFAULT_PAGE) -> Page[SketchLine]:
        """The lineage of a run: the sketches that its attempts made, in the order of those attempts."""
        ...

    async def sketch_run(self, digest: str) -> str | None:
        """The run in which this sketch was made first."""
        ...

    async def best_sketch(self, statement_id: int) -> str | None:
        """The sketch of this statement with the fewest open goals (the newest of those), as far as goals are known."""
        ...

    async def goals(self, run_id: str, *, after: str | None = None, limit: int = DEFAULT_PAGE) -> Page[GoalLine]:
        """The goals of a run's newest 2,000 sketches, those that are open in most of them first."""
        ...

    async def growth(self, run_id: str, limit: int) -> Growth:
        """How the first ``limit`` sketches of a run came about."""
        ...

    async def matches(self, run_id: str, limit: int) -> Sequence[tuple[datetime, Ranking]]:
        """The newest ``limit`` matches of a run in the order in which they were played."""
        ...

    async def last_event(self, run_id: str) -> int:
        """The sequence number of the run's newest event, 0 without any; raises `UnknownId`."""
        ...

    async def goal(self, digest: str, toolchain: str | None) -> tuple[GoalLine, Sequence[GoalResult]]:
        """A goal with every finding about it, oldest first; ``toolchain`` None takes the newest. `UnknownId`."""
        ...

    async def spend(self, *, run_id: str | None = None, campaign_id: str | None = None) -> Sequence[SpendLine]:
        """What each model cost in a run, a campaign or altogether, dearest first; from episodes that have ended."""
        ...

    async def campaigns(self, *, after: str | None = None, limit: int = DEFAULT_PAGE) -> Page[Campaign]:
        """Campaigns, newest first."""
        ...

    async def campaign_runs(self, campaign_ids: Sequence[str]) -> Mapping[str, Mapping[RunStatus | RunOutcome, int]]:
        """How many runs of each campaign are in each status and had each outcome."""
        ...

    async def failures(self, campaign_id: str) -> Mapping[FailureKind, int]:
        """Infrastructure failures of a campaign's attempts by kind."""
        ...
