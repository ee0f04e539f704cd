"""What the store returns: frozen records, none tied to a session.

Money is whole micro-dollars (1 USD = 1,000,000), durations are seconds, times are aware UTC, digests are lower-case
sha256 in hex.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orchestrator.lean.checker import Hypothesis, Outcome
from orchestrator.store.inputs import Budget, JsonObject, Spend, Usage
from orchestrator.vocabulary import (
    AttemptState,
    ChargeState,
    Direction,
    EpisodeStatus,
    FailureKind,
    GoalStatus,
    ParentRole,
    RunOutcome,
    RunStatus,
    TrustLevel,
    VerdictKind,
)


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


@dataclass(frozen=True, slots=True)
class Campaign:
    """A budget that many runs share. ``spent`` is at all times the sum over its runs, but for time, which passes once
    however many of them are driven at the same time.
    """

    id: str
    limits: Budget
    spent: Spend
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One search over one statement version under one strategy and budget."""

    id: str
    problem_id: str
    statement_id: int
    statement_sha256: str
    strategy: str
    config: JsonObject
    toolchain: str
    status: RunStatus
    outcome: RunOutcome | None
    detail: str
    limits: Budget
    spent: Spend
    max_retries: int
    campaign_id: str | None
    owner: str | None
    heartbeat_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One unit of work. ``retry_of`` names the attempt it repeats, ``retries`` how many failures of ours preceded."""

    id: str
    run_id: str
    state: AttemptState
    prover: str
    seed: int
    direction: Direction | None
    parent_sketch: str | None
    sketch_digest: str | None
    """The sketch it produced."""
    retry_of: str | None
    retries: int
    owner: str | None
    heartbeat_at: datetime | None
    failure_kind: FailureKind | None
    detail: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sketch:
    """Content-addressed and immutable; the first author's plan and lineage stay with it."""

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
class GoalResult:
    """One finding about a goal, as in `NewGoalResult`; immutable, several may exist per goal."""

    id: int
    goal_digest: str
    toolchain: str
    status: GoalStatus
    proof: str | None
    prover: str
    seconds: float
    scope: str | None
    budget_seconds: float | None
    attempt_id: str | None
    created_at: datetime


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


@dataclass(frozen=True, slots=True)
class Check:
    """One stored Lean check."""

    id: int
    attempt_id: str
    outcome: Outcome
    seconds: float
    messages: tuple[JsonObject, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """One stored answer of the judge; immutable."""

    id: int
    run_id: str
    attempt_id: str | None
    sketch_digest: str
    verdict: VerdictKind
    code: str
    detail: str
    trust: TrustLevel
    axioms: tuple[str, ...]
    toolchain: str
    judge_version: str
    certificate: JsonObject | None
    seconds: float
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a run's log; ``seq`` counts from 1 without gaps."""

    run_id: str
    seq: int
    kind: str
    payload: JsonObject
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Episode:
    """One bounded conversation of an agent. ``usage`` sums its settled charges once it has ended."""

    id: str
    run_id: str
    attempt_id: str
    profile: str
    model: str
    prompt_version: str
    status: EpisodeStatus
    usage: Usage
    edits: int
    seconds: float
    sketch_digest: str | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Charge:
    """One model call in the ledger. ``estimated``: its caller was lost, so the full reservation was charged."""

    call_id: str
    run_id: str
    attempt_id: str | None
    episode_id: str | None
    state: ChargeState
    reserved_micro_usd: int
    reserved_tokens: int
    usage: Usage
    tokens: int
    """Tokens charged against the budget; for an estimate the reservation, whose split is not known."""
    estimated: bool
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """What ``orchestrator doctor`` says about the database; ``location`` never holds a password."""

    dialect: str
    server_version: str
    location: str
    journal_mode: str | None
    """SQLite only; ``wal`` as it should be."""
    schema_revision: str
    expected_revision: str
