"""Whether the process that drives a run still lives, from the token that it left in the store; opens nothing."""

from __future__ import annotations

import os
import socket
from datetime import datetime

from orchestrator.problems.naming import as_argument
from orchestrator.vocabulary import EXTERNAL, RunStatus

STALE_SECONDS = 30.0
"""A run whose driver has been silent for so long is left behind, wherever it ran."""


def stale_after(owner: str | None) -> float:
    """How long the silence of ``owner`` must last before its run may be taken over, in seconds.

    An owner token names host and process (`orchestrator.store.owner_token`): of a process that ran on this very host
    and is no more, nothing more will be heard.
    """
    return 0.0 if owner is not None and _is_gone(owner) else STALE_SECONDS


def is_driven(status: str, owner: str | None, heartbeat_at: datetime | None, now: datetime) -> bool:
    """Whether a process works on a run, as far as can be known from here; else the run may be resumed."""
    if status != RunStatus.RUNNING or heartbeat_at is None:
        return False
    return (now - heartbeat_at).total_seconds() <= stale_after(owner)


def owner_words(owner: str | None) -> str:
    """The process that a token names, for people."""
    host, process = _parts(owner or "")
    if not process:
        return "another process"
    return f"process {process} of {'this machine' if host == socket.gethostname() else host}"


def way_on(run_id: str, problem_id: str, strategy: str) -> str:
    """How a person goes on with a run that no process drives, as the end of a sentence."""
    if strategy == EXTERNAL:
        anew = f"`orchestrator mcp {as_argument(problem_id)}` starts anew"
        return f"`orchestrator resume {run_id}` ends it, as its agent over MCP is gone; {anew}"
    return f"`orchestrator resume {run_id}` goes on with it"


def _parts(owner: str) -> tuple[str, str]:
    host, _, process = owner.rpartition(":")[0].rpartition(":")
    return host, process if process.isdecimal() else ""


def _is_gone(owner: str) -> bool:
    host, process = _parts(owner)
    if host != socket.gethostname() or not process:
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
