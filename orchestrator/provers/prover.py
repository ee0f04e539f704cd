"""What every prover takes and gives: the `Prover` protocol for challenges, `GoalProver` for open goals of a sketch.

Provers only produce text. `ProverStatus.COMPLETE` means that a warm check saw no error and no ``sorryAx``: worth the
judge's time. Only the judge says proved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from orchestrator.lean.checker import Checker, CheckResult, Goal, Limits, Message, OpenGoal, Outcome
from orchestrator.problems.challenge import Challenge
from orchestrator.vocabulary import Direction, GoalStatus


class ProverStatus(StrEnum):
    """How a prover's work on a task ended."""

    COMPLETE = "complete"
    """The target (or its disproof) elaborates without errors and does not rest on ``sorryAx``."""
    PARTIAL = "partial"
    """The regions elaborate without errors; goals are left open by ``sorry``."""
    FAILED = "failed"
    """Nothing that elaborates came of it; the regions are the parent's."""


@dataclass(frozen=True, slots=True)
class ProverTask:
    """One unit of work for a prover. Picklable: it is sent to workers as it is."""

    challenge: Challenge
    direction: Direction | None = None
    """None leaves the choice to the prover; ``disprove`` needs a challenge that offers a disproof."""
    parent: tuple[str, ...] | None = None
    """Regions of the sketch to start from, for ``direction``; None starts from the challenge's own."""
    seed: int = 0
    wall_seconds: float = 60.0
    """For the whole task. A prover returns what it has soon after; it never raises for lack of time."""
    max_checks: int | None = None
    """Most checks (whole texts and single scripts) to spend; None: no limit."""
    lean_seconds: float | None = None
    """Most processor seconds of Lean to spend; None: no limit. A busy machine makes no difference to it."""
    check_limits: Limits = field(default_factory=lambda: Limits(wall_seconds=10.0))
    """Upper limits of a single check; a prover may ask for less."""


@dataclass(frozen=True, slots=True)
class GoalResult:
    """What a `GoalProver` found out about one goal.

    ``proof`` is tactic text without indentation, of the goal where ``status`` is proved and of its negation where it is
    disproved; None where it is unknown. ``tried`` are the tactics or candidates that were tried, in order.
    """

    goal: Goal
    status: GoalStatus
    prover: str
    seconds: float
    checks: int = 0
    proof: str | None = None
    tried: tuple[str, ...] = ()
    recalled: bool = False
    """Whether it was found before and only looked at again."""


@dataclass(frozen=True, slots=True)
class ProverOutcome:
    """What a prover hands in. ``open_goals`` are those that the sketch leaves open, each with its digest."""

    status: ProverStatus
    prover: str
    direction: Direction
    regions: tuple[str, ...]
    plan: str = ""
    """In words: what was done, and what remains; stored with the sketch."""
    open_goals: tuple[OpenGoal, ...] = ()
    goal_results: tuple[GoalResult, ...] = ()
    checks: int = 0
    seconds: float = 0.0
    messages: tuple[Message, ...] = ()
    """Lean's messages on the sketch."""


@dataclass(frozen=True, slots=True)
class ProverEvent:
    """Something worth a line in the run's log: ``kind`` is a short word, ``payload`` JSON-able."""

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)


Progress = Callable[[ProverEvent], None]
"""Called in the prover's event loop; must not block or raise."""


def no_progress(event: ProverEvent) -> None:
    """A `Progress` that listens to nothing."""


@runtime_checkable
class Prover(Protocol):
    """Turns a task into a sketch: a proof, a disproof or partial progress.

    Deterministic for a task as long as no time limit cuts it short. Cancelling the awaiting task cancels its checks and
    leaves nothing behind. Raises `RetryError` for failures of ours, never for what Lean says of a text.
    """

    @property
    def name(self) -> str:
        """As stored with attempts and shown in tables."""
        ...

    async def prove(self, task: ProverTask, checker: Checker, progress: Progress = no_progress) -> ProverOutcome:
        """Work on ``task`` with ``checker``, which the caller owns."""
        ...


@dataclass(frozen=True, slots=True)
class SketchGoal:
    """An open goal at its place in a text: ``source[start:end]`` is its ``sorry``, offsets in code points.

    ``is_tactic`` as in `OpenGoal`: False where a term is expected. A proof takes the place of the ``sorry`` by
    `orchestrator.provers.tactics.splice.replace_sorry`.
    """

    source: str
    start: int
    end: int
    goal: Goal
    is_tactic: bool = True


@dataclass(frozen=True, slots=True)
class GoalBudget:
    """What one goal may cost: ``lean_seconds`` of Lean's processor time, ``max_checks`` checks, each within
    ``check_limits``, and ``wall_seconds`` in all."""

    wall_seconds: float = 10.0
    max_checks: int | None = None
    lean_seconds: float | None = None
    check_limits: Limits = field(default_factory=lambda: Limits(wall_seconds=5.0))
    seed: int = 0


@runtime_checkable
class GoalProver(Protocol):
    """Tries to prove or refute one open goal of a sketch; same promises as `Prover`."""

    @property
    def name(self) -> str:
        """As stored with goal results."""
        ...

    async def attempt(self, sketch: SketchGoal, checker: Checker, budget: GoalBudget) -> GoalResult:
        """Work on one goal; the other goals of the sketch may stay open."""
        ...


def target_name(challenge: Challenge, direction: Direction) -> str:
    """The theorem that a submission in this direction must prove."""
    return challenge.target if direction == Direction.PROVE else challenge.disproof_target


def proves(result: CheckResult, target: str) -> bool:
    """Whether a check saw ``target`` added with no errors anywhere and without ``sorryAx``. Not yet a verdict.

    Other declarations may rest on ``sorry``, as the frozen statement does that a disproof refers to.
    """
    return result.outcome is Outcome.ELABORATED and any(
        declaration.name == target and "sorryAx" not in declaration.axioms for declaration in result.declarations
    )
