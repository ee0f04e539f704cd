"""What the store takes: frozen descriptions of something new, and how content is identified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestrator.lean.checker import Goal, Hypothesis, Outcome
from orchestrator.problems.identity import canonical_json, sha256_hex
from orchestrator.vocabulary import Direction, GoalStatus, TrustLevel, VerdictKind

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of a run or a campaign; None means no limit.

    ``seconds`` counts the time in which some process owned the run, or at least one run of the campaign.
    """

    micro_usd: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    episodes: int | None = None


@dataclass(frozen=True, slots=True)
class Spend:
    """What a run or a campaign has spent, and what calls in flight may still cost (``reserved_...``)."""

    micro_usd: int = 0
    tokens: int = 0
    seconds: float = 0.0
    episodes: int = 0
    reserved_micro_usd: int = 0
    reserved_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model call used. ``cached_tokens`` are part of the input, ``reasoning_tokens`` part of the output."""

    micro_usd: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0

    @property
    def tokens(self) -> int:
        """The tokens that count against a budget."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class NewRun:
    """A search to be made over one statement version.

    ``config`` is the snapshot that makes the run repeatable: seed, limits, price table. ``max_retries`` bounds how
    often one piece of work is tried again after failures of ours.
    """

    statement_id: int
    strategy: str
    toolchain: str
    config: JsonObject = field(default_factory=dict)
    limits: Budget = Budget()
    max_retries: int = 2
    campaign_id: str | None = None
    """The campaign whose budget the run shares; the limits of both hold."""


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """A unit of work for a prover; ``direction`` None leaves the choice to the prover."""

    prover: str
    seed: int
    direction: Direction | None = None
    parent_sketch: str | None = None


@dataclass(frozen=True, slots=True)
class NewSketch:
    """The texts of a challenge's regions in file order, with the plan in words and the sketches it came from."""

    direction: Direction
    regions: tuple[str, ...]
    plan: str = ""
    parent: str | None = None
    inspirations: tuple[str, ...] = ()


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
class NewCheck:
    """One Lean check that mattered, its messages summarised."""

    outcome: Outcome
    seconds: float
    messages: tuple[JsonObject, ...] = ()


@dataclass(frozen=True, slots=True)
class NewVerdict:
    """The judge's answer on a sketch, with what is needed to repeat it."""

    verdict: VerdictKind
    code: str
    detail: str
    trust: TrustLevel
    toolchain: str
    judge_version: str
    seconds: float
    axioms: tuple[str, ...] = ()
    certificate: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something a person or program following the run should see."""

    kind: str
    payload: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AttemptOutcome:
    """All that an attempt produced; admitted in one transaction or not at all.

    ``goals`` are the open goals of ``sketch`` in file order; ``verdicts`` are about ``sketch``; both need one.
    """

    sketch: NewSketch | None = None
    goals: tuple[NewGoal, ...] = ()
    goal_results: tuple[NewGoalResult, ...] = ()
    checks: tuple[NewCheck, ...] = ()
    verdicts: tuple[NewVerdict, ...] = ()
    events: tuple[NewEvent, ...] = ()
    detail: str = ""

    def __post_init__(self) -> None:
        if self.sketch is None and (self.goals or self.verdicts):
            raise ValueError("an outcome with goals or verdicts needs the sketch that they are about")
