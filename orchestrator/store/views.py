"""What `Views` returns: records put together for a person to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from orchestrator.problems.identity import JsonObject
from orchestrator.store.attempts import Attempt, Check
from orchestrator.store.campaigns import Campaign
from orchestrator.store.episodes import Episode
from orchestrator.store.ledger import Charge
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.store.problems import Problem, StatementVersion
from orchestrator.store.runs import Run
from orchestrator.store.sketches import LineageEdge, Sketch, SketchGoal
from orchestrator.store.verdicts import Verdict
from orchestrator.vocabulary import AttemptState, ProblemState


@dataclass(frozen=True, slots=True)
class ProblemOverview:
    """One line of the status table. Everything counts the current statement version only."""

    problem_id: str
    title: str
    statement_sha256: str
    state: ProblemState
    runs: int
    attempts: int
    failed_attempts: int
    """Attempts lost to infrastructure failures, counted apart and included in ``attempts``."""
    micro_usd: int
    last_verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class ProblemDetail:
    """A problem with its statement versions and runs, newest first, and the verdicts on its current statement."""

    problem: Problem
    statements: tuple[StatementVersion, ...]
    runs: tuple[Run, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class RunDetail:
    """A run with its counts per attempt state, its newest attempts, and its verdicts, newest first."""

    run: Run
    counts: Mapping[AttemptState, int]
    attempts: tuple[Attempt, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """A campaign with its runs, oldest first."""

    campaign: Campaign
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class AttemptDetail:
    """An attempt with all that it produced; ``history`` are the attempts it repeats, newest first."""

    attempt: Attempt
    history: tuple[Attempt, ...]
    sketch: Sketch | None
    goals: tuple[SketchGoal, ...]
    checks: tuple[Check, ...]
    verdicts: tuple[Verdict, ...]
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class SketchDetail:
    """A sketch with its ancestors, open goals and verdicts."""

    sketch: Sketch
    lineage: tuple[LineageEdge, ...]
    goals: tuple[SketchGoal, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class EpisodeDetail:
    """An episode with the problem that it worked on, its transcript as far as it is stored and its charges.

    ``transcript`` has the fields of its header and ``entries``; None before the first one.
    """

    episode: Episode
    problem_id: str
    transcript: JsonObject | None
    charges: tuple[Charge, ...]


Detail = ProblemDetail | CampaignDetail | RunDetail | AttemptDetail | SketchDetail | EpisodeDetail


class Views(Protocol):
    """For people; programs use the typed reads of the other parts."""

    async def overview(
        self, prefix: str = "", *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[ProblemOverview]:
        """Where each problem stands whose id starts with ``prefix``, by id."""
        ...

    async def sketch(self, digest: str) -> SketchDetail:
        """The sketch with this full digest and what is known of it; raises `UnknownId`."""
        ...

    async def show(self, identifier: str) -> Detail:
        """What a problem id, or the id or unique prefix of a run, attempt, episode or sketch digest stands for.

        Raises:
            UserError: the prefix is not unique; the message lists candidates.
        """
        ...
