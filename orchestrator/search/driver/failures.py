"""Which infrastructure failure an exception is."""

from __future__ import annotations

from orchestrator.errors import LeanCrashed, ModelUnavailable, RetryError, WorkerLost
from orchestrator.vocabulary import FailureKind


def failure_kind(error: Exception) -> FailureKind:
    """The kind under which a failed attempt is stored."""
    match error:
        case WorkerLost():
            return FailureKind.WORKER_LOST
        case LeanCrashed():
            return FailureKind.LEAN_CRASHED
        case ModelUnavailable():
            return FailureKind.MODEL_UNAVAILABLE
        case _:
            return FailureKind.INTERNAL


def is_defect(error: Exception) -> bool:
    """Whether it is an error of this program, which deserves a traceback in the log."""
    return not isinstance(error, RetryError)


def sentence_of(error: Exception) -> str:
    """The failure for people."""
    return str(error) or type(error).__name__
