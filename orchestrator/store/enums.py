"""The closed sets of the store; their values are what the database holds."""

from __future__ import annotations

from enum import StrEnum

from orchestrator.lean.judge.verdict import TRUST_OF_PROOF, TrustLevel, VerdictKind

__all__ = [
    "TRUST_OF_PROOF",
    "AttemptState",
    "ChargeState",
    "Direction",
    "EpisodeStatus",
    "FailureKind",
    "GoalStatus",
    "ParentRole",
    "ProblemState",
    "RunOutcome",
    "RunStatus",
    "TrustLevel",
    "VerdictKind",
]


class RunStatus(StrEnum):
    """Where a run is. Only `FINISHED` is final; it always comes with a `RunOutcome`."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


class RunOutcome(StrEnum):
    """How a run ended. The first three need an accepted verdict of this run at trust `replayed` or above."""

    PROVED = "proved"
    DISPROVED = "disproved"
    ANSWERED = "answered"
    NOT_PROVED = "not_proved"
    STOPPED = "stopped"
    FAILED = "failed"


class AttemptState(StrEnum):
    """WAITING -> RUNNING -> FINISHED | FAILED | CANCELLED (a waiting attempt may also be cancelled)."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    """The prover had its say, whatever the verdict."""
    FAILED = "failed"
    """A failure of ours (`FailureKind`): says nothing about the proof."""
    CANCELLED = "cancelled"


class FailureKind(StrEnum):
    """Why an attempt failed through no fault of the proof."""

    WORKER_LOST = "worker_lost"
    LEAN_CRASHED = "lean_crashed"
    MODEL_UNAVAILABLE = "model_unavailable"
    INTERNAL = "internal"
    """An error of this program."""


class Direction(StrEnum):
    """What a sketch argues for: the target or its negation."""

    PROVE = "prove"
    DISPROVE = "disprove"


class ParentRole(StrEnum):
    """How a sketch served another: it was edited (`PARENT`) or shown beside it (`INSPIRATION`)."""

    PARENT = "parent"
    INSPIRATION = "inspiration"


class GoalStatus(StrEnum):
    """What a sub-prover found out about a goal."""

    PROVED = "proved"
    DISPROVED = "disproved"
    UNKNOWN = "unknown"


class EpisodeStatus(StrEnum):
    """How an episode ended; all but `RUNNING` are final."""

    RUNNING = "running"
    COMPLETE = "complete"
    """Valid and free of ``sorry``."""
    PARTIAL = "partial"
    """Valid with ``sorry``."""
    INVALID = "invalid"
    """The file did not pass the integrity check; the search goes back to the parent."""
    FAILED = "failed"
    CANCELLED = "cancelled"


class ChargeState(StrEnum):
    """A charge is reserved before its call, then settled with what it cost, or released if nothing was sent."""

    RESERVED = "reserved"
    SETTLED = "settled"
    RELEASED = "released"


class ProblemState(StrEnum):
    """Where the current statement of a problem stands, best first."""

    PROVED = "proved"
    DISPROVED = "disproved"
    ANSWERED = "answered"
    RUNNING = "running"
    TRIED = "tried"
    UNTRIED = "untried"
