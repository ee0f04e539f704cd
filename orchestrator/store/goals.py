"""Goals: obligations by their elaborated hash, and what was found out about them, for all runs and problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.lean.checker import Goal, Hypothesis
from orchestrator.problems.identity import canonical_json, sha256_hex
from orchestrator.vocabulary import GoalStatus


@dataclass(frozen=True, slots=True)
class NewGoal:
    """An open goal of a sketch; ``digest`` is its elaborated hash under ``toolchain``."""

    digest: str
    toolchain: str
    target: str
    hypotheses: tuple[Hypothesis, ...] = ()
    pretty: str = ""

    @classmethod
    def of(cls, goal: Goal, toolchain: str) -> NewGoal:
        """The goal as Lean reported it; one without an elaborated hash is identified by its printed form alone."""
        digest = goal.digest or sha256_hex(canonical_json(["printed", goal.pretty or goal.target]))
        return cls(digest, toolchain, goal.target, goal.hypotheses, goal.pretty)


@dataclass(frozen=True, slots=True)
class NewGoalResult:
    """What ``prover`` found out in ``seconds``; ``proof`` is the tactic text that closes (or refutes) the goal.

    ``scope`` is the sha256 of the text before the goal, all that a prover could use; ``budget_seconds`` is what it was
    allowed. Both tell whether looking again in vain can be spared.
    """

    goal: NewGoal
    status: GoalStatus
    prover: str
    seconds: float
    proof: str | None = None
    scope: str | None = None
    budget_seconds: float | None = None


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


class Goals(Protocol):
    """The goal cache."""

    async def results(self, digests: Sequence[str], toolchain: str) -> Mapping[str, tuple[GoalResult, ...]]:
        """What is known of these goals under this toolchain, oldest first; goals without findings are left out."""
        ...

    async def add_results(self, results: Sequence[NewGoalResult], *, attempt_id: str | None = None) -> None:
        """Store findings outside of an admission, e.g. from a sub-prover while an episode still runs."""
        ...
