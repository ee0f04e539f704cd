"""Events: what happened, one frozen class for each kind, logged in the transaction that they tell of.

The log of a run is numbered from 1 without gaps; that is the truth that a search is resumed from. Over all runs events
have a *position*, in the order in which their transactions were committed, so that a stream over many runs can be
resumed at one place (`feed.Feed`). A new kind is a new class here and a member of `AnyEvent`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from orchestrator.problems.identity import JsonObject
from orchestrator.vocabulary import (
    CampaignState,
    Direction,
    EpisodeStatus,
    FailureKind,
    GoalStatus,
    RunOutcome,
    TrustLevel,
    VerdictKind,
)

# --- runs ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunCreated:
    """A run was queued."""

    strategy: str
    kind: Literal["run.created"] = "run.created"


@dataclass(frozen=True, slots=True)
class RunAcquired:
    """``owner`` drives the run from now on."""

    owner: str
    previous_owner: str | None = None
    kind: Literal["run.acquired"] = "run.acquired"


@dataclass(frozen=True, slots=True)
class RunPaused:
    """The run was given up; anyone may resume it. ``detail`` says what has to be mended first, if anything."""

    detail: str = ""
    kind: Literal["run.paused"] = "run.paused"


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run ended for good."""

    outcome: RunOutcome
    detail: str = ""
    kind: Literal["run.finished"] = "run.finished"


# --- attempts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """``owner`` works on an attempt from now on."""

    attempt: str
    owner: str
    prover: str = ""
    direction: Direction | None = None
    kind: Literal["attempt.started"] = "attempt.started"


@dataclass(frozen=True, slots=True)
class AttemptFinished:
    """The prover had its say; ``sketch`` is what it made, ``verdict`` the judge's last answer on it."""

    attempt: str
    sketch: str | None = None
    verdict: VerdictKind | None = None
    prover: str = ""
    detail: str = ""
    kind: Literal["attempt.finished"] = "attempt.finished"


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """An infrastructure failure; ``retry`` is the attempt that does the same work again, if any."""

    attempt: str
    failure: FailureKind
    detail: str = ""
    retry: str | None = None
    kind: Literal["attempt.failed"] = "attempt.failed"


@dataclass(frozen=True, slots=True)
class AttemptCancelled:
    """An attempt was taken out for good."""

    attempt: str
    detail: str = ""
    kind: Literal["attempt.cancelled"] = "attempt.cancelled"


@dataclass(frozen=True, slots=True)
class ProverReported:
    """How a prover's work ended, with what it took."""

    prover: str
    direction: Direction
    status: str
    checks: int = 0
    seconds: float = 0.0
    kind: Literal["prover.result"] = "prover.result"


@dataclass(frozen=True, slots=True)
class JudgingStarted:
    """The judge was given a sketch."""

    attempt: str | None = None
    direction: Direction | None = None
    kind: Literal["judge.started"] = "judge.started"


@dataclass(frozen=True, slots=True)
class VerdictGiven:
    """The judge answered on a sketch."""

    sketch: str
    verdict: VerdictKind
    trust: TrustLevel
    code: str = ""
    attempt: str | None = None
    detail: str = ""
    kind: Literal["verdict"] = "verdict"


# --- sketches, goals, matches -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SketchAdmitted:
    """A sketch became member ``number`` of the run's population."""

    sketch: str
    number: int
    attempt: str | None = None
    marks: tuple[str, ...] = ()
    kind: Literal["sketch.admitted"] = "sketch.admitted"


@dataclass(frozen=True, slots=True)
class GoalFound:
    """Something was found out about a goal."""

    goal: str
    status: GoalStatus
    prover: str
    kind: Literal["goal.found"] = "goal.found"


@dataclass(frozen=True, slots=True)
class GoalVetoed:
    """A goal was refused by the decomposition check."""

    goal: str
    reason: str
    kind: Literal["goal.vetoed"] = "goal.vetoed"


@dataclass(frozen=True, slots=True)
class MatchFinished:
    """A rater ranked the sketches of a match, best first; equals share a group."""

    match: str
    rater: str
    ranking: tuple[tuple[str, ...], ...]
    kind: Literal["match.finished"] = "match.finished"


# --- the strategy's log -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SearchDecided:
    """A strategy's decision, with its reason; ``entry`` is `search.strategy.entry_to_json`'s, as in its siblings."""

    entry: JsonObject
    kind: Literal["search.decided"] = "search.decided"


@dataclass(frozen=True, slots=True)
class SearchAdmitted:
    """A strategy learns what an attempt brought."""

    entry: JsonObject
    kind: Literal["search.admitted"] = "search.admitted"


@dataclass(frozen=True, slots=True)
class SearchRated:
    """A strategy learns how sketches were ranked."""

    entry: JsonObject
    kind: Literal["search.rated"] = "search.rated"


@dataclass(frozen=True, slots=True)
class SearchFailed:
    """A strategy learns of an infrastructure failure."""

    entry: JsonObject
    kind: Literal["search.failed"] = "search.failed"


@dataclass(frozen=True, slots=True)
class SearchDropped:
    """A strategy learns that a decision will not be carried out."""

    entry: JsonObject
    kind: Literal["search.dropped"] = "search.dropped"


@dataclass(frozen=True, slots=True)
class SearchSwitched:
    """Another strategy goes on from here."""

    entry: JsonObject
    kind: Literal["search.switched"] = "search.switched"


# --- episodes, campaigns, the rest --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EpisodeStarted:
    """An agent's conversation began."""

    episode: str
    attempt: str
    model: str
    kind: Literal["episode.started"] = "episode.started"


@dataclass(frozen=True, slots=True)
class EpisodeEnded:
    """An agent's conversation ended."""

    episode: str
    attempt: str
    status: EpisodeStatus
    sketch: str | None = None
    kind: Literal["episode.ended"] = "episode.ended"


@dataclass(frozen=True, slots=True)
class CampaignChanged:
    """A campaign was created, paused, resumed, cancelled or given other limits."""

    state: CampaignState
    detail: str = ""
    kind: Literal["campaign.changed"] = "campaign.changed"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong that is no attempt's failure; one sentence for people."""

    text: str
    kind: Literal["trouble"] = "trouble"


@dataclass(frozen=True, slots=True)
class Note:
    """Anything else that a person following the run should see."""

    text: str
    detail: JsonObject = field(default_factory=dict)
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """An event of a kind, or with a content, that this version does not know: another version wrote it."""

    stored_kind: str
    payload: JsonObject
    kind: Literal["unrecognised"] = "unrecognised"


AnyEvent = (
    RunCreated | RunAcquired | RunPaused | RunFinished
    | AttemptStarted | AttemptFinished | AttemptFailed | AttemptCancelled
    | ProverReported | JudgingStarted | VerdictGiven
    | SketchAdmitted | GoalFound | GoalVetoed | MatchFinished
    | SearchDecided | SearchAdmitted | SearchRated | SearchFailed | SearchDropped | SearchSwitched
    | EpisodeStarted | EpisodeEnded | CampaignChanged | Trouble | Note | Unrecognised
)  # fmt: skip
"""Told apart by ``kind``."""


@dataclass(frozen=True, slots=True)
class Event:
    """One stored event. ``seq`` counts the log of its run (or, without a run, of its campaign) from 1 without gaps.

    ``position`` is opaque text: what `Feed.follow` resumes after. Positions of one store are totally ordered.
    """

    run_id: str | None
    campaign_id: str | None
    problem_id: str | None
    seq: int
    position: str
    event: AnyEvent
    created_at: datetime

    @property
    def kind(self) -> str:
        """The kind of `event`."""
        return self.event.kind


class Events(Protocol):
    """The logs of runs."""

    async def append(self, run_id: str, events: Sequence[AnyEvent]) -> None:
        """Append to the run's log, in order and all or none."""
        ...

    async def since(
        self, run_id: str, seq: int = 0, *, kinds: Collection[str] = (), limit: int = 1000
    ) -> tuple[Event, ...]:
        """Events with a greater sequence number, in order; none with a smaller number can appear later.

        Args:
            kinds: only these; empty means all.
            limit: at most so many; fewer are returned only at the end of the log.
        """
        ...
