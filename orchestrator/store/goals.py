"""Goals: obligations by their elaborated hash, and what was found out about them, for all runs and problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orchestrator.lean.checker import Goal, Hypothesis
from orchestrator.problems.identity import canonical_json, sha256_hex
from orchestrator.store.pages import DEFAULT_PAGE, Page
from orchestrator.vocabulary import GoalEdgeKind, GoalStatus


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
    """One finding about a goal, as in `NewGoalResult`; immutable, several may exist per goal.

    ``names`` are what the hypotheses were called that have a part in the goal's digest; None in old findings.
    """

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
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class GoalClaim:
    """``owner`` computes a goal; others wait for its findings instead of computing it too."""

    goal_digest: str
    toolchain: str
    owner: str
    claimed_at: datetime
    heartbeat_at: datetime


@dataclass(frozen=True, slots=True)
class NewGoalEdge:
    """``goal`` has to do with ``other``: it is its veto, its consequence, ...

    ``proof`` is the text that shows it, where there is one.
    """

    goal_digest: str
    other_digest: str
    toolchain: str
    kind: GoalEdgeKind
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class GoalEdge:
    """A stored `NewGoalEdge`; immutable."""

    id: int
    goal_digest: str
    other_digest: str
    toolchain: str
    kind: GoalEdgeKind
    proof: str | None
    created_at: datetime


class Goals(Protocol):
    """The goal cache, who computes what, and how goals hang together.

    An accepted sketch is an AND node over its open goals (`Sketches.goals`); `containing` is the way back.
    """

    async def results(self, digests: Sequence[str], toolchain: str) -> Mapping[str, tuple[GoalResult, ...]]:
        """What is known of these goals under this toolchain, oldest first; goals without findings are left out."""
        ...

    async def add_results(self, results: Sequence[NewGoalResult], *, attempt_id: str | None = None) -> None:
        """Store findings outside of an admission, e.g. from a sub-prover while an episode still runs."""
        ...

    async def add(self, goals: Sequence[NewGoal]) -> None:
        """Store goals of which nothing is known yet; those that are stored already stay as they are."""
        ...

    async def claim(self, goal: NewGoal, owner: str, *, stale_after: float) -> GoalClaim | None:
        """Make ``owner`` the one who computes a goal, however many ask at once, in any process.

        Args:
            stale_after: seconds without a heartbeat after which another's claim counts as left behind.

        Returns:
            The claim; asked again, ``owner`` keeps it. None while another is at work: wait, then ask `results`.
        """
        ...

    async def heartbeat(self, goal_digest: str, toolchain: str, owner: str) -> None:
        """Keep a claim; raises `OwnershipLost` if another took it over or it was released."""
        ...

    async def release(
        self, goal_digest: str, toolchain: str, owner: str, results: Sequence[NewGoalResult] = ()
    ) -> None:
        """Give a claim back with the findings it led to, in one transaction.

        A claim that is not ``owner``'s any more stays as it is; the findings are stored all the same.
        """
        ...

    async def add_edges(self, edges: Sequence[NewGoalEdge]) -> None:
        """Store edges between stored goals; those that are stored already, with the same kind, are left out."""
        ...

    async def edges(self, digests: Sequence[str], toolchain: str) -> Mapping[str, tuple[GoalEdge, ...]]:
        """The edges that begin at these goals, oldest first; goals without any are left out."""
        ...

    async def containing(
        self, goal_digest: str, toolchain: str, *, after: str | None = None, limit: int = DEFAULT_PAGE
    ) -> Page[str]:
        """Digests of the sketches that leave this goal open."""
        ...
