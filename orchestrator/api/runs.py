"""Schemas of runs and campaigns, and of what a run consists of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from orchestrator.api.base import Answer, Question, Switch, Whole
from orchestrator.api.common import BudgetBody, Limits, Spent, VerdictRow
from orchestrator.vocabulary import (
    AttemptState,
    Direction,
    EpisodeStatus,
    FailureKind,
    GoalStatus,
    RunOutcome,
    RunStatus,
)

Strategy = Annotated[
    str | None,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,40}$",
        examples=["tactics"],
        description="One of those that `GET /problems/facets` lists. Left out: `auto`, which asks models, where money "
        "or a profile is given and this server has a model; else `tactics`, which asks none.",
    ),
]


class RunRow(Answer):
    """A run in a list."""

    id: str
    problem_id: str = Field(examples=["erdos/242"])
    statement_sha256: str
    strategy: str = Field(examples=["tactics"])
    status: RunStatus
    outcome: RunOutcome | None
    detail: str
    campaign_id: str | None
    limits: Limits
    spent: Spent
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class RunDetail(RunRow):
    """A run with what a page about it shows first."""

    toolchain: str
    config: dict[str, Any]
    attempts: dict[AttemptState, int] = Field(
        description="How many attempts are in each state; 10,001 stands for more than 10,000."
    )
    decision: VerdictRow | None = None
    heartbeat_at: datetime | None = None
    here: bool = Field(description="Whether this server drives it.")
    last_event: int = Field(description="Sequence number of its newest event.")


class NewRunBody(Question):
    """A request to start a run."""

    problem: str = Field(min_length=1, max_length=200, examples=["erdos/242"])
    strategy: Strategy = None
    budget: BudgetBody = BudgetBody()
    seed: Whole = Field(0, ge=0, lt=2**31)
    profile: str | None = Field(None, max_length=100, description="Model profile, for strategies that use one.")
    untriaged: Switch = Field(False, description="Ask models also about a statement that triage calls broken.")


class CampaignRow(Answer):
    """A campaign: a budget that many runs share."""

    id: str
    name: str = ""
    state: str = Field(examples=["active", "paused", "cancelled", "finished"])
    limits: Limits
    spent: Spent
    runs: dict[str, int] = Field(description="How many runs there are by status, and by outcome once finished.")
    created_at: datetime


class NewCampaignBody(Question):
    """A request to start a campaign: which problems, and how much for each and in all."""

    name: str = Field("", max_length=200, examples=["OEIS, night of 27 November"])
    source: str | None = Field(None, max_length=100, examples=["oeis"])
    tag: str | None = Field(None, max_length=100)
    problems: Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=5000)] = ()
    again: Switch = Field(False, description="Also problems that are decided already.")
    strategy: Strategy = None
    budget: BudgetBody = Field(BudgetBody(), description="In all.")
    budget_per_problem: BudgetBody = BudgetBody()
    profile: str | None = Field(None, max_length=100)
    seed: Whole = Field(0, ge=0, lt=2**31)
    untriaged: Switch = Field(False, description="Ask models also about statements that triage calls broken.")


class AttemptRow(Answer):
    """An attempt in a list."""

    id: str
    run_id: str
    state: AttemptState
    prover: str
    direction: Direction | None
    seed: int
    parent: str | None = Field(description="Digest of the sketch it started from.")
    sketch: str | None = Field(description="Digest of the sketch it made.")
    failure: FailureKind | None
    detail: str
    retries: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class SketchRow(Answer):
    """A sketch in the lineage of a run."""

    digest: str
    direction: Direction
    parent: str | None = None
    inspirations: tuple[str, ...] = ()
    plan: str = Field(description="First line of its plan.")
    open_goals: int | None = None
    verdict: str | None = None
    attempt_id: str | None
    created_at: datetime


class SketchGoalRow(Answer):
    """An open goal at its place in a sketch."""

    digest: str
    toolchain: str
    position: int
    hypotheses: tuple[str, ...]
    target: str
    status: GoalStatus
    tried: int


class SketchDetail(Answer):
    """A sketch with its whole Lean file."""

    digest: str
    problem_id: str
    statement_sha256: str
    direction: Direction
    plan: str
    parent: str | None
    inspirations: tuple[str, ...]
    attempt_id: str | None
    run_id: str | None
    lean: str = Field(description="The whole file: the frozen statement with this sketch's regions.")
    parent_lean: str | None = Field(None, description="The file of the parent, for a comparison.")
    goals: tuple[SketchGoalRow, ...]
    verdicts: tuple[VerdictRow, ...]
    created_at: datetime


class GoalRow(Answer):
    """A goal of a run: how many sketches wait for it, and what was tried on it."""

    digest: str
    toolchain: str
    hypotheses: tuple[str, ...]
    target: str
    status: GoalStatus
    blocks: int = Field(description="How many of the run's newest 2,000 sketches have it.")
    tries: int
    seconds: float


class Finding(Answer):
    """What one prover found out about a goal."""

    status: GoalStatus
    prover: str
    seconds: float
    proof: str | None
    attempt_id: str | None
    created_at: datetime


class GoalDetail(Answer):
    """A goal with every finding, oldest first."""

    digest: str
    toolchain: str
    hypotheses: tuple[str, ...]
    target: str
    status: GoalStatus
    findings: tuple[Finding, ...]


class EpisodeRow(Answer):
    """An agent's conversation."""

    id: str
    run_id: str
    attempt_id: str
    profile: str
    model: str
    status: EpisodeStatus
    micro_usd: int
    input_tokens: int
    output_tokens: int
    edits: int
    seconds: float
    lean_seconds: float | None = Field(
        default=None,
        description="Lean's processor seconds for what its tools asked, without the judge's; null while it runs.",
    )
    sketch: str | None
    created_at: datetime
    finished_at: datetime | None


class EpisodeDetail(EpisodeRow):
    """An episode with the length of its transcript."""

    entries: int = Field(description="How many entries its transcript has so far.")


class TranscriptEntry(Answer):
    """One entry of a transcript. ``payload`` is what the model or a tool said: text for people, never markup."""

    seq: int
    kind: str = Field(examples=["assistant", "tool_call", "tool_result"])
    at: float = Field(description="Seconds since the episode began.")
    payload: dict[str, Any]


class EventRow(Answer):
    """One event. ``seq`` counts the log of its run from 1 without gaps, ``position`` orders those of all runs."""

    run_id: str | None
    campaign_id: str | None = None
    problem_id: str | None = None
    seq: int
    position: str = Field(description="What an event stream resumes after; opaque.")
    kind: str
    payload: dict[str, Any]
    created_at: datetime


class Series(Answer):
    """What happened in a run over the seconds since it began; all lists of a group are of one length."""

    times: tuple[float, ...]
    open: tuple[int | None, ...] = Field(description="Open goals of the best sketch so far.")
    proved: tuple[int, ...] = Field(description="Goals proved so far.")
    sketches: tuple[int, ...] = Field(description="Sketches made so far.")
    elo_times: tuple[float, ...] = ()
    elo: tuple[Ratings, ...] = ()


class Ratings(Answer):
    """The rating of one sketch over time."""

    sketch: str
    values: tuple[float | None, ...]


class WorkerRow(Answer):
    """What a worker does now."""

    worker: int
    problem: str
    activity: str = Field(examples=["", "judge", "portfolio"])
    checks: int
    seconds: float
    resident_bytes: int


class SpendRow(Answer):
    """What one model cost."""

    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    micro_usd: int


class Overview(Answer):
    """Where everything stands."""

    problems: dict[str, int] = Field(description="Problems by state.")
    runs: dict[str, int] = Field(description="Runs by status.")
    micro_usd: int
    checks_per_second: float = Field(description="Over the last minute, of this server.")
    at_work: tuple[RunRow, ...]
    decided: tuple[ProblemLine, ...] = Field(description="Decided last, newest first.")
    workers: tuple[WorkerRow, ...]


class ProblemLine(Answer):
    """A problem that was decided."""

    id: str
    title: str
    outcome: RunOutcome
    run_id: str
    finished_at: datetime | None


Overview.model_rebuild()
Series.model_rebuild()
